/**
 * A StateStore without a disk, for tests of everything above it. It keeps rows as JSON text, so nothing is shared with the
 * caller, and applies batches a turn of the event loop later, so that code which forgets to wait is found out.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Json } from '@ganeti/objects';
import type { ArchivedJob, Batch, Kind, Row, StateStore } from './store';
import { StaleEpochError } from './store';

/** What outlives a store: the "disk". Two stores on the same memory are two masters on the same state. */
export class Memory {
  epoch = 0;
  readonly tables = new Map<Kind, Map<string, string>>();
  readonly archive = new Map<number, string>();

  table(kind: Kind): Map<string, string> {
    let table = this.tables.get(kind);
    if (table === undefined) this.tables.set(kind, (table = new Map<string, string>()));
    return table;
  }

  /** Reads what `backup` of a memory store wrote. */
  static fromBackup(path: string): Memory {
    const saved = JSON.parse(readFileSync(path, 'utf8')) as Saved;
    const memory = new Memory();
    memory.epoch = saved.epoch;
    for (const [kind, rows] of saved.tables) memory.tables.set(kind, new Map(rows));
    for (const [id, job] of saved.archive) memory.archive.set(id, job);
    return memory;
  }
}

interface Saved {
  readonly epoch: number;
  readonly tables: readonly (readonly [Kind, readonly (readonly [string, string])[]])[];
  readonly archive: readonly (readonly [number, string])[];
}

interface Waiting {
  readonly puts: readonly (readonly [Kind, string, string])[];
  readonly batch: Batch;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export function memoryStore(memory: Memory = new Memory()): StateStore {
  let epoch: number | null = null;
  let failure: Error | null = null;
  let waiting: Waiting[] = [];

  const flush = (): void => {
    const group = waiting;
    waiting = [];
    for (const item of group) {
      if (failure === null && epoch !== memory.epoch) failure = new StaleEpochError(epoch ?? 0, memory.epoch);
      if (failure !== null) {
        item.reject(failure);
        continue;
      }
      for (const [kind, key, text] of item.puts) memory.table(kind).set(key, text);
      for (const { kind, key } of item.batch.deletes) memory.table(kind).delete(key);
      for (const id of item.batch.archive ?? []) archive(memory, id);
      item.resolve();
    }
  };
  const settled = async (): Promise<void> => {
    if (waiting.length > 0) flush();
  };

  return {
    async open() {
      await settled();
      epoch = memory.epoch += 1;
      return { epoch };
    },
    async load(kind) {
      await settled();
      return [...memory.table(kind)]
        .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        .map(([key, text]): Row => ({ kind, key, value: JSON.parse(text) as Json }));
    },
    commit(batch) {
      if (failure !== null) return Promise.reject(failure);
      if (epoch === null) return Promise.reject(new Error('The state store is not open for writing'));
      const puts = batch.puts.map(({ kind, key, value }) => [kind, key, JSON.stringify(value)] as const);
      return new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ puts, batch, resolve, reject });
      });
    },
    async archived(jobId) {
      await settled();
      const text = memory.archive.get(jobId);
      return text === undefined ? null : (JSON.parse(text) as ArchivedJob);
    },
    async backup(path) {
      await settled();
      const saved: Saved = {
        epoch: memory.epoch,
        tables: [...memory.tables].map(([kind, rows]) => [kind, [...rows]]),
        archive: [...memory.archive],
      };
      writeFileSync(path, JSON.stringify(saved), { flag: 'wx', mode: 0o600 });
    },
    async close() {
      await settled();
      failure ??= new Error('The state store is closed');
    },
  };
}

function archive(memory: Memory, id: number): void {
  const job = memory.table('job').get(String(id));
  if (job === undefined) return;
  const logs = memory.table('joblog');
  const lines = [...logs]
    .filter(([key]) => key.startsWith(`${id}/`))
    .map(([key, text]) => ({ key, serial: Number(key.slice(key.indexOf('/') + 1)), text }))
    .sort((a, b) => a.serial - b.serial);
  const log = lines.map(({ text }) => JSON.parse(text) as Json);
  memory.archive.set(id, JSON.stringify({ id, value: JSON.parse(job) as Json, log }));
  memory.table('job').delete(String(id));
  for (const { key } of lines) logs.delete(key);
}
