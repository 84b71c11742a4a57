import { mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LockedError, lockFile, runningPid, writeFileDurably } from './files';

let dir: string;
beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), 'ganeti-files-'))));
afterEach(() => rm(dir, { recursive: true }));

describe('writeFileDurably', () => {
  it('replaces a file, sets its mode, makes directories, leaves nothing beside it', async () => {
    const path = join(dir, 'a', 'b');
    await writeFileDurably(path, 'one');
    await writeFileDurably(path, Buffer.from('two'), { mode: 0o640 });
    expect(await readFile(path, 'utf8')).toBe('two');
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(join(dir, 'a'))).toEqual(['b']);
  });

  it('leaves nothing when it fails', async () => {
    await writeFileDurably(join(dir, 'taken', 'x'), '');
    await expect(writeFileDurably(join(dir, 'taken'), 'text')).rejects.toThrow();
    expect(await readdir(dir)).toEqual(['taken']);
  });
});

describe('lockFile', () => {
  it('is held once, and again after its release', async () => {
    const path = join(dir, 'run', 'lock');
    const lock = await lockFile(path);
    expect(await runningPid(path)).toBe(process.pid);
    await expect(lockFile(path)).rejects.toThrow(LockedError);
    await lock.release();
    expect(await runningPid(path)).toBeNull();
    await (await lockFile(path)).release();
    expect(await readdir(join(dir, 'run'))).toEqual([]);
  });

  it('is held by one of many who want it at the same time', async () => {
    const path = join(dir, 'lock');
    // Often: who comes between whom is chance.
    for (let round = 0; round < 30; round += 1) {
      await writeFile(path, '999999999\n');
      const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockFile(path)));
      const held = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(held).toHaveLength(1);
      expect(await readdir(dir)).toEqual(['lock']);
      await held[0]!.release();
    }
  });

  it('is taken from a process that is gone, and from one that only has the same number', async () => {
    const path = join(dir, 'lock');
    await writeFile(path, '999999999\n');
    await (await lockFile(path)).release();
    await writeFile(path, `${process.pid}\n`);
    await utimes(path, 1, 1);
    expect(await runningPid(path)).toBeNull();
    await (await lockFile(path)).release();
    await writeFile(path, '');
    await (await lockFile(path)).release();
  });
});
