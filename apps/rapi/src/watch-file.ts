/** Telling when a file has changed. */
import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

export interface WatchOptions {
  /** How often to look besides the system's notices, which network file systems and container mounts do not always give. */
  readonly pollSeconds: number;
}

/**
 * Calls back once soon, and after the file has been changed, replaced, made or removed; never twice at once. `onChange` must not throw.
 * The answer ends the watch.
 */
export function watchFile(path: string, onChange: () => Promise<void>, { pollSeconds }: WatchOptions): () => void {
  let last: string | undefined;
  let checking: Promise<void> | undefined;
  let again = false;
  let closed = false;

  const check = async (): Promise<void> => {
    do {
      again = false;
      const seen = await fingerprint(path);
      // The first look counts as a change: the file may have become another one since it was read.
      const changed = seen !== last;
      last = seen;
      if (changed && !closed) await onChange();
    } while (again && !closed);
    checking = undefined;
  };
  const look = (): void => {
    again = true;
    checking ??= check();
  };

  // The directory, not the file: editors and tools put a new file in the place of the old one.
  let notices: FSWatcher | undefined;
  try {
    notices = watch(dirname(path), { persistent: false }, (_event, name) => {
      if (name === null || name === basename(path)) look();
    });
    notices.on('error', () => notices?.close());
  } catch {
    // No directory yet, or no more watches to be had: polling finds changes too, only later.
  }
  const timer = setInterval(look, pollSeconds * 1000);
  timer.unref();
  look();
  return () => {
    closed = true;
    clearInterval(timer);
    notices?.close();
  };
}

async function fingerprint(path: string): Promise<string> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await stat(path);
    return `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
  } catch {
    return 'none';
  }
}
