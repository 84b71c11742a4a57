import { existsSync } from 'node:fs';
import { readFile, readdir, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeFileDurably } from '@ganeti/runtime';

/**
 * Does `work`; when that fails, these files are again as they were before: their content, or not there (with what has their name and an
 * ending, as databases have beside them), and so are directories.
 */
export async function orNothing<T>(paths: readonly string[], work: () => Promise<T>): Promise<T> {
  const before = new Map<string, Buffer | null>();
  for (const path of paths) before.set(path, await readFile(path).catch(() => null));
  const missing = [...new Set(paths.flatMap(missingDirectories))].sort((a, b) => b.length - a.length);
  try {
    return await work();
  } catch (error) {
    for (const [path, content] of before) {
      if (content !== null) await writeFileDurably(path, content);
      else await removeAll(path);
    }
    // Only empty ones go: who puts something into them has a reason.
    for (const directory of missing) await rmdir(directory).catch(() => undefined);
    throw error;
  }
}

/** A file, and those beside it that begin with its name and `-` or `.`. */
export async function removeAll(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => []);
  const own = names.filter((name) => name === basename(path) || name.startsWith(`${basename(path)}-`));
  for (const name of own) await rm(join(dirname(path), name), { recursive: true, force: true });
}

function missingDirectories(path: string): string[] {
  const directory = dirname(path);
  return existsSync(directory) ? [] : [directory, ...missingDirectories(directory)];
}
