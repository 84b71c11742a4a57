/**
 * Two real nodes on this machine, for tests: each with its own directories and, where we may, its own network namespace; real QEMU
 * with its emulator, and guests of one boot sector. Everything that was started is ended by `close`.
 */
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, readSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstanceReceived, NicReceived } from '@ganeti/node-api';
import { bootSector, countOf, testInstance, type GuestDisk } from '@ganeti/node-hypervisor';
import { createPaths, detachedLauncher, execaRunner, systemClock, type DetachedLauncher, type Paths, type ProcessRunner } from '@ganeti/runtime';
import { createKvmHypervisor, kvmSettings } from './create';
import type { KvmHypervisor } from './kvm';

export const PROGRAM = '/usr/bin/qemu-system-x86_64';
export const missing = existsSync(PROGRAM) ? '' : `${PROGRAM} is not installed (apt-get install qemu-system-x86)`;

const env = { PATH: '/sbin:/bin:/usr/sbin:/usr/bin' };
let worlds = 0;

export interface RealNode {
  readonly paths: Paths;
  readonly runner: ProcessRunner;
  readonly fresh: () => KvmHypervisor;
  hypervisor: KvmHypervisor;
  readonly address: string;
}

export interface RealNodes {
  readonly one: RealNode;
  readonly two: RealNode;
  /** Whether they have networks of their own, with a bridge `br0` each. */
  readonly namespaces: boolean;
  readonly dir: string;
  instance(memory: number, hvparams?: Record<string, unknown>): InstanceReceived;
  disks(instance: InstanceReceived): GuestDisk[];
  /** Another disk, empty, of 4 MiB. */
  spareDisk(instance: InstanceReceived): GuestDisk;
  nic(instance: InstanceReceived): NicReceived;
  /** How far the guest has counted. */
  count(instance: InstanceReceived): number;
  /** The daemon of this node as it is after it was killed. */
  restart(node: RealNode): Promise<KvmHypervisor>;
  close(): Promise<void>;
}

export async function realNodes(): Promise<RealNodes> {
  const dir = mkdtempSync('/tmp/gnt-kvm-');
  // Addresses and namespaces of this process alone.
  const tag = `${process.pid}-${(worlds += 1)}`;
  const names = ['a', 'b'].map((end) => `gnt${tag}${end}`);
  const namespaces = await makeNamespaces(names, tag);
  const node = (number: 1 | 2): RealNode => {
    const paths = createPaths(join(dir, `n${number}`));
    const namespace = names[number - 1] ?? '';
    const inside = (program: string, args: readonly string[]): [string, string[]] => (namespaces ? ['/sbin/ip', ['netns', 'exec', namespace, program, ...args]] : [program, [...args]]);
    const runner: ProcessRunner = { run: (program, args, options) => execaRunner.run(...inside(program, args), options) };
    const detached: DetachedLauncher = { start: (program, args, options) => detachedLauncher.start(...inside(program, args), options) };
    const address = namespaces ? `10.9.0.${number}` : `127.${1 + (process.pid % 250)}.${worlds % 250}.${number}`;
    const fresh = (): KvmHypervisor => make(paths, runner, detached);
    return { paths, runner, address, fresh, hypervisor: fresh() };
  };
  const [one, two] = [node(1), node(2)];
  let made = 0;
  const disk = (path: string, uuid: string, megabytes: number, content: Buffer): GuestDisk => {
    if (!existsSync(path)) {
      writeFileSync(path, content);
      truncateSync(path, megabytes << 20);
    }
    return { path, uri: '', device: { dev_type: 'file', size: megabytes, uuid, name: '', mode: 'rw', params: {}, children: [] } };
  };

  return {
    one,
    two,
    namespaces,
    dir,
    instance: (memory, hvparams = {}) => instance(`inst${(made += 1)}`, memory, hvparams),
    disks: ({ name }) => [disk(join(dir, `${name}.img`), `disk-of-${name}`, 8, bootSector())],
    spareDisk: ({ name }) => disk(join(dir, `${name}-spare.img`), `spare-of-${name}`, 4, Buffer.alloc(0)),
    nic: ({ name }) => ({ uuid: `nic-of-${name}`, name: '', mac: 'aa:00:00:00:00:01', ip: '', params: { mode: '"bridged"', link: '"br0"' }, network: {} }),
    count: ({ name }) => countIn(join(dir, `${name}.img`)),
    restart: async (restarted) => {
      await restarted.hypervisor.close();
      restarted.hypervisor = restarted.fresh();
      return restarted.hypervisor;
    },
    close: async () => {
      for (const { hypervisor, paths } of [one, two]) {
        // First: so nothing is waited for that will not come.
        killGuests(join(paths.runDir, 'kvm-hypervisor', 'pid'));
        await hypervisor.close();
      }
      if (namespaces) for (const name of names) await execaRunner.run('ip', ['netns', 'del', name], { env });
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A machine of a fixed size: the real one is shared with everything else that runs. */
function make(paths: Paths, runner: ProcessRunner, detached: DetachedLauncher): KvmHypervisor {
  mkdirSync(paths.configDir, { recursive: true });
  return createKvmHypervisor({ paths, runner, detached, clock: systemClock, settings: kvmSettings.parse({ program: PROGRAM, postcopy_after_rounds: 0 }), memory: async () => ({ total: 4096, available: 3584 }) });
}

function instance(name: string, memory: number, hvparams: Record<string, unknown>): InstanceReceived {
  const params = { kvm_path: PROGRAM, kvm_flag: 'disabled', kernel_path: '', vga: 'none', serial_console: false, ...hvparams };
  return testInstance({ name, hypervisor: 'kvm', hvparams: params, beparams: { maxmem: memory, vcpus: 1 } });
}

function countIn(path: string): number {
  const bytes = Buffer.alloc(1024);
  const fd = openSync(path, 'r');
  try {
    readSync(fd, bytes, 0, bytes.length, 0);
  } finally {
    closeSync(fd);
  }
  return countOf(bytes);
}

function killGuests(pidDir: string): void {
  for (const file of existsSync(pidDir) ? readdirSync(pidDir) : []) {
    try {
      process.kill(Number(readFileSync(join(pidDir, file), 'utf8')), 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }
}

/** False: we may not. */
async function makeNamespaces(names: readonly string[], tag: string): Promise<boolean> {
  const ip = async (...args: string[]): Promise<boolean> => (await execaRunner.run('ip', args, { env }).catch(() => null))?.exitCode === 0;
  if (!(await ip('netns', 'add', names[0] as string))) return false;
  if (!(await ip('netns', 'add', names[1] as string))) return false;
  const links = ['0', '1'].map((end) => `gv${tag}${end}`.slice(-15));
  await ip('link', 'add', links[0] as string, 'netns', names[0] as string, 'type', 'veth', 'peer', 'name', links[1] as string, 'netns', names[1] as string);
  for (const [index, name] of names.entries()) {
    await ip('-n', name, 'link', 'set', 'lo', 'up');
    await ip('-n', name, 'addr', 'add', `10.9.0.${index + 1}/24`, 'dev', links[index] as string);
    await ip('-n', name, 'link', 'set', links[index] as string, 'up');
    if (!(await ip('-n', name, 'link', 'add', 'br0', 'type', 'bridge')) || !(await ip('-n', name, 'link', 'set', 'br0', 'up'))) return false;
  }
  return true;
}

/** Waits until something is so; fails after half a minute. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const until = Date.now() + 30_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 20))) if (await holds()) return;
  throw new Error(`It did not come true: ${what}`);
}
