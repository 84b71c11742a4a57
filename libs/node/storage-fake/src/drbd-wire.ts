/**
 * Where the two ends of a simulated mirror meet: one file per mirror in the shared directory, read and replaced as a whole under a
 * lock, by the processes of both nodes. It is what the kernels of both machines would know, so it outlives any noded.
 */
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import { emptyLink, type Link } from './drbd-link/index';

/** The lock is held for a few file operations; one this old belongs to a process that hangs or is gone. */
const STALE_SECONDS = 5;
const RETRY_MS = 2;

export class Wire {
  readonly #dir: () => string;

  constructor(dir: () => string) {
    this.#dir = dir;
  }

  read(key: string): Link {
    try {
      return JSON.parse(readFileSync(this.#path(key), 'utf8')) as Link;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return emptyLink;
      throw error;
    }
  }

  /** `change` runs alone among all processes and must not wait for anything. Answers what it answers. */
  async update<T>(key: string, change: (link: Link) => { readonly link: Link; readonly result: T }): Promise<T> {
    const lock = `${this.#path(key)}.lock`;
    for (let tries = 0; ; tries += 1) {
      if (take(lock)) break;
      if (tries * RETRY_MS > STALE_SECONDS * 2000) throw new OpExecError(`${lock} cannot be had; remove it if no node daemon uses it`);
      breakStale(lock);
      // Real time on purpose: this waits for another process, not for simulated time.
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    try {
      const before = this.read(key);
      const { link, result } = change(before);
      if (link !== before) this.#write(key, link);
      return result;
    } finally {
      rmSync(lock, { force: true });
    }
  }

  #write(key: string, link: Link): void {
    const path = this.#path(key);
    if (Object.keys(link.ends).length === 0) {
      rmSync(path, { force: true });
      return;
    }
    writeFileSync(`${path}.new`, JSON.stringify(link));
    renameSync(`${path}.new`, path);
  }

  #path(key: string): string {
    return join(this.#dir(), `${encodeURIComponent(key)}.json`);
  }
}

function take(lock: string): boolean {
  try {
    const fd = openSync(lock, 'wx');
    writeSync(fd, String(process.pid));
    closeSync(fd);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Takes away the lock of a process that died while it held it. */
function breakStale(lock: string): void {
  const stat = statSync(lock, { throwIfNoEntry: false });
  if (stat === undefined) return;
  const old = Date.now() - stat.mtimeMs > STALE_SECONDS * 1000;
  if (old || !isAlive(holder(lock))) rmSync(lock, { force: true });
}

/** 0 while its maker has not written its pid yet. */
function holder(lock: string): number {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid: number): boolean {
  if (pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
