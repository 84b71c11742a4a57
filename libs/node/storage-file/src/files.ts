/** Files as disks: made, grown, copied and moved so that a crash at any moment leaves either the old or the new. Sizes MiB. */
import { constants } from 'node:fs';
import { mkdir, open, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandFailed, InsufficientSpace, writeZeros, type Commands } from '@ganeti/node-storage';

const MIB = 1024 * 1024;
/** A copy reads the whole disk. */
const COPY_TIMEOUT = 6 * 3600;

/** MiB; null: there is no such file. */
export async function sizeOf(path: string): Promise<number | null> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  return found === null ? null : Math.floor(found.size / MIB);
}

export async function freeIn(dir: string): Promise<{ total: number; free: number }> {
  const { blocks, bavail, bsize } = await statfs(dir);
  return { total: Math.floor((blocks * bsize) / MIB), free: Math.floor((bavail * bsize) / MIB) };
}

export interface Shape {
  /** Its blocks are taken at once, not when they are first written. */
  readonly allocated: boolean;
}

/** Throws InsufficientSpace where blocks are taken at once and there are not enough. */
export async function requireRoom(dir: string, wanted: number, forWhat: string, { allocated }: Shape): Promise<void> {
  if (!allocated) return;
  const { free } = await freeIn(dir);
  if (free < wanted) throw new InsufficientSpace(`the file system of ${dir} on this node`, wanted, free, forWhat);
}

/** A new file of this size under another name first: whoever sees it sees it whole. */
export async function makeFile(commands: Commands, path: string, size: number, shape: Shape): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o750 });
  const fresh = `${path}.creating`;
  await rm(fresh, { force: true });
  try {
    const file = await open(fresh, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR | constants.O_NOFOLLOW, 0o640);
    await file.close();
    await resize(commands, fresh, 0, size, shape);
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** Makes a file larger. A repeat after a crash goes on from the size it has. */
export async function resize(commands: Commands, path: string, from: number, to: number, { allocated }: Shape): Promise<void> {
  if (allocated) {
    try {
      await commands.run('fallocate', ['--offset', String(from * MIB), '--length', String((to - from) * MIB), path]);
    } catch (error) {
      if (!(error instanceof CommandFailed) || !error.says(/not supported/i)) throw error;
      await extend(path, to);
      await writeZeros(path, from, to - from, () => undefined);
    }
  }
  await extend(path, to);
}

async function extend(path: string, size: number): Promise<void> {
  const file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    if ((await file.stat()).size < size * MIB) await file.truncate(size * MIB);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Frees the blocks of a range, which then reads as zeros; where the file system cannot, it is overwritten. */
export async function clear(commands: Commands, path: string, offset: number, size: number, progress: (percent: number) => void): Promise<void> {
  try {
    await commands.run('fallocate', ['--punch-hole', '--offset', String(offset * MIB), '--length', String(size * MIB), path]);
    progress(100);
  } catch (error) {
    if (!(error instanceof CommandFailed) || !error.says(/not supported/i)) throw error;
    await writeZeros(path, offset, size, progress);
  }
}

/** Shares blocks with the source in one moment; false: the file system cannot. */
export async function cloneFile(commands: Commands, source: string, target: string): Promise<boolean> {
  return copyWith(commands, source, target, '--reflink=always').then(
    () => true,
    (error: unknown) => {
      if (error instanceof CommandFailed && error.says(/failed to clone/i)) return false;
      throw error;
    },
  );
}

/** A copy of its own, with holes where there is nothing. */
export function copyFile(commands: Commands, source: string, target: string): Promise<void> {
  return copyWith(commands, source, target, '--reflink=never');
}

async function copyWith(commands: Commands, source: string, target: string, reflink: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true, mode: 0o750 });
  const fresh = `${target}.copying`;
  await rm(fresh, { force: true });
  try {
    await commands.run('cp', [reflink, '--sparse=auto', '--no-dereference', '--no-target-directory', '--', source, fresh], { timeoutSeconds: COPY_TIMEOUT });
    const file = await open(fresh, 'r+');
    await file.sync().finally(() => file.close());
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** Also to another file system: the copy gets its name when the old file is gone, so that a repeat knows where it was. */
export async function moveFile(commands: Commands, from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o750 });
  const moved = `${to}.moving`;
  if ((await sizeOf(from)) !== null) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    }
    await copyFile(commands, from, moved);
    await rm(from);
  }
  await rename(moved, to);
}

/** A move that was cut off before its last step. */
export const halfMoved = async (to: string): Promise<boolean> => (await sizeOf(`${to}.moving`)) !== null;

/** Removes a file, and the directory it was the last one in; not the directory all files are below. */
export async function removeFile(path: string, base: string): Promise<void> {
  await Promise.all(['', '.creating', '.copying', '.moving'].map((suffix) => rm(`${path}${suffix}`, { force: true })));
  await removeEmpty(dirname(path), base);
}

export async function removeEmpty(dir: string, base: string): Promise<void> {
  if (dir === base) return;
  await rmdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(error.code ?? '')) throw error;
  });
}
