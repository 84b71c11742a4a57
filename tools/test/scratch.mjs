// Where tests keep their files: in memory where there is room, because they write, sync and remove a great many small ones, and
// most of their time would go into a disk. What a test leaves is removed with the run.
import { mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** Bytes that must be free in memory: images of guests are the largest files. */
const ENOUGH = 4 * 2 ** 30;
const PREFIX = 'ganeti-tests-';

/** A new directory, and what removes it. */
export function scratch() {
  const parent = roomIn(MEMORY) >= ENOUGH ? MEMORY : tmpdir();
  for (const name of readdirSync(parent).filter((each) => each.startsWith(PREFIX))) {
    // Of a run that was killed.
    if (!alive(Number(name.slice(PREFIX.length).split('-')[0]))) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const dir = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`));
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
