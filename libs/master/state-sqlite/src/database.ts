import { closeSync, existsSync, fchmodSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationError, GanetiError } from '@ganeti/errors';
import SqliteDatabase from 'better-sqlite3';
import type { Database } from 'better-sqlite3';
import { migrate } from './migrate';

/** How long to wait for another process (a master that is going, a backup tool) that holds the write lock. */
const lockWaitMs = 10_000;

/**
 * Opens the file, made with mode 0600 if it is new (it holds secrets), checks it, and brings its schema up to date.
 * Throws ConfigurationError with what to do when it cannot be used.
 */
export function openDatabase(path: string): Database {
  prepareFile(path);
  let db: Database | undefined;
  try {
    db = new SqliteDatabase(path, { timeout: lockWaitMs });
    // Readers do not hold up the writer, and a commit is one append to the log.
    db.pragma('journal_mode = WAL');
    // Each commit is on the disk before it is answered.
    db.pragma('synchronous = FULL');
    check(db, path);
    migrate(db, path);
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof GanetiError) throw error;
    const { code, message } = error as { code?: string; message: string };
    if (code?.startsWith('SQLITE_CORRUPT') === true || code === 'SQLITE_NOTADB') throw damaged(path, message);
    throw new ConfigurationError(`The state database ${path} cannot be opened: ${message}`);
  }
}

function prepareFile(path: string): void {
  const isNew = !existsSync(path);
  try {
    // SQLite gives its -wal and -shm files the mode of the main file.
    const file = openSync(path, 'a', 0o600);
    fchmodSync(file, 0o600);
    closeSync(file);
    if (isNew) syncDirectory(path);
  } catch (error) {
    throw new ConfigurationError(`The state database ${path} cannot be opened or made: ${(error as Error).message}; see that its directory exists and belongs to the user of masterd`);
  }
}

/** The name of a new file is only safe when its directory is on disk. */
export function syncDirectory(path: string): void {
  const directory = openSync(dirname(path), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

function check(db: Database, path: string): void {
  const answers = db.pragma('quick_check(5)') as { quick_check: string }[];
  if (answers[0]?.quick_check !== 'ok') throw damaged(path, answers.map(({ quick_check: text }) => text).join('; '));
}

function damaged(path: string, how: string): ConfigurationError {
  return new ConfigurationError(
    `The state database ${path} is damaged (${how}). Keep it and its -wal and -shm files elsewhere, put the newest backup in its place, ` +
      'without any -wal and -shm file beside it, and start masterd again',
  );
}
