/** Files that are whole or not there at all, also after a power cut. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join, basename } from 'node:path';

export interface WriteOptions {
  /** Permission bits; default 0644. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
}

/** A name beside the file that nobody else uses. */
const temporaryName = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${process.pid}.${randomBytes(6).toString('hex')}`);

/** Replaces a file by a new one in one step: written beside it, synced, renamed, directory synced. Directories are made. */
export async function writeFileDurably(path: string, content: string | Buffer, options: WriteOptions = {}): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryName(path);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.chmod(options.mode ?? 0o644);
      if (options.uid !== undefined || options.gid !== undefined) await file.chown(options.uid ?? -1, options.gid ?? -1);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncDirectory(dirname(path));
}

/** Makes renames, new and removed files in a directory durable. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** The file is held by a process that is running. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
  readonly pid: number;
  constructor(path: string, pid: number) {
    super(`${path} is held by process ${pid}, which is running; stop it first`);
    this.pid = pid;
  }
}

export interface FileLock {
  release(): Promise<void>;
}

/**
 * Holds `path` for this process; the file has its pid. A file left by a process that is gone (or by an earlier boot) is taken
 * over. Throws LockedError.
 */
export async function lockFile(path: string): Promise<FileLock> {
  await mkdir(dirname(path), { recursive: true });
  const own = temporaryName(path);
  const file = await open(own, 'wx', 0o644);
  await file.writeFile(`${process.pid}\n`);
  await file.close();
  try {
    // A link appears with its content in one step and fails when the name exists: there is never a half-written lock.
    for (;;) {
      try {
        await link(own, path);
        return { release: () => releaseOwn(path) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = await runningPid(path);
      if (holder !== null) throw new LockedError(path, holder);
      await takeAway(path);
    }
  } finally {
    await unlink(own);
  }
}

/** Milliseconds after which whoever began to remove a left-over lock has died over it. */
const removalTime = 10_000;

/**
 * Removes a lock left over, one process at a time: whoever has the directory beside it looks again before the file goes, for
 * somebody else may have removed it and have put a good one there.
 */
async function takeAway(path: string): Promise<void> {
  const guard = `${path}.removal`;
  try {
    await mkdir(guard);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const since = await stat(guard).catch(() => null);
    if (since !== null && Date.now() - since.mtimeMs > removalTime) await rmdir(guard).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 5));
    return;
  }
  try {
    // One that is gone by now is left alone: the next one of that name may be good.
    const found = await lockAt(path);
    if (found !== null && found.holder === null) await rm(path, { force: true });
  } finally {
    await rmdir(guard);
  }
}

async function releaseOwn(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (Number(text) === process.pid) await unlink(path);
}

/** A daemon's pid file: like lockFile, so that the daemon cannot run twice. */
export const writePidFile = lockFile;

/** The pid in a pid file if that process still runs; null: no file, or left over. */
export async function runningPid(path: string): Promise<number | null> {
  return (await lockAt(path))?.holder ?? null;
}

/** The file there and the process that holds it (null: left over); null: there is no file. Text and time are of the same file. */
async function lockAt(path: string): Promise<{ readonly holder: number | null } | null> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return null;
  try {
    const pid = Number(await file.readFile('utf8'));
    const { mtimeMs } = await file.stat();
    if (!Number.isInteger(pid) || pid <= 0) return { holder: null };
    const started = await processStart(pid);
    // A process that began after the file was written only has the same number. Two seconds: the kernel's clock is coarse.
    return { holder: started !== null && started <= mtimeMs / 1000 + 2 ? pid : null };
  } finally {
    await file.close();
  }
}

/** When a process began, seconds since the epoch; null: not running. Linux: /proc/<pid>/stat field 22 in ticks of 1/100 s. */
async function processStart(pid: number): Promise<number | null> {
  try {
    const [line, boot] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile('/proc/stat', 'utf8')]);
    // The program's name is in brackets and may hold spaces.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return null;
    const bootTime = Number(/^btime (\d+)$/m.exec(boot)?.[1]);
    return bootTime + Number(fields[19]) / 100;
  } catch {
    return null;
  }
}
