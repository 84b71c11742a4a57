/**
 * The thread that writes. It takes all messages that have come meanwhile and writes their commits in one transaction, so
 * that many waiting writers share one disk flush (group commit).
 */
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { backup } from './backup';
import { openDatabase } from './database';
import type { CommitRequest, Reply, Request } from './protocol';
import { toWire } from './protocol';
import { Tables } from './tables';

/** Bounds the time one transaction takes, and with it the time its first batch waits. */
const batchesPerTransaction = 2000;
const rowsPerReply = 500;

const port = parentPort!;
const backups = new Set<Promise<void>>();
let path = '';
let db: Database;
let tables: Tables;
let epoch = 0;
/** After a failed commit nothing more is written: later batches may build on the one that is missing. */
let failure: unknown = null;

const reply = (message: Reply): void => port.postMessage(message);

port.on('message', (first: Request[]) => {
  const requests = [...first];
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) requests.push(...(next.message as Request[]));
  let commits: CommitRequest[] = [];
  const flush = (): void => {
    if (commits.length > 0) commit(commits);
    commits = [];
  };
  for (const request of requests) {
    if (request.type === 'commit') {
      commits.push(request);
      if (commits.length === batchesPerTransaction) flush();
    } else {
      flush();
      answer(request);
    }
  }
  flush();
});

function commit(batches: readonly CommitRequest[]): void {
  const ids = batches.map(({ id }) => id);
  try {
    if (failure !== null) throw failure;
    tables.apply(batches, epoch);
  } catch (error) {
    failure ??= explained(error);
    reply({ type: 'failed', ids, error: toWire(failure, epoch) });
    return;
  }
  reply({ type: 'committed', ids });
}

function explained(error: unknown): unknown {
  const { code, message } = error as { code?: string; message: string };
  if (code === undefined) return error;
  return new Error(`The state database ${path} cannot be written (${code}: ${message}); see to the disk and its free space, then start masterd again`);
}

function answer(request: Exclude<Request, CommitRequest>): void {
  const { id } = request;
  const failed = (error: unknown): void => reply({ type: 'failed', ids: [id], error: toWire(error, epoch) });
  const done = (value: unknown = null): void => reply({ type: 'done', id, value });
  try {
    switch (request.type) {
      case 'connect':
        path = request.path;
        db = openDatabase(path);
        tables = new Tables(db);
        return done();
      case 'open':
        epoch = tables.takeEpoch(request.notBefore);
        return done(epoch);
      case 'load':
        load(id, request.kind);
        return done();
      case 'archived':
        return done(tables.archived(request.job));
      case 'backup': {
        const work = backup(db, request.path).then(() => done(), failed);
        backups.add(work);
        void work.finally(() => backups.delete(work));
        return;
      }
      case 'close':
        void Promise.all(backups).then(() => {
          db.close();
          done();
          port.close();
        });
        return;
    }
  } catch (error) {
    failed(error);
  }
}

/** In parts, so that the main thread parses one while the next is read, and is never busy for long. */
function load(id: number, kind: string): void {
  let rows: string[] = [];
  for (const { key, value } of tables.load(kind)) {
    rows.push(key, value);
    if (rows.length < 2 * rowsPerReply) continue;
    reply({ type: 'rows', id, rows });
    rows = [];
  }
  reply({ type: 'rows', id, rows });
}
