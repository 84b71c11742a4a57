/**
 * Where the cluster's state lives: a small ordered key-value store with atomic batches, and an archive of old jobs.
 * Everything live is loaded once at start; after that the store is only written. Two implementations: state-sqlite, state-etcd.
 */
import type { Json } from '@ganeti/objects';

/** A table of the store. Objects of the cluster are kept under their own kind. */
export type Kind =
  | 'cluster'
  | 'node'
  | 'nodegroup'
  | 'instance'
  | 'disk'
  | 'network'
  | 'filter'
  /** key: job id as decimal text */
  | 'job'
  /** key: `<job id>/<serial>` */
  | 'joblog'
  /** key: `<job id>/<opcode index>/<step>`; see master/jobs journal */
  | 'journal'
  /** key: `<node uuid>/<id>`: undo that waits for a node to come back */
  | 'cleanup'
  /** key: name; counters such as the last job id */
  | 'meta';

export interface Row {
  readonly kind: Kind;
  readonly key: string;
  readonly value: Json;
}

/** Applied in this order: puts, deletes, archive. Of several puts of one key the last one counts. */
export interface Batch {
  readonly puts: readonly Row[];
  readonly deletes: readonly { readonly kind: Kind; readonly key: string }[];
  /**
   * Jobs to move out of the live tables (with their log, in the order of its serials) into the archive. An id that is not live
   * is passed over, so archiving twice does no harm. Journal rows are not the archive's: delete them in the same batch.
   */
  readonly archive?: readonly number[];
}

/** A job as it lies in the archive. */
export interface ArchivedJob {
  readonly id: number;
  readonly value: Json;
  readonly log: readonly Json[];
}

export interface StateStore {
  /**
   * Become the only writer: takes a new epoch (greater than every earlier one) durably and answers it.
   * A store that finds a newer epoch later refuses every commit with StaleEpochError.
   */
  open(): Promise<{ epoch: number }>;
  /** All rows of a kind, in the order of the keys' UTF-8 bytes. Sees every commit called before it. */
  load(kind: Kind): Promise<Row[]>;
  /**
   * Apply a batch atomically. Resolves when it is durable. Batches become durable in the order of the calls; calls made while
   * an earlier batch is being written are grouped with it. A rejection means nothing of this batch was applied, and that the
   * store takes no more: the process must end and start again.
   */
  commit(batch: Batch): Promise<void>;
  archived(jobId: number): Promise<ArchivedJob | null>;
  /** Copy of everything into a new file (it must not exist), consistent, while in use. */
  backup(path: string): Promise<void>;
  /** Waits for commits under way. */
  close(): Promise<void>;
}

/** Another master has taken over. */
export class StaleEpochError extends Error {
  constructor(own: number, newer: number) {
    super(`Epoch ${own} is over: another master holds epoch ${newer}`);
    this.name = 'StaleEpochError';
  }
}
