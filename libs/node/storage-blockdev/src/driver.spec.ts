import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { deviceAt, storageContract, testDevice, type Device } from '@ganeti/node-storage';
import { createBlockdevDriver } from './driver';

const device = (path: string, size: number): Device => testDevice({ dev_type: 'blockdev', size, uuid: `uuid-${path}`, blockdev_path: path });
const creation = { onPrimary: true, info: 'originstname+web1' };
const primary = { asPrimary: true, ignoreSize: false };
const file = (path: string, size: number): string => {
  writeFileSync(path, '');
  truncateSync(path, size * 1024 * 1024);
  return path;
};

storageContract(
  'block devices (files in their place)',
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'ganeti-blockdev-'));
    const look = async (path: string) => {
      const found = await deviceAt(join(dir, basename(path)));
      return found === null ? null : { ...found, block: true };
    };
    let made = 0;
    return {
      driver: createBlockdevDriver({ look }),
      device: (size) => device(`/dev/${basename(file(join(dir, `disk${(made += 1)}`), size))}`, size),
      restart: async () => createBlockdevDriver({ look }),
      close: async () => rmSync(dir, { recursive: true }),
    };
  },
  { adoptsOnly: true },
);

const losetup = (...args: string[]) => spawnSync('losetup', args, { encoding: 'utf8' });
const probe = file(join(tmpdir(), `ganeti-loop-${process.pid}`), 4);
const attached = losetup('--find', '--show', probe);
const loops = attached.status === 0;
if (loops) losetup('--detach', attached.stdout.trim());
else console.warn(`Block devices are not tried with the kernel's: no loop devices here (${attached.stderr?.trim() || 'no losetup'})`);
afterAll(() => rmSync(probe, { force: true }));

(loops ? describe : describe.skip)('real block devices', () => {
  let path: string;
  beforeEach(() => {
    path = losetup('--find', '--show', probe).stdout.trim();
  });
  afterEach(() => losetup('--detach', path));
  const driver = createBlockdevDriver();

  it('are used with the size and numbers the kernel says', async () => {
    const one = device(path, 4);
    await driver.create(one, creation);
    expect(await driver.assemble(one, primary)).toBe(path);
    expect(await driver.status(one)).toMatchObject({ exists: true, size: 4, major: 7, minor: Number(path.slice('/dev/loop'.length)) });
    await driver.wipe(one, 0, 4, () => undefined);
    await driver.remove(one);
    expect((await driver.status(one)).exists).toBe(true);
  });

  it('are refused when they are too small, and when somebody has them', async () => {
    await expect(driver.create(device(path, 5), creation)).rejects.toThrow(/has 4 MiB, 5 MiB are recorded/);
    await expect(driver.assemble(device(path, 5), primary)).rejects.toThrow(/check where it comes from/);
    expect(await driver.assemble(device(path, 5), { asPrimary: true, ignoreSize: true })).toBe(path);
    const dir = mkdtempSync(join(tmpdir(), 'ganeti-mounted-'));
    const mounted = spawnSync('mkfs.ext4', ['-q', path]).status === 0 && spawnSync('mount', [path, dir]).status === 0;
    try {
      if (mounted) await expect(driver.create(device(path, 4), creation)).rejects.toThrow(/in use on this node/);
    } finally {
      if (mounted) spawnSync('umount', [dir]);
      rmSync(dir, { recursive: true });
    }
  });

  it.each(['/tmp/disk', 'dev/loop0', '/dev/../etc/passwd', '/dev'])('are not %s', async (wrong) => {
    await expect(driver.create(device(wrong, 4), creation)).rejects.toThrow(/must be a path below \/dev/);
  });

  it('are no files, and are there', async () => {
    await expect(driver.create(device('/dev/null', 4), creation)).rejects.toThrow(/does not exist on this node; attach it/);
    await expect(driver.assemble(device('/dev/ganeti-none', 4), primary)).rejects.toThrow(/does not exist/);
  });
});
