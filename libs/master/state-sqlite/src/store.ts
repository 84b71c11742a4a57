import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ArchivedJob, Batch, Kind, Row, StateStore } from '@ganeti/master-state';
import type { Json } from '@ganeti/objects';
import type { Clock } from '@ganeti/runtime';
import { systemClock, workerEntry } from '@ganeti/runtime';
import type { ArchivedTexts, Reply, Request } from './protocol';
import { fromWire } from './protocol';

export interface SqliteOptions {
  /** The database file; made when it does not exist, its directory must. */
  readonly path: string;
  /** The worker's bundle, when it is not where `workerEntry` finds it. */
  readonly workerPath?: string | URL;
  /**
   * Epochs are at least the time in seconds. So a database restored from a backup still gets a greater epoch than nodes have
   * seen from the one it replaces.
   */
  readonly clock?: Clock;
}

/**
 * Starts the writing thread, checks the file (ConfigurationError says what to do if it is damaged, too new or not
 * accessible) and brings its schema up to date. `open()` of the answer then makes it the only writer.
 */
export async function openSqliteStore({ path, workerPath, clock = systemClock }: SqliteOptions): Promise<StateStore> {
  const worker = new Worker(workerPath ?? workerEntry('sqlite.worker'));
  const store = new SqliteStore(worker, clock);
  try {
    await store.connect(path);
    return store;
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  /** Of a load. */
  readonly rows?: (rows: readonly string[]) => void;
}

/** A request without its id, which `ask` gives it. */
type Question = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;

class SqliteStore implements StateStore {
  private readonly pending = new Map<number, Pending>();
  private outbox: Request[] = [];
  private lastId = 0;
  private isOpen = false;
  /** Why no commit is taken any more. */
  private failure: Error | null = null;
  private closing: Promise<void> | null = null;
  /** Why there is no thread to ask any more. */
  private gone: Error | null = null;

  constructor(
    private readonly worker: Worker,
    private readonly clock: Clock,
  ) {
    worker.on('message', (message: Reply) => this.receive(message));
    worker.on('error', (error) => this.lost(new Error(`The state database's thread failed: ${error.message}`)));
    worker.on('exit', () => this.lost(new Error('The state store is closed')));
  }

  async connect(path: string): Promise<void> {
    await this.ask({ type: 'connect', path });
  }

  async open(): Promise<{ epoch: number }> {
    const epoch = (await this.ask({ type: 'open', notBefore: Math.floor(this.clock.now()) })) as number;
    this.isOpen = true;
    return { epoch };
  }

  async load(kind: Kind): Promise<Row[]> {
    const loaded: Row[] = [];
    await this.ask({ type: 'load', kind }, (rows) => {
      for (let i = 0; i < rows.length; i += 2) loaded.push({ kind, key: rows[i]!, value: JSON.parse(rows[i + 1]!) as Json });
    });
    return loaded;
  }

  async commit(batch: Batch): Promise<void> {
    if (this.failure !== null) throw this.failure;
    if (this.closing !== null) throw new Error('The state store is closed');
    if (!this.isOpen) throw new Error('The state store is not open for writing; call open() first');
    const puts = batch.puts.flatMap(({ kind, key, value }) => [kind, key, JSON.stringify(value)]);
    const deletes = batch.deletes.flatMap(({ kind, key }) => [kind, key]);
    await this.ask({ type: 'commit', puts, deletes, archive: batch.archive ?? [] });
  }

  async archived(jobId: number): Promise<ArchivedJob | null> {
    const texts = (await this.ask({ type: 'archived', job: jobId })) as ArchivedTexts | null;
    if (texts === null) return null;
    return { id: jobId, value: JSON.parse(texts.value) as Json, log: texts.log.map((text) => JSON.parse(text) as Json) };
  }

  async backup(path: string): Promise<void> {
    await this.ask({ type: 'backup', path });
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    if (this.gone !== null) return;
    const exit = once(this.worker, 'exit');
    await this.ask({ type: 'close' });
    await exit;
  }

  private ask(question: Question, rows?: Pending['rows']): Promise<unknown> {
    if (this.gone !== null) return Promise.reject(this.gone);
    return new Promise((resolve, reject) => {
      const id = (this.lastId += 1);
      this.pending.set(id, { resolve, reject, rows });
      // All requests of one turn of the event loop are sent as one message.
      if (this.outbox.length === 0) setImmediate(() => this.flush());
      this.outbox.push({ ...question, id });
    });
  }

  private flush(): void {
    const requests = this.outbox;
    this.outbox = [];
    this.worker.postMessage(requests);
  }

  private receive(message: Reply): void {
    switch (message.type) {
      case 'rows':
        this.pending.get(message.id)?.rows?.(message.rows);
        return;
      case 'done':
        this.settle(message.id)?.resolve(message.value);
        return;
      case 'committed':
        for (const id of message.ids) this.settle(id)?.resolve(undefined);
        return;
      case 'failed': {
        const error = fromWire(message.error);
        if (message.error.type === 'stale') this.failure ??= error;
        for (const id of message.ids) this.settle(id)?.reject(error);
        return;
      }
    }
  }

  private settle(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    return pending;
  }

  /** The thread is gone: nobody will answer any more. */
  private lost(error: Error): void {
    this.gone ??= error;
    this.failure ??= error;
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}
