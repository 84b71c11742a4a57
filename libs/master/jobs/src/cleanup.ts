/**
 * Undo, and what is taken away otherwise, that could not be done because its node did not answer. It waits in rows of kind `cleanup`, key `<node>/<place>`, and
 * is done, in the order in which it would have been, as soon as the node is back: when its status stream says so, when a retry
 * succeeds, and in any case before another step is done on that node, so that nothing new meets what was left behind.
 */
import type { ClusterConfig } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import type { NodeRpc } from '@ganeti/master-rpc';
import type { Row, StateStore } from '@ganeti/master-state';
import type { NodeMethod, NodeRequest } from '@ganeti/node-api';
import type { Json } from '@ganeti/objects';
import type { Clock } from '@ganeti/runtime';
import type { StoredCall } from './journal';
import { isUnreachable } from './node-calls';
import { fromStored } from './stored-values';
import type { FailpointPlace, Failpoint, JobLogger } from './types';
import type { JobWriter } from './writer';

export interface CleanupRow {
  readonly job: number;
  readonly op: number;
  /** Makes it happen once, as for any step. */
  readonly step: string;
  readonly call: StoredCall;
}

/** Sorts by job, then by `order`: what is done first has the least. */
export function cleanupPlace({ job, op }: { readonly job: number; readonly op: number }, order: number, index = 0): string {
  const text = (n: number, width: number): string => String(n).padStart(width, '0');
  return `${text(job, 12)}-${text(op, 4)}-${text(order, 6)}-${text(index, 3)}`;
}

interface NodeCleanup {
  /** In order of their keys. */
  readonly rows: Map<string, CleanupRow>;
  active: Promise<boolean> | null;
  retrySeconds: number;
  cancelRetry: (() => void) | null;
}

export class Cleanup {
  private readonly nodes = new Map<string, NodeCleanup>();
  private stopListening: (() => void) | null = null;
  private readonly stopping = new AbortController();

  constructor(
    private readonly parts: {
      readonly rpc: NodeRpc;
      readonly config: ClusterConfig;
      readonly live: LiveView;
      readonly clock: Clock;
      readonly log: JobLogger;
      readonly writer: JobWriter;
      readonly failpoint: (point: Failpoint, at: FailpointPlace) => void;
      readonly retrySeconds: number;
      readonly retryMaxSeconds: number;
    },
  ) {}

  async load(store: StateStore): Promise<void> {
    for (const { key, value } of await store.load('cleanup')) this.remember(key, value as unknown as CleanupRow);
  }

  start(): void {
    this.stopListening = this.parts.live.onChange(({ node }) => {
      if (this.nodes.has(node) && this.parts.live.node(node).reachable) this.tryNow(node);
    });
    for (const node of this.nodes.keys()) this.tryNow(node);
  }

  async stop(): Promise<void> {
    this.stopping.abort(new Error('The master daemon is stopping'));
    this.stopListening?.();
    for (const work of this.nodes.values()) work.cancelRetry?.();
    await Promise.all([...this.nodes.values()].map((work) => work.active ?? Promise.resolve(true)));
  }

  /** The row that leaves an undo call for later; `place` sorts in the order in which calls are to be done. Call `left` when it is durable. */
  row(place: string, row: CleanupRow): Row {
    return { kind: 'cleanup', key: `${row.call.node}/${place}`, value: row as unknown as Json };
  }

  left({ key, value }: Row): void {
    const row = value as unknown as CleanupRow;
    this.remember(key, row);
    this.retryLater(row.call.node);
  }

  /** What was left is not to be done after all. */
  async withdraw(key: string): Promise<void> {
    const node = key.slice(0, key.indexOf('/'));
    const work = this.nodes.get(node);
    if (work?.rows.delete(key) !== true) return;
    await this.parts.writer.commit({ puts: [], deletes: [{ kind: 'cleanup', key }] });
    if (work.rows.size === 0) this.forget(node, work);
  }

  /** How many calls wait. */
  get size(): number {
    return [...this.nodes.values()].reduce((sum, work) => sum + work.rows.size, 0);
  }

  /** Resolves when nothing is left to do on the node; throws the node's RpcError when it cannot be reached. */
  async before(node: string): Promise<void> {
    const work = this.nodes.get(node);
    if (work !== undefined) await this.work(node, work, true);
  }

  private remember(key: string, row: CleanupRow): void {
    const { node } = row.call;
    let work = this.nodes.get(node);
    if (work === undefined) {
      work = { rows: new Map(), active: null, retrySeconds: this.parts.retrySeconds, cancelRetry: null };
      this.nodes.set(node, work);
    }
    work.rows.set(key, row);
  }

  private tryNow(node: string): void {
    const work = this.nodes.get(node);
    if (work === undefined || this.stopping.signal.aborted) return;
    this.work(node, work, false).catch(() => undefined);
  }

  private retryLater(node: string): void {
    const work = this.nodes.get(node);
    if (work === undefined || this.stopping.signal.aborted || work.cancelRetry !== null) return;
    work.cancelRetry = this.parts.clock.after(work.retrySeconds, () => {
      work.cancelRetry = null;
      this.tryNow(node);
    });
    work.retrySeconds = Math.min(2 * work.retrySeconds, this.parts.retryMaxSeconds);
  }

  private async work(node: string, work: NodeCleanup, mustSucceed: boolean): Promise<void> {
    let failure: unknown = null;
    work.active ??= this.doAll(node, work)
      .catch((error: unknown) => {
        failure = error;
        return false;
      })
      .finally(() => (work.active = null));
    const isDone = await work.active;
    if (isDone) return;
    this.retryLater(node);
    if (mustSucceed && failure !== null) throw failure;
    // Somebody else's attempt failed just now: make an own one to learn why.
    if (mustSucceed && this.nodes.get(node) === work && !this.stopping.signal.aborted)
      await this.work(node, work, true);
  }

  private async doAll(node: string, work: NodeCleanup): Promise<boolean> {
    const { config, rpc, log, writer, failpoint } = this.parts;
    if (config.initialised && config.view.get('node', node) === undefined) {
      log.warn({ node, count: work.rows.size }, 'Nothing is cleaned up on a node that was removed');
      await writer.commit({ puts: [], deletes: [...work.rows.keys()].map((key) => ({ kind: 'cleanup', key })) });
      this.forget(node, work);
      return true;
    }
    while (work.rows.size > 0) {
      const [key, row] = [...work.rows].reduce((a, b) => (a[0] < b[0] ? a : b));
      const method = row.call.method as NodeMethod;
      try {
        await rpc.call(node, method, fromStored(row.call.request) as NodeRequest<NodeMethod>, {
          job: `${row.job}/${row.op}`,
          step: row.step,
          signal: this.stopping.signal,
        });
      } catch (error) {
        if (isUnreachable(error) || this.stopping.signal.aborted) throw error;
        // The node is there and says no. Trying for ever would hold up its other work for ever.
        log.error(
          { node, job: row.job, step: row.step, error: String(error) },
          'Could not clean up what a job left behind',
        );
      }
      failpoint('cleanup-done', { job: row.job, op: row.op, step: row.step });
      await writer.commit({ puts: [], deletes: [{ kind: 'cleanup', key }] });
      work.rows.delete(key);
      rpc.call(node, 'Node.ForgetSteps', { jobs: [`${row.job}/${row.op}`] }).catch(() => undefined);
    }
    this.forget(node, work);
    return true;
  }

  private forget(node: string, work: NodeCleanup): void {
    work.cancelRetry?.();
    if (this.nodes.get(node) === work) this.nodes.delete(node);
  }
}
