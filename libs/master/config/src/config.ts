import type { Json } from '@ganeti/objects';
import type { Batch, Row, StateStore } from '@ganeti/master-state';
import type { Clock, Ids } from '@ganeti/runtime';
import { frozenCopy } from './frozen-copy';
import { Head } from './head';
import { checkChanges, poolShortfall } from './invariants';
import { JobReservations } from './reservations';
import type { AnyObject } from './tables';
import { Tables, objectKinds } from './tables';
import { Transaction } from './transaction';
import type { Change, ClusterConfig, ConfigTx, ConfigView } from './types';
import { View } from './view';

/** Row of kind `meta` with the number of commits so far, so that `revision` goes on growing after a restart. */
const revisionKey = 'config_revision';

/** Loads the cluster from a store that has been opened. From then on the store's object kinds are this config's alone. */
export async function openConfig(store: StateStore, { clock, ids }: { clock: Clock; ids: Ids }): Promise<ClusterConfig> {
  const config = new StoredConfig(store, clock, ids);
  await config.load();
  return config;
}

/**
 * Two states are kept: the head, which transactions work on one after the other, and the durable one, to which a
 * transaction's changes are applied when the store has them on disk. So transactions need not wait for each other's disk
 * writes, and no reader sees what a crash could still take back.
 */
class StoredConfig implements ClusterConfig {
  readonly view: ConfigView;
  readonly reservations: JobReservations;
  private readonly head = new Head();
  private readonly durable = new Tables();
  private readonly listeners = new Set<(changes: readonly Change[], revision: number) => void>();
  /** Settles when all commits so far are published; rejected for good after the store has failed. */
  private published: Promise<void> = Promise.resolve();
  private failure: Error | null = null;
  private inTransaction = false;

  constructor(
    private readonly store: StateStore,
    private readonly clock: Clock,
    ids: Ids,
  ) {
    this.view = new View(this.durable);
    this.reservations = new JobReservations(this.head.claims, ids);
  }

  get initialised(): boolean {
    return this.durable.count('cluster') > 0;
  }

  async load(): Promise<void> {
    for (const kind of objectKinds) {
      for (const { key, value } of await this.store.load(kind)) {
        const object = frozenCopy(value) as unknown as AnyObject;
        this.head.set(kind, key, object);
        this.durable.set(kind, key, object);
      }
    }
    const revision = (await this.store.load('meta')).find(({ key }) => key === revisionKey)?.value;
    this.head.tables.revision = this.durable.revision = Number(revision ?? 0);
  }

  async transaction<T>(
    fn: (tx: ConfigTx) => T,
    extra?: (changes: readonly Change[], value: T) => { puts: readonly Row[] },
  ): Promise<{ value: T; changes: readonly Change[] }> {
    if (this.failure !== null) throw this.failure;
    // Up to `commit` nothing waits: transactions run one after the other, and reach the store in that order.
    const { value, changes, puts } = this.run(fn, extra);
    if (changes.length > 0 || puts.length > 0) this.published = this.commit(changes, puts);
    // Also without changes: the answer may come from what an earlier transaction has not yet on disk.
    await this.published;
    return { value, changes };
  }

  onCommit(listener: (changes: readonly Change[], revision: number) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Runs `fn` and checks; afterwards the head has all of the changes, or, with a throw, none of them. */
  private run<T>(
    fn: (tx: ConfigTx) => T,
    extra?: (changes: readonly Change[], value: T) => { puts: readonly Row[] },
  ): { value: T; changes: readonly Change[]; puts: readonly Row[] } {
    if (this.inTransaction) throw new Error('A configuration transaction cannot be started inside another one');
    this.inTransaction = true;
    const shortfall = poolShortfall(this.head);
    const tx = new Transaction(this.head, this.clock.now());
    try {
      const value = fn(tx);
      if (value instanceof Promise) throw new Error('The function of a configuration transaction must not be async');
      const changes = tx.end();
      checkChanges(this.head, tx, changes, tx.poolMayShrink ? Infinity : shortfall);
      const puts = extra?.(changes, value).puts ?? [];
      this.reservations.committed(changes);
      return { value, changes, puts };
    } catch (error) {
      tx.rollback();
      throw error;
    } finally {
      this.inTransaction = false;
    }
  }

  private async commit(changes: readonly Change[], extra: readonly Row[]): Promise<void> {
    const revision = changes.length > 0 ? ++this.head.tables.revision : this.head.tables.revision;
    try {
      await Promise.all([this.published, this.store.commit(toBatch(changes, revision, extra))]);
    } catch (error) {
      // The head is ahead of the disk now and stays so: only a new start can tell what is true.
      this.failure ??= error as Error;
      throw error;
    }
    if (changes.length === 0) return;
    for (const { kind, uuid, after } of changes) this.durable.set(kind, uuid, after);
    this.durable.revision = revision;
    for (const listener of this.listeners) listener(changes, revision);
  }
}

function toBatch(changes: readonly Change[], revision: number, extra: readonly Row[]): Batch {
  const puts = changes.flatMap(({ kind, uuid, after }) => (after === null ? [] : [{ kind, key: uuid, value: after as unknown as Json }]));
  const deletes = changes.flatMap(({ kind, uuid, after }) => (after === null ? [{ kind, key: uuid }] : []));
  const counter: Row[] = changes.length > 0 ? [{ kind: 'meta', key: revisionKey, value: revision }] : [];
  return { puts: [...puts, ...counter, ...extra], deletes };
}
