/** Disks that are files of a Gluster volume, which this node mounts when a disk on it is first asked for, and keeps mounted. */
import { mkdir, readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import { CommandFailed, joined, numberParam, textParam, type BlockDeviceDriver, type Commands, type Device } from '@ganeti/node-storage';
import { createFileDriver, filePackages, refuseLinks } from '@ganeti/node-storage-file';

export interface GlusterOptions {
  readonly commands: Commands;
  /** Volumes are mounted in directories below it. */
  readonly mounts: string;
  /** Mount points of this machine; default: those the kernel tells. */
  readonly mounted?: () => Promise<readonly string[]>;
}

/** Debian packages of the programs it runs. */
export const glusterPackages: Readonly<Record<string, string>> = { ...filePackages, glusterfs: 'glusterfs-client' };

interface Volume {
  readonly host: string;
  readonly port: number;
  readonly name: string;
}

export function createGlusterDriver({ commands, mounts, mounted = kernelMounts }: GlusterOptions): BlockDeviceDriver {
  const mounting = new Map<string, () => Promise<void>>();
  const mount = async ({ host, port, name }: Volume, dir: string): Promise<void> => {
    if ((await mounted()).includes(dir)) return;
    await mkdir(dir, { recursive: true, mode: 0o750 });
    try {
      await commands.run('glusterfs', [`--volfile-server=${host}`, `--volfile-server-port=${port}`, `--volfile-id=/${name}`, dir]);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      throw new OpExecError(`Gluster volume ${name} of ${host}:${port} cannot be mounted on this node: ${error.message}; check the volume, and parameters host, port and volume of template gluster`);
    }
    if (!(await mounted()).includes(dir)) throw new OpExecError(`Gluster volume ${name} of ${host}:${port} is not mounted at ${dir} although glusterfs ended well; look at its log`);
  };

  return createFileDriver({
    types: ['gluster'],
    commands,
    allocated: false,
    locate: async (device) => {
      const [volume, path] = [volumeOf(device), relativePath(device)];
      const base = join(mounts, `${volume.host}:${volume.port}:${volume.name}`);
      const once = mounting.get(base) ?? joined(() => mount(volume, base));
      mounting.set(base, once);
      await once();
      await refuseLinks(join(base, path), base, path);
      return { path: join(base, path), base };
    },
    space: async () => [],
  });
}

function volumeOf(device: Device): Volume {
  const [host, name] = [textParam(device, 'host', '127.0.0.1'), textParam(device, 'volume', 'gv0')];
  if (!/^[A-Za-z0-9][A-Za-z0-9.:-]*$/.test(host)) throw new OpExecError(`"${host}" is no address of a Gluster server; change parameter host of template gluster`);
  if (!/^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(name)) throw new OpExecError(`"${name}" cannot be the name of a Gluster volume; change parameter volume of template gluster`);
  return { host, port: numberParam(device, 'port', 24_007), name };
}

/** Ganeti records these paths relative to the volume: `ganeti/<instance>.<number>`. */
function relativePath(device: Device): string {
  const path = device.file?.path ?? '';
  if (path === '' || path.startsWith('/') || path.endsWith('/') || path.includes('\0') || normalize(path) !== path || path.split('/').some((part) => part === '..' || part === '.')) {
    throw new OpExecError(`Path "${path}" of disk ${device.uuid || device.name} must be relative to its Gluster volume and stay below it`);
  }
  return path;
}

/** /proc/self/mountinfo: the fifth column, with blanks and the like as octal. */
async function kernelMounts(): Promise<string[]> {
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => (line.split(' ')[4] ?? '').replaceAll(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8))));
}
