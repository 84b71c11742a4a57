import { spawn } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storageContract } from '@ganeti/node-storage';
import { commands, fileDevice, recordedDir, testDirectories, type TestDirectories } from './fixture';
import { moveFile } from './files';
import { namesFile } from './in-use';

const creation = { onPrimary: true, info: 'originstname+web1' };
const primary = { asPrimary: true, ignoreSize: false };
/** MiB that are really taken. */
const taken = (path: string): number => (statSync(path).blocks * 512) / 1024 / 1024;

for (const allocated of [false, true]) {
  storageContract(`files, ${allocated ? 'allocated' : 'sparse'}`, async () => {
    const directories = testDirectories();
    let made = 0;
    return {
      driver: directories.driver({ allocated }),
      device: (size) => directories.device(`web1/${(made += 1)}`, size),
      restart: async () => directories.driver({ allocated }),
      tooLarge: allocated ? 1 << 30 : undefined,
      close: async () => directories.close(),
    };
  });
}

describe('file disks', () => {
  let directories: TestDirectories;
  beforeEach(() => {
    directories = testDirectories();
  });
  afterEach(() => directories.close());
  const refused = (path: string) => expect(directories.driver().create(fileDevice(path), creation)).rejects;

  it('take their blocks when they are written, or at once', async () => {
    const [sparse, allocated] = [directories.device('web1/sparse'), directories.device('web1/allocated')];
    await directories.driver().create(sparse, creation);
    await directories.driver({ allocated: true }).create(allocated, creation);
    expect(taken(await directories.driver().assemble(sparse, primary))).toBeLessThan(1);
    const path = await directories.driver().assemble(allocated, primary);
    expect(taken(path)).toBeGreaterThanOrEqual(64);
    await directories.driver({ allocated: true }).grow(allocated, 32, { dryRun: false, backingStore: true });
    expect(taken(path)).toBeGreaterThanOrEqual(96);
  });

  it('give their blocks back when a sparse one is wiped', async () => {
    const driver = directories.driver();
    const device = directories.device('web1/1');
    await driver.create(device, creation);
    const path = await driver.assemble(device, primary);
    writeFileSync(path, Buffer.alloc(64 * 1024 * 1024, 'x'));
    await driver.wipe(device, 0, 64, () => undefined);
    expect(taken(path)).toBeLessThan(1);
    expect(statSync(path).size).toBe(64 * 1024 * 1024);
  });

  it('lie only below listed directories, and not at all without a list', async () => {
    await refused('/srv/other/web1/1').toThrow(/not below a directory listed in .*file-storage-paths/);
    await refused(`${recordedDir}x/1`).toThrow(/not below/);
    await refused(recordedDir).toThrow(/not below/);
    await refused(`${recordedDir}/../../../etc/passwd`).toThrow(/without "\." or "\.\." parts/);
    await refused('srv/ganeti/file-storage/1').toThrow(/must be absolute/);
    rmSync(directories.list);
    await refused(`${recordedDir}/web1/1`).toThrow(/not below a directory listed/);
    expect(await directories.driver().space([recordedDir])).toEqual([]);
  });

  it.each(['/etc', '/usr/bin', '/usr/local/lib', '/home', '/'])('lie in no directory of the system, even when %s is listed', async (dir) => {
    writeFileSync(directories.list, `${dir}\n`);
    const driver = directories.driver();
    await expect(driver.create(fileDevice(join(dir, 'ganeti/1')), creation)).rejects.toMatchObject({ className: 'OpExecError' });
    await expect(driver.create(fileDevice('/etc/ganeti/1'), creation)).rejects.toThrow(/directory of the system/);
  });

  it('follow no symbolic links below the listed directory', async () => {
    const outside = join(directories.root, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'secret'), 'kept');
    const base = join(directories.root, recordedDir);
    symlinkSync(outside, join(base, 'web1'));
    mkdirSync(join(base, 'web2'));
    symlinkSync(join(outside, 'secret'), join(base, 'web2/1'));
    await refused(`${recordedDir}/web1/1`).toThrow(/web1 is no directory; symbolic links are not followed/);
    await refused(`${recordedDir}/web2/1`).toThrow(/web2\/1 is no regular file/);
    const driver = directories.driver();
    for (const name of ['web1/secret', 'web2/1']) {
      await expect(driver.assemble(directories.device(name), primary)).rejects.toThrow(/symbolic links/);
      await expect(driver.remove(directories.device(name))).rejects.toThrow(/symbolic links/);
      await expect(driver.wipe(directories.device(name), 0, 1, () => undefined)).rejects.toThrow(/symbolic links/);
    }
    await driver.create(directories.device('web3/1'), creation);
    await expect(driver.rename(directories.device('web3/1'), directories.device('web1/1'))).rejects.toThrow(/symbolic links/);
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('kept');
    expect(lstatSync(join(base, 'web2/1')).isSymbolicLink()).toBe(true);
  });

  it('may lie below a listed directory that is itself a link, unless it is missing', async () => {
    writeFileSync(directories.list, `${recordedDir}\n/big\n/missing\n`);
    const disks = mkdtempSync('/dev/shm/ganeti-file-');
    try {
      symlinkSync(disks, join(directories.root, 'big'));
      const driver = directories.driver();
      const device = fileDevice('/big/web1/1');
      await driver.create(device, creation);
      expect(await driver.assemble(device, primary)).toBe(join(disks, 'web1/1'));
      await refused('/missing/1').toThrow(/\/missing for file disks does not exist/);
      // To another file system.
      writeFileSync(join(disks, 'web1/1'), Buffer.alloc(64 * 1024 * 1024, 'x'));
      const moved = directories.device('web1/1');
      await driver.rename(device, moved);
      expect(readFileSync(await driver.assemble(moved, primary)).subarray(0, 2).toString()).toBe('xx');
      expect(existsSync(join(disks, 'web1'))).toBe(false);
    } finally {
      rmSync(disks, { recursive: true });
    }
  });

  it('are found where a move across file systems was cut off', async () => {
    const [from, to] = ['a', 'b'].map((name) => join(directories.root, name)) as [string, string];
    writeFileSync(`${to}.moving`, 'moved');
    await moveFile(commands, from, to);
    expect(readFileSync(to, 'utf8')).toBe('moved');
    // The copy was not whole yet: the old file is still the one that counts.
    const [driver, one, two] = [directories.driver(), directories.device('web1/1'), directories.device('web1/2')];
    await driver.create(one, creation);
    writeFileSync(join(directories.root, recordedDir, 'web1/2.moving'), 'half');
    await driver.rename(one, two);
    expect((await driver.status(two)).size).toBe(64);
    await driver.remove(two);
    expect(existsSync(join(directories.root, recordedDir, 'web1'))).toBe(false);
    expect(existsSync(join(directories.root, recordedDir))).toBe(true);
  });

  it('are not copied or rolled back while somebody writes to them', async () => {
    const driver = directories.driver();
    const [device, snapshot, later] = [directories.device('web1/1'), directories.device('web1/snap'), directories.device('web1/later')];
    await driver.create(device, creation);
    await driver.snapshots!.take(device, snapshot, { info: '' });
    const path = await driver.assemble(device, primary);
    const holder = spawn('flock', [path, 'sh', '-c', 'echo held; exec cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    await expect(driver.snapshots!.rollBack(device, snapshot)).rejects.toThrow(/in use/);
    // Where the file system shares blocks, that needs no pause.
    await driver.snapshots!.take(device, later, { info: '' }).catch((error: Error) => expect(error.message).toMatch(/in use.*reflinks/));
    const ended = new Promise((resolve) => holder.once('exit', resolve));
    holder.stdin.end();
    await ended;
    await driver.snapshots!.rollBack(device, snapshot);
  });

  it('tell the room of listed directories only, and which of them all nodes share', async () => {
    writeFileSync(directories.list, `${recordedDir}\n/shared\n/gone\n`);
    mkdirSync(join(directories.root, 'shared'));
    writeFileSync(join(directories.root, 'ssconf_shared_file_storage_dir'), '/shared\n');
    const spaces = await directories.driver().space(['xenvg', recordedDir, '/shared', '/gone', '/tmp']);
    expect(spaces.map(({ type, name }) => [type, name])).toEqual([
      ['file', recordedDir],
      ['sharedfile', '/shared'],
    ]);
    for (const { total, free } of spaces) expect(total).toBeGreaterThanOrEqual(free);
  });
});

it('locks name a file by device and inode, or by inode where the device is the file system\'s own affair', () => {
  const locks = '1: OFDLCK ADVISORY  READ -1 fd:01:2151600 100 101\n2: OFDLCK ADVISORY  READ -1 00:2b:257 100 101\n';
  const on = (major: bigint, minor: bigint): bigint => (major << 8n) | minor;
  expect(namesFile(locks, on(0xfdn, 1n), 2151600n)).toBe(true);
  expect(namesFile(locks, on(0xfdn, 2n), 2151600n)).toBe(false);
  // A subvolume of Btrfs.
  expect(namesFile(locks, on(0n, 0x2cn), 257n)).toBe(true);
  expect(namesFile(locks, on(0n, 0x2bn), 25n)).toBe(false);
});
