// Where tests keep their files: in memory where there is room, because they write, sync and remove a great many small ones, and
// most of their time would go into a disk. What a test leaves is removed with the run.
import { mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** Bytes that must be free in memory: images of guests are the largest files. */
const ENOUGH = 4 * 2 ** 30;
/** Short: sockets of guests lie far below it, and a socket's path may have 107 bytes. */
const PREFIX = 'gnt-';

/** A new directory, and what removes it. */
export function scratch() {
  const parent = roomIn(MEMORY) >= ENOUGH ? MEMORY : tmpdir();
  for (const name of readdirSync(parent).filter((each) => each.startsWith(PREFIX))) {
    // Of a run that was killed.
    const pid = Number(name.slice(PREFIX.length));
    if (Number.isInteger(pid) && !alive(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const dir = join(parent, `${PREFIX}${process.pid}`);
  // An earlier process may have had the same number.
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir);
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }) };
}

function roomIn(path) {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return 0;
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
