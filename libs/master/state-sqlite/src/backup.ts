import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { ConfigurationError } from '@ganeti/errors';
import type { Database } from 'better-sqlite3';
import { syncDirectory } from './database';

/** Pages copied before commits get their turn again; 4 KiB each. */
const pagesPerStep = 256;

/**
 * Copies the database while it is written: SQLite carries commits made on the same connection into the copy. The file gets
 * its name when it is whole and on disk, so that half a backup is never taken for one.
 */
export async function backup(db: Database, path: string): Promise<void> {
  if (existsSync(path)) throw new ConfigurationError(`The backup ${path} exists already; choose another name`);
  const partial = `${path}.partial`;
  try {
    rmSync(partial, { force: true });
    // Made first, for its mode.
    closeSync(openSync(partial, 'wx', 0o600));
    await db.backup(partial, { progress: () => pagesPerStep });
    const file = openSync(partial, 'r+');
    fsyncSync(file);
    closeSync(file);
    renameSync(partial, path);
    syncDirectory(path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw new ConfigurationError(`The backup ${path} could not be made: ${(error as Error).message}`);
  }
}
