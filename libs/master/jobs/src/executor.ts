/** Carries out one opcode; the phases are described in logical-unit.ts. */
import { OpResultError } from '@ganeti/errors';
import type { ClusterConfig } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import type { LockManager, LockSet } from '@ganeti/master-locking';
import type { Row } from '@ganeti/master-state';
import type { Json } from '@ganeti/objects';
import type { OpcodeDefinition } from '@ganeti/opcodes';
import type { Clock, Ids } from '@ganeti/runtime';
import type { Cleanup } from './cleanup';
import { runConfigHooks, runPostHooks, runPreHooks } from './hooks';
import { opId } from './inputs';
import { opError, opSuccess, type StoredJob } from './job';
import type { JobSecrets } from './job-secrets';
import type { Journal } from './journal';
import type { LiveJob } from './live-job';
import type { AnyLogicalUnit, RunContext } from './logical-unit';
import type { NodeCalls } from './node-calls';
import { encode, OpcodeParts, postEnvironmentAgain, type Work } from './opcode-parts';
import { Preparation } from './preparation';
import { runContext } from './run-context';
import type { Slots } from './slots';
import { Interrupted, JobKilled, JournalMismatch, Steps } from './steps';
import { fromStoredError, toStored, toStoredError } from './stored-values';
import type { Failpoint, FailpointPlace, JobLogger } from './types';
import { undoAll } from './undo';
import { ResultWithJobs } from './with-jobs';
import type { JobWriter } from './writer';

export interface ExecutorParts {
  readonly slots: Slots;
  readonly config: ClusterConfig;
  readonly locks: LockManager;
  readonly live: LiveView;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: JobLogger;
  readonly units: ReadonlyMap<string, AnyLogicalUnit>;
  readonly writer: JobWriter;
  readonly calls: NodeCalls;
  readonly cleanup: Cleanup;
  readonly secrets: JobSecrets;
  /** Whether somebody wants to know of changes of the configuration. */
  readonly configHooks: () => boolean;
  readonly failpoint: (point: Failpoint, at: FailpointPlace) => void;
  /** Takes jobs that an opcode submits: rows for the batch of its result, what the result says of them, and what to call after it. */
  readonly adopt: (jobs: ResultWithJobs['jobs'], parent: StoredJob['ops'][number], user: string | null) => Promise<Adopted>;
}
export interface Adopted {
  readonly rows: () => readonly Row[];
  readonly results: readonly (readonly [boolean, number | string])[];
  readonly committed: () => void;
}

/** What a restarted master found of an opcode that was running. */
export interface Resumed {
  readonly journal: Journal;
  readonly locks: LockSet;
}

/** What the opcode comes to. */
type Outcome = { readonly result: Json; readonly adopted?: Adopted } | { readonly error: unknown };

export class Executor {
  private readonly of: OpcodeParts;
  private readonly preparation: Preparation;

  constructor(private readonly parts: ExecutorParts) {
    this.of = new OpcodeParts(parts);
    this.preparation = new Preparation(parts, this.of, (work, next) => this.end(work, next, null));
  }

  /**
   * Brings the job's current opcode to its end. False: masterd stops or cannot write any more, and the opcode is left as it
   * stands in the store. Never rejects.
   */
  async execute(job: LiveJob, resumed?: Resumed): Promise<boolean> {
    const index = job.current;
    const controller = (job.active = new AbortController());
    job.killed = new AbortController();
    const isResumed = resumed !== undefined;
    const work: Work = { job, index, signal: controller.signal, locks: resumed?.locks ?? this.of.openLocks(job, index), isResumed };
    if (isResumed) work.giveBackSlot = this.parts.slots.takeAnyway();
    try {
      const journal = resumed?.journal ?? (await this.preparation.prepare(work));
      if (journal !== null) await this.perform(work, journal);
      return true;
    } catch (error) {
      if (!work.signal.aborted && !this.parts.writer.failed) {
        // Nothing below lets an error through but a stop or a failed commit: this is a fault of this program.
        this.parts.writer.fail(error);
      }
      return false;
    } finally {
      work.locks.releaseAll();
      work.giveBackSlot?.();
      this.parts.config.reservations.releaseAll(job.id);
      job.active = job.killed = null;
    }
  }

  private async perform(work: Work, journal: Journal): Promise<void> {
    const { writer } = this.parts;
    const { job, index, signal } = work;
    const steps = new Steps(this.parts, job, journal, work.locks, signal);
    let outcome: Outcome;
    if (journal.failure !== null) outcome = { error: fromStoredError(journal.failure) };
    else {
      try {
        outcome = await this.run(work, journal, steps);
      } catch (error) {
        outcome = { error };
      }
    }
    await steps.close();
    if (writer.failed) throw new Error('Left as it is: the store has failed');
    // Whatever the run made of being cut off does not count. An error that came after the signal may be due to it as well.
    if (steps.cut || (signal.aborted && 'error' in outcome && journal.failure === null)) throw new Interrupted();

    if ('error' in outcome || steps.killed) {
      const error = steps.killed || !('error' in outcome) ? new JobKilled() : outcome.error;
      if (journal.failure === null) {
        this.of.report(work, error);
        writer.post(job, { puts: [journal.failureRow(toStoredError(error))] }, () =>
          this.of.failpoint('failure-written', work),
        );
      }
      await undoAll(this.parts, job, journal, signal);
      await this.tellConfigHooks(work, journal);
      await this.end(work, opError(job.newest, index, this.of.now(), encode(error)), journal);
      return;
    }
    await this.tellConfigHooks(work, journal);
    const { result, adopted } = outcome;
    await this.end(work, opSuccess(job.newest, index, this.of.now(), result), journal, adopted?.rows());
    adopted?.committed();
  }

  private async tellConfigHooks(work: Work, journal: Journal): Promise<void> {
    const { config, configHooks } = this.parts;
    if (!journal.changedConfig || !config.initialised || !configHooks()) return;
    const cx = this.of.checkContext(work);
    await runConfigHooks({ config, opId: opId(work.job.newest.ops[work.index]!.input), spec: journal.plan.hooks, cx });
    work.signal.throwIfAborted();
  }

  private async run(work: Work, journal: Journal, steps: Steps): Promise<Outcome> {
    const { job, index } = work;
    const params = this.of.params(work);
    const unit = this.of.unit(work);
    const context = this.of.checkContext(work, steps);
    const { plan } = journal.plan;
    const hooks = this.of.hooksRun(work, journal, steps);
    if (hooks !== null && work.isResumed) work.postEnvironment = postEnvironmentAgain(unit, params, plan, context) ?? (() => hooks.spec.environment);

    if (hooks !== null) await runPreHooks(hooks);
    if (params.dry_run === true) {
      context.log('Dry run: all checks have passed; nothing was changed');
      return { result: toStored(unit.dryRunResult?.(params, plan) ?? null) };
    }
    const hooksOn: RunContext['postHooks'] = async (postNodes, { quiet = false } = {}) =>
      hooks === null ? { failures: [], silent: [] } : runPostHooks({ ...hooks, spec: { ...hooks.spec, postNodes } }, this.of.postEnvironment(work), quiet);
    const answer = (await unit.run(params, plan, runContext(context, steps, hooksOn))) as Json | ResultWithJobs;
    const strange = steps.notAsked();
    if (strange.length > 0) {
      throw new JournalMismatch(`its journal has steps that are unknown to this version: ${strange.join(', ')}`);
    }
    let adopted: Adopted | undefined;
    let result: unknown = answer;
    if (answer instanceof ResultWithJobs) {
      adopted = await this.parts.adopt(answer.jobs, job.newest.ops[index]!, job.newest.user);
      result = { ...answer.other, jobs: adopted.results };
    }
    const stored = toStored(result);
    const definition = unit.definition as OpcodeDefinition;
    const checked = definition.result.safeParse(stored);
    if (!checked.success) {
      const problem = checked.error.issues[0];
      const place = problem === undefined ? '' : `: ${problem.path.join('.')} ${problem.message}`;
      throw new OpResultError(`${definition.id} answered something its definition does not allow${place}`);
    }
    if (hooks !== null && hooks.spec.postNodes.length > 0) {
      await runPostHooks(hooks, this.of.postEnvironment(work));
    }
    return { result: stored, adopted };
  }

  /** Result, end of the journal and whatever goes with it, in one batch. */
  private async end(work: Work, next: StoredJob, journal: Journal | null, puts: readonly Row[] = []): Promise<void> {
    if (journal !== null) await this.parts.calls.caughtUp(journal.id);
    this.of.failpoint('before-final', work);
    await this.parts.writer.save(work.job, next, { puts, deletes: journal?.deletes() ?? [] });
    this.of.failpoint('after-final', work);
    if (journal !== null) this.parts.calls.forget(journal.id, journal.nodes);
  }
}
