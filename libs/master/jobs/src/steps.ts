/**
 * The steps of one opcode: what a LogicalUnit does goes through here, and so does what the hook phases do.
 *
 * A step that the journal knows as done is answered from it. One that it knows as begun is done again under the same id. One
 * that it does not know is new. A call is written down before it is made, and that write is waited for; that it is done is
 * written without waiting, because batches become durable in order: whatever is begun later finds it recorded.
 */
import { OpExecError } from '@ganeti/errors';
import { givenBack, type ClusterConfig, type ConfigTx } from '@ganeti/master-config';
import type { LockLevel, LockSet } from '@ganeti/master-locking';
import type { Row } from '@ganeti/master-state';
import type { NodeMethod, NodeRequest, NodeResponse } from '@ganeti/node-api';
import type { Json } from '@ganeti/objects';
import type { Clock } from '@ganeti/runtime';
import { cleanupPlace, type Cleanup } from './cleanup';
import { changeHeld } from './held-locks';
import { isStepName, type Journal, type Step, type StepKind } from './journal';
import type { LiveJob } from './live-job';
import type { NodeCall, StepOptions } from './logical-unit';
import { isUnreachable, type NodeCalls } from './node-calls';
import { fromStored, fromStoredError, toStored, toStoredError } from './stored-values';
import type { Failpoint, FailpointPlace } from './types';
import type { JobWriter } from './writer';

export interface StepParts {
  readonly writer: JobWriter;
  readonly config: ClusterConfig;
  readonly calls: NodeCalls;
  readonly cleanup: Cleanup;
  readonly clock: Clock;
  readonly failpoint: (point: Failpoint, at: FailpointPlace) => void;
}

/** masterd stops: the run is cut off here and goes on at the next start. */
export class Interrupted extends Error {
  constructor() {
    super('The master daemon is stopping; the job goes on when it has started again');
    this.name = 'Interrupted';
  }
}

/** Somebody gave the job up while it was running: it fails before its next step, and is undone. */
export class JobKilled extends OpExecError {
  constructor() {
    super('The job was killed while it was running; what it had done was taken back as far as it could be');
  }
}

export class Steps {
  /** A step was refused because the job was killed: whatever the run makes of it, it has failed. */
  killed = false;
  /** A step was refused because masterd stops: whatever the run makes of it does not count. */
  cut = false;
  private closed = false;
  private readonly asked = new Set<string>();
  private readonly busy = new Set<Promise<unknown>>();
  /** Nodes that something was left for: they are not waited for again and again. */
  private readonly away = new Set<string>();

  constructor(
    private readonly parts: StepParts,
    private readonly job: LiveJob,
    readonly journal: Journal,
    private readonly locks: LockSet,
    private readonly signal: AbortSignal,
  ) {}

  /** No more steps; resolves when those under way have ended. A run may have failed while some of its steps went on beside it. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.busy);
  }

  /** Steps of the journal that this run never came to, although it has ended: the run is not the one that wrote them. */
  notAsked(): string[] {
    return [...this.journal.steps.keys()].filter((step) => isStepName(step) && !this.asked.has(step));
  }

  call<M extends NodeMethod>(
    step: string,
    node: string,
    method: M,
    request: NodeRequest<M>,
    options: StepOptions = {},
  ): Promise<NodeResponse<M>> {
    return this.watch(this.doCall(step, node, method, request, options));
  }

  /** Whether it is done; false: it is left to the clean-up. */
  callOrLeave<M extends NodeMethod>(step: string, node: string, method: M, request: NodeRequest<M>, options: StepOptions = {}): Promise<boolean> {
    return this.watch(this.doCallOrLeave(step, node, method, request, options));
  }

  update<T extends Json | void>(step: string, fn: (tx: ConfigTx) => T, undo: boolean): Promise<T> {
    return this.watch(this.doUpdate(step, fn, undo));
  }

  record<T extends Json>(step: string, fn: () => T | Promise<T>): Promise<T> {
    return this.watch(this.doRecord(step, fn));
  }

  async keep(step: string): Promise<void> {
    if (this.enter(step, 'keep') !== undefined) return;
    this.post({ seq: this.journal.nextSeq(), step, kind: 'keep', state: 'done' }, 'record-written');
  }

  /** Given back only when the record says so: what a restarted master takes again is never more than what was held. */
  changeLocks(level: LockLevel, names: readonly string[] | undefined, to: 'shared' | null): void {
    if (this.closed) throw new Error('Locks cannot be changed after the run has ended');
    const held = changeHeld(this.journal.locks.held, level, names, to);
    const row = this.journal.locksRow({ ...this.journal.locks, held });
    this.parts.writer.post(this.job, { puts: [row] }, () => {
      this.failpoint('locks-written', null);
      if (to === null) this.locks.release(level, names);
      else this.locks.downgrade(level, names);
    });
  }

  async sleep(seconds: number): Promise<void> {
    this.checkKilled();
    try {
      await this.parts.clock.sleep(seconds, AbortSignal.any([this.signal, ...(this.job.killed === null ? [] : [this.job.killed.signal])]));
    } catch (error) {
      this.cut ||= this.signal.aborted;
      if (!this.cut) this.checkKilled();
      throw error;
    }
  }

  private watch<T>(work: Promise<T>): Promise<T> {
    this.busy.add(work);
    const done = (): void => void this.busy.delete(work);
    work.then(done, done);
    return work;
  }

  private async doCall<M extends NodeMethod>(
    step: string,
    node: string,
    method: M,
    request: NodeRequest<M>,
    options: StepOptions,
  ): Promise<NodeResponse<M>> {
    const known = this.enter(step, 'call', { node, method });
    if (known?.state === 'done') return answer(known) as NodeResponse<M>;
    const begun: Step = known ?? {
      seq: this.journal.nextSeq(),
      step,
      kind: 'call',
      state: 'begun',
      call: { node, method },
      ...(options.undo === undefined ? {} : { undo: { calls: options.undo.map(storedCall) } }),
    };
    if (known === undefined) {
      await this.parts.writer.save(this.job, null, { puts: [this.journal.stepRow(begun), ...this.reservedRow()] });
      this.failpoint('begun-committed', step);
    }
    this.checkInterrupted();
    let response: NodeResponse<M>;
    try {
      response = await this.parts.calls.step(node, method, request, {
        job: this.journal.id,
        step: `${this.journal.id}/${step}`,
        signal: this.signal,
        ...(options.timeoutSeconds === undefined ? {} : { timeoutSeconds: options.timeoutSeconds }),
        ...(options.quiet === true ? {} : { onProgress: (message, percent) => this.progress(step, message, percent) }),
      });
    } catch (error) {
      this.checkInterrupted();
      if (this.parts.writer.failed) throw error;
      this.post({ ...begun, state: 'done', error: toStoredError(error) }, 'done-written');
      throw error;
    }
    this.failpoint('call-done', step);
    this.post({ ...begun, state: 'done', result: toStored(response) }, 'done-written');
    return response;
  }

  private async doCallOrLeave<M extends NodeMethod>(step: string, node: string, method: M, request: NodeRequest<M>, options: StepOptions): Promise<boolean> {
    const call = { node, method, request } as NodeCall;
    const before = this.journal.steps.get(step);
    if (before?.left !== undefined || (before === undefined && this.away.has(node))) {
      this.enter(step, 'call', { node, method });
      if (before === undefined) await this.leave({ seq: this.journal.nextSeq(), step, kind: 'call', state: 'done', call: { node, method } }, call);
      return false;
    }
    try {
      await this.doCall(step, node, method, request, options);
      return true;
    } catch (error) {
      const known = this.journal.steps.get(step);
      if (!isUnreachable(error) || known?.state !== 'done') throw error;
      this.away.add(node);
      await this.leave(known, call);
      return false;
    }
  }

  private async leave(known: Step, call: NodeCall): Promise<void> {
    const { writer, cleanup, config } = this.parts;
    const { id, job, op } = this.journal;
    const row = cleanup.row(cleanupPlace(this.journal, known.seq), { job, op, step: `${id}/${known.step}`, call: storedCall(call) });
    const node = config.view.get('node', call.node);
    writer.log(this.job, op, `Node ${node?.name ?? call.node} ${node?.offline === true ? 'is offline' : 'does not answer'}; ${call.method} is done when it is back`);
    await writer.save(this.job, null, { puts: [row, this.journal.stepRow({ ...known, left: row.key })] });
    this.failpoint('cleanup-written', known.step);
    cleanup.left(row);
  }

  private async doUpdate<T extends Json | void>(step: string, fn: (tx: ConfigTx) => T, undo: boolean): Promise<T> {
    const known = this.enter(step, 'update');
    if (known !== undefined) return answer(known) as T;
    let isWriting = false;
    try {
      const { value } = await this.parts.config.transaction(fn, (changes, result) => {
        isWriting = true;
        if (undo) this.parts.config.reservations.restore(this.job.id, givenBack(changes));
        const row = this.journal.stepRow({
          seq: this.journal.nextSeq(),
          step,
          kind: 'update',
          state: 'done',
          ...(undo && changes.length > 0 ? { undo: { changes } } : {}),
          result: toStored(result),
        });
        return { puts: [row, ...this.reservedRow()] };
      });
      this.failpoint('update-committed', step);
      return value;
    } catch (error) {
      // After the rows were asked for, only the store can have failed.
      if (isWriting) this.parts.writer.fail(error);
      throw error;
    }
  }

  private async doRecord<T extends Json>(step: string, fn: () => T | Promise<T>): Promise<T> {
    const known = this.enter(step, 'record');
    if (known !== undefined) return answer(known) as T;
    const done = { step, kind: 'record', state: 'done' } as const;
    let value: T;
    try {
      value = await fn();
    } catch (error) {
      this.cut ||= this.signal.aborted;
      if (!this.cut) this.post({ ...done, seq: this.journal.nextSeq(), error: toStoredError(error) }, 'record-written');
      throw error;
    }
    // What fn answered after masterd was told to stop is kept too: it is as good as any.
    this.post({ ...done, seq: this.journal.nextSeq(), result: value }, 'record-written');
    return value;
  }

  /** What the journal knows of the step. Throws when it does not fit, was asked for before, or masterd stops. */
  private enter(step: string, kind: StepKind, call?: { node: string; method: string }): Step | undefined {
    if (this.closed) throw new Error(`Step ${step} comes after the end of the run`);
    if (this.asked.has(step))
      throw new Error(`Step ${step} occurs twice in one run; every step needs a name of its own`);
    this.asked.add(step);
    const known = this.journal.steps.get(step);
    if (known === undefined) {
      this.checkInterrupted();
      this.checkKilled();
      return undefined;
    }
    const isSame = known.kind === kind && known.call?.node === call?.node && known.call?.method === call?.method;
    if (!isSame) throw new JournalMismatch(`step ${step} was something else when the job was cut off`);
    return known;
  }

  private checkKilled(): void {
    if (this.job.killed?.signal.aborted !== true) return;
    this.killed = true;
    throw new JobKilled();
  }

  private checkInterrupted(): void {
    if (!this.signal.aborted) return;
    this.cut = true;
    throw this.signal.reason;
  }

  private post(step: Step, point: Failpoint): void {
    this.parts.writer.post(this.job, { puts: [this.journal.stepRow(step), ...this.reservedRow()] }, () =>
      this.failpoint(point, step.step),
    );
  }

  /** Reservations made since the last record. */
  private reservedRow(): Row[] {
    const reserved = this.parts.config.reservations.taken(this.job.id);
    if (JSON.stringify(reserved) === JSON.stringify(this.journal.locks.reserved)) return [];
    return [this.journal.locksRow({ ...this.journal.locks, reserved })];
  }

  private progress(step: string, message: string, percent: number | null): void {
    if (this.closed) return;
    const share = percent === null || percent < 0 ? '' : ` (${Math.round(percent)}%)`;
    this.parts.writer.log(this.job, this.journal.op, `${message === '' ? step : message}${share}`);
  }

  private failpoint(point: Failpoint, step: string | null): void {
    this.parts.failpoint(point, { job: this.journal.job, op: this.journal.op, step });
  }
}

/** The journal was written by a run that did other things, such as that of another version of this program. */
export class JournalMismatch extends Error {
  constructor(text: string) {
    super(`The job cannot be resumed: ${text}`);
    this.name = 'JournalMismatch';
  }
}

function answer(step: Step): unknown {
  if (step.error !== undefined) throw fromStoredError(step.error);
  return step.kind === 'call' ? fromStored(step.result ?? null) : (step.result ?? null);
}

function storedCall({ node, method, request }: NodeCall): { node: string; method: string; request: Json } {
  return { node, method, request: toStored(request) };
}
