/**
 * Taking back what a failed run has done: its steps in reverse order, back to the last one that was to be kept. Each undo is
 * recorded when it is done, so that a restarted master goes on where the last one ended; one that was done but not recorded
 * is done again, which is why every undo must be harmless when there is nothing (left) to take back.
 */
import { restoreChanges, type Change, type ClusterConfig } from '@ganeti/master-config';
import type { Row } from '@ganeti/master-state';
import type { NodeMethod, NodeRequest } from '@ganeti/node-api';
import { cleanupPlace, type Cleanup } from './cleanup';
import type { Journal, Step, StoredCall } from './journal';
import type { LiveJob } from './live-job';
import { isUnreachable, type NodeCalls } from './node-calls';
import { fromStored } from './stored-values';
import type { Failpoint, FailpointPlace, JobLogger } from './types';
import type { JobWriter } from './writer';

export interface UndoParts {
  readonly writer: JobWriter;
  readonly config: ClusterConfig;
  readonly calls: NodeCalls;
  readonly cleanup: Cleanup;
  readonly log: JobLogger;
  readonly failpoint: (point: Failpoint, at: FailpointPlace) => void;
}

/** Rejects with the signal's reason when masterd stops in between; the rest is done at the next start. */
export async function undoAll(parts: UndoParts, job: LiveJob, journal: Journal, signal: AbortSignal): Promise<void> {
  const steps = [...journal.steps.values()].sort((a, b) => b.seq - a.seq);
  const kept = steps.find((step) => step.kind === 'keep')?.seq ?? 0;
  const undo = new Undo(parts, job, journal, signal);
  for (const step of steps) if (step.seq > kept) await undo.step(step);
}

class Undo {
  /** Nodes that did not answer: not asked again and again while everybody waits. */
  private readonly away = new Set<string>();

  constructor(
    private readonly parts: UndoParts,
    private readonly job: LiveJob,
    private readonly journal: Journal,
    private readonly signal: AbortSignal,
  ) {}

  async step({ step, undo, seq, left }: Step): Promise<void> {
    if (left !== undefined) await this.parts.cleanup.withdraw(left);
    if (undo === undefined) return;
    if ('changes' in undo) await this.once(`undo:${step}#0`, step, () => this.changes(`undo:${step}#0`, undo.changes));
    else {
      for (const [i, call] of undo.calls.entries()) {
        const name = `undo:${step}#${i}`;
        await this.once(name, step, () => this.call(name, call, this.place(seq, i)));
      }
    }
  }

  private async once(name: string, step: string, work: () => Promise<void>): Promise<void> {
    if (this.journal.undone.has(name)) return;
    this.signal.throwIfAborted();
    this.failpoint('undo-begin', step);
    await work();
  }

  private async changes(name: string, changes: readonly Change[]): Promise<void> {
    let isWriting = false;
    try {
      await this.parts.config.transaction(
        (tx) => restoreChanges(tx, changes),
        () => {
          isWriting = true;
          return { puts: [this.journal.undoneRow(name, false)] };
        },
      );
    } catch (error) {
      if (isWriting) this.parts.writer.fail(error);
      if (this.parts.writer.failed) throw error;
      this.couldNot(name, error);
      this.written(name, this.journal.undoneRow(name, false));
    }
    this.failpoint('undo-written', name);
  }

  private async call(name: string, call: StoredCall, place: string): Promise<void> {
    const step = `${this.journal.id}/${name}`;
    if (!this.away.has(call.node)) {
      try {
        const request = fromStored(call.request) as NodeRequest<NodeMethod>;
        const options = { job: this.journal.id, step, signal: this.signal };
        await this.parts.calls.step(call.node, call.method as NodeMethod, request, options);
        this.failpoint('undo-done', name);
        this.journal.nodes.add(call.node);
        this.written(name, this.journal.undoneRow(name, false));
        return;
      } catch (error) {
        this.signal.throwIfAborted();
        if (this.parts.writer.failed) throw error;
        if (!isUnreachable(error)) {
          this.couldNot(name, error);
          this.written(name, this.journal.undoneRow(name, false));
          return;
        }
        this.away.add(call.node);
      }
    }
    const node = this.parts.config.view.get('node', call.node)?.name ?? call.node;
    this.parts.writer.log(
      this.job,
      this.journal.op,
      `Node ${node} does not answer; ${call.method} is done when it is back`,
    );
    const row = this.parts.cleanup.row(place, { job: this.journal.job, op: this.journal.op, step, call });
    await this.parts.writer.save(this.job, null, { puts: [row, this.journal.undoneRow(name, true)] });
    this.failpoint('cleanup-written', name);
    this.parts.cleanup.left(row);
  }

  private written(name: string, row: Row): void {
    this.parts.writer.post(this.job, { puts: [row] }, () => this.failpoint('undo-written', name));
  }

  private couldNot(name: string, error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.parts.log.error({ job: this.journal.job, step: name, error: text }, 'An undo failed');
    this.parts.writer.log(this.job, this.journal.op, `Could not take back ${name.slice('undo:'.length)}: ${text}`);
  }

  /** Backwards by step. */
  private place(seq: number, index: number): string {
    return cleanupPlace(this.journal, 999_999 - seq, index);
  }

  private failpoint(point: Failpoint, step: string): void {
    this.parts.failpoint(point, { job: this.journal.job, op: this.journal.op, step });
  }
}
