import { mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCommands, recordingRunner, storageContract, testDevice, type Device, type RecordingRunner } from '@ganeti/node-storage';
import { execaRunner } from '@ganeti/runtime';
import { createGlusterDriver, glusterPackages } from './driver';

const disk = (path: string, size = 64, params: Record<string, unknown> = {}): Device => testDevice({ dev_type: 'gluster', size, uuid: `uuid-${path}`, params, file: { driver: 'manual', path } });

/** A node where `glusterfs` mounts by saying so; all other programs are real. */
function gluster({ fails = false } = {}) {
  const mounts = mkdtempSync(join(tmpdir(), 'ganeti-gluster-'));
  const mounted: string[] = [];
  const runner: RecordingRunner = recordingRunner((program, args, options) => {
    if (program !== 'glusterfs') return execaRunner.run(program, args, options);
    if (fails) return { exitCode: 1, stderr: 'Connection refused' };
    mounted.push(args.at(-1) ?? '');
    return {};
  });
  const driver = () => createGlusterDriver({ commands: createCommands(runner, glusterPackages), mounts, mounted: async () => mounted });
  return { mounts, runner, driver, mountCalls: () => runner.calls.filter(([program]) => program === 'glusterfs'), close: () => rmSync(mounts, { recursive: true }) };
}

storageContract('gluster (a directory as its volume)', async () => {
  const { driver, close } = gluster();
  let made = 0;
  return { driver: driver(), device: (size) => disk(`ganeti/web1.${(made += 1)}`, size), restart: async () => driver(), close: async () => close() };
});

describe('gluster disks', () => {
  const creation = { onPrimary: true, info: '' };
  let node: ReturnType<typeof gluster>;
  beforeEach(() => {
    node = gluster();
  });
  afterEach(() => node.close());

  it('mount each volume once, when it is first needed', async () => {
    const driver = node.driver();
    const params = { host: 'gl1.example.com', port: 24_107, volume: 'vms' };
    await Promise.all([1, 2, 3].map((n) => driver.create(disk(`ganeti/web1.${n}`, 8, params), creation)));
    await node.driver().create(disk('ganeti/web2.0', 8), creation);
    await node.driver().status(disk('ganeti/web2.0', 8));
    expect(node.mountCalls()).toEqual([
      ['glusterfs', '--volfile-server=gl1.example.com', '--volfile-server-port=24107', '--volfile-id=/vms', join(node.mounts, 'gl1.example.com:24107:vms')],
      ['glusterfs', '--volfile-server=127.0.0.1', '--volfile-server-port=24007', '--volfile-id=/gv0', join(node.mounts, '127.0.0.1:24007:gv0')],
    ]);
    expect(statSync(join(node.mounts, 'gl1.example.com:24107:vms/ganeti/web1.2')).size).toBe(8 * 1024 * 1024);
  });

  it('say what to do when a volume cannot be mounted', async () => {
    const broken = gluster({ fails: true });
    await expect(broken.driver().create(disk('ganeti/web1.0'), creation)).rejects.toThrow(/volume gv0 of 127\.0\.0\.1:24007 cannot be mounted.*Connection refused.*check the volume/);
    await expect(broken.driver().status(disk('ganeti/web1.0'))).rejects.toMatchObject({ className: 'OpExecError' });
    broken.close();
  });

  it.each(['/etc/passwd', '../x', 'ganeti/../../x', '', 'a/', './a'])('do not lie at "%s"', async (path) => {
    await expect(node.driver().create(disk(path), creation)).rejects.toThrow(/relative to its Gluster volume/);
    expect(node.mountCalls()).toEqual([]);
  });

  it.each([{ host: '-x' }, { host: 'a b' }, { volume: '../x' }, { volume: '' }])('are on no volume like %j', async (params) => {
    await expect(node.driver().create(disk('ganeti/web1.0', 8, params), creation)).rejects.toThrow(/of template gluster/);
    expect(node.mountCalls()).toEqual([]);
  });

  it('follow no links on the volume', async () => {
    const driver = node.driver();
    await driver.create(disk('ganeti/web1.0'), creation);
    symlinkSync('/etc', join(node.mounts, '127.0.0.1:24007:gv0/etc'));
    await expect(driver.create(disk('etc/web1.0'), creation)).rejects.toThrow(/symbolic links are not followed/);
  });
});
