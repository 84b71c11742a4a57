/** Carries out one opcode; the phases are described in logical-unit.ts. */
import { encodeError, GanetiError, OpExecError, OpPrereqError, OpResultError, RpcError } from '@ganeti/errors';
import type { ClusterConfig } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import { lockLevels, type LevelRequest, type LockManager, type LockSet } from '@ganeti/master-locking';
import type { Row } from '@ganeti/master-state';
import type { Json } from '@ganeti/objects';
import { checkParams, checkRule, type OpcodeDefinition, type Params } from '@ganeti/opcodes';
import type { Clock, Ids } from '@ganeti/runtime';
import type { Cleanup } from './cleanup';
import { runConfigHooks, runPostHooks, runPreHooks, type HooksRun } from './hooks';
import { definitionOf, opId } from './inputs';
import { jobCanceled, opError, opRunning, opSuccess, opWaiting, timestamp, type StoredJob } from './job';
import type { JobSecrets } from './job-secrets';
import { Journal } from './journal';
import type { LiveJob } from './live-job';
import { LocksOutdated, type AnyLogicalUnit, type CheckContext, type HooksSpec, type LockPlan, type RunContext } from './logical-unit';
import type { NodeCalls } from './node-calls';
import { Interrupted, JobKilled, JournalMismatch, runContext, Steps } from './run-context';
import type { Slots } from './slots';
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

/** An opcode under way. */
interface Work {
  readonly job: LiveJob;
  readonly index: number;
  readonly signal: AbortSignal;
  /** Another set when the locks are chosen anew. */
  locks: LockSet;
  readonly isResumed: boolean;
  giveBackSlot?: () => void;
  /** Of the hooks as they were asked for before anything changed. */
  postEnvironment?: HooksSpec['postEnvironment'];
}

/** What the opcode comes to. */
type Outcome = { readonly result: Json; readonly adopted?: Adopted } | { readonly error: unknown };

/** How often locks are chosen anew when those that came are the wrong ones by then. */
const maxAttempts = 10;
const bgl: LevelRequest = { names: ['BGL'], mode: 'shared' };

export class Executor {
  constructor(private readonly parts: ExecutorParts) {}

  /**
   * Brings the job's current opcode to its end. False: masterd stops or cannot write any more, and the opcode is left as it
   * stands in the store. Never rejects.
   */
  async execute(job: LiveJob, resumed?: Resumed): Promise<boolean> {
    const index = job.current;
    const controller = (job.active = new AbortController());
    job.killed = new AbortController();
    const isResumed = resumed !== undefined;
    const work: Work = { job, index, signal: controller.signal, locks: resumed?.locks ?? this.openLocks(job, index), isResumed };
    if (isResumed) work.giveBackSlot = this.parts.slots.takeAnyway();
    try {
      const journal = resumed?.journal ?? (await this.prepare(work));
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

  // ---------------------------------------------------------------- before anything is changed

  /** Locks and checks. Answers the journal once the plan is durable; null: the opcode has ended. */
  private async prepare(work: Work): Promise<Journal | null> {
    const { job, index } = work;
    const { config, writer } = this.parts;
    // Not worth a commit: after a restart it starts from queued again.
    job.newest = opWaiting(job.newest, index, this.now());
    job.publish(job.newest, []);
    writer.emit({ type: 'job', id: job.id, status: 'waiting' });
    try {
      const params = this.params(work);
      checkRule(this.definition(work), params);
      const unit = this.unit(work);
      const context = this.checkContext(work);
      const plan = await this.lockAndCheck(work, unit, params, context);
      work.signal.throwIfAborted();
      const hooks = unit.hooks?.(params, plan, context) ?? null;
      work.postEnvironment = hooks === null ? undefined : (hooks.postEnvironment ?? (() => hooks.environment));

      const journal = new Journal(job.id, index);
      const puts = [
        journal.planRow({ plan, hooks: hooks === null ? null : withoutFunction(hooks) }),
        journal.locksRow({ held: work.locks.held(), reserved: config.reservations.taken(job.id) }),
      ];
      await writer.save(job, opRunning(job.newest, index, this.now()), { puts });
      this.failpoint('plan-committed', work);
      return journal;
    } catch (error) {
      if (writer.failed) throw error;
      if (job.newest.ops[index]!.status === 'canceling') {
        await this.end(work, jobCanceled(job.newest, this.now()), null);
        return null;
      }
      if (work.signal.aborted) throw error;
      this.report(work, error);
      await this.end(work, opError(job.newest, index, this.now(), encode(error)), null);
      return null;
    }
  }

  private async lockAndCheck(work: Work, unit: AnyLogicalUnit, params: Params, context: CheckContext): Promise<Json> {
    for (let attempt = 1; ; attempt += 1) {
      await this.acquire(work.locks, unit.locks(params, context), work.signal);
      work.giveBackSlot = await this.parts.slots.take(work.job.priority, work.signal);
      try {
        return (await unit.check(params, context)) as Json;
      } catch (error) {
        if (!(error instanceof LocksOutdated)) throw error;
        if (attempt === maxAttempts) throw error.problem;
        work.giveBackSlot();
        work.giveBackSlot = undefined;
        work.locks.releaseAll();
        this.parts.config.reservations.releaseAll(work.job.id);
        work.locks = this.openLocks(work.job, work.index);
      }
    }
  }

  private async acquire(locks: LockSet, plan: LockPlan, signal: AbortSignal): Promise<void> {
    for (const level of lockLevels) {
      const entry = plan[level] ?? (level === 'cluster' ? bgl : undefined);
      const request = typeof entry === 'function' ? await entry() : entry;
      if (request === undefined || request.names.length === 0) continue;
      await locks.acquire(level, request, signal);
    }
    signal.throwIfAborted();
  }

  // ---------------------------------------------------------------- from the plan to the result

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
        this.report(work, error);
        writer.post(job, { puts: [journal.failureRow(toStoredError(error))] }, () =>
          this.failpoint('failure-written', work),
        );
      }
      await undoAll(this.parts, job, journal, signal);
      await this.tellConfigHooks(work, journal);
      await this.end(work, opError(job.newest, index, this.now(), encode(error)), journal);
      return;
    }
    await this.tellConfigHooks(work, journal);
    const { result, adopted } = outcome;
    await this.end(work, opSuccess(job.newest, index, this.now(), result), journal, adopted?.rows());
    adopted?.committed();
  }

  private async tellConfigHooks(work: Work, journal: Journal): Promise<void> {
    const { config, configHooks } = this.parts;
    if (!journal.changedConfig || !config.initialised || !configHooks()) return;
    const cx = this.checkContext(work);
    await runConfigHooks({ config, opId: opId(work.job.newest.ops[work.index]!.input), spec: journal.plan.hooks, cx });
    work.signal.throwIfAborted();
  }

  private async run(work: Work, journal: Journal, steps: Steps): Promise<Outcome> {
    const { job, index } = work;
    const params = this.params(work);
    const unit = this.unit(work);
    const context = this.checkContext(work, steps);
    const { plan } = journal.plan;
    const hooks = this.hooksRun(work, journal, steps);
    if (hooks !== null && work.isResumed) work.postEnvironment = postEnvironmentAgain(unit, params, plan, context) ?? (() => hooks.spec.environment);

    if (hooks !== null) await runPreHooks(hooks);
    if (params.dry_run === true) {
      context.log('Dry run: all checks have passed; nothing was changed');
      return { result: toStored(unit.dryRunResult?.(params, plan) ?? null) };
    }
    const hooksOn: RunContext['postHooks'] = async (postNodes, { quiet = false } = {}) =>
      hooks === null ? { failures: [], silent: [] } : runPostHooks({ ...hooks, spec: { ...hooks.spec, postNodes } }, this.postEnvironment(work), quiet);
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
      await runPostHooks(hooks, this.postEnvironment(work));
    }
    return { result: stored, adopted };
  }

  /** Result, end of the journal and whatever goes with it, in one batch. */
  private async end(work: Work, next: StoredJob, journal: Journal | null, puts: readonly Row[] = []): Promise<void> {
    if (journal !== null) await this.parts.calls.caughtUp(journal.id);
    this.failpoint('before-final', work);
    await this.parts.writer.save(work.job, next, { puts, deletes: journal?.deletes() ?? [] });
    this.failpoint('after-final', work);
    if (journal !== null) this.parts.calls.forget(journal.id, journal.nodes);
  }

  // ---------------------------------------------------------------- parts

  private params({ job, index }: Work): Params {
    const known = job.params[index];
    if (known !== undefined) return known;
    const { OP_ID: _, ...input } = this.parts.secrets.open(job.id, index, job.newest.ops[index]!);
    return (job.params[index] = checkParams(this.definition({ job, index }), input));
  }

  /** A job of a newer version may have an opcode that is not known here. */
  private definition({ job, index }: Pick<Work, 'job' | 'index'>): OpcodeDefinition {
    const { input } = job.newest.ops[index]!;
    const definition = definitionOf(input);
    if (definition !== undefined) return definition;
    const text = `There is no opcode ${opId(input)} in this version of the master daemon`;
    throw new OpPrereqError(text, 'wrong_input');
  }

  /** Opcodes are accepted before they can be carried out, so that clients see one contract. */
  private unit({ job, index }: Work): AnyLogicalUnit {
    const id = opId(job.newest.ops[index]!.input);
    const unit = this.parts.units.get(id);
    if (unit !== undefined) return unit;
    const text = `This version of the master daemon cannot carry out ${id} yet`;
    throw new OpPrereqError(text, 'environment_error');
  }

  private openLocks(job: LiveJob, index: number): LockSet {
    return this.parts.locks.open({ jobId: job.id, opIndex: index, priority: job.newest.ops[index]!.priority });
  }

  private checkContext({ job, index, signal }: Work, steps?: Steps): CheckContext {
    const { config, live, clock, ids, writer, calls } = this.parts;
    return {
      jobId: job.id,
      opIndex: index,
      config: config.view,
      live,
      reservations: config.reservations,
      clock,
      ids,
      signal,
      log: (message) => writer.log(job, index, message),
      announce: (type, value) => writer.log(job, index, value, type),
      async read(node, method, request, timeoutSeconds) {
        try {
          const options = {
            job: `${job.id}/${index}`,
            signal,
            ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
          };
          return await calls.read(node, method, request, options);
        } catch (error) {
          if (steps === undefined) throw asPrereq(error);
          if (signal.aborted) steps.cut = true;
          throw error;
        }
      },
    };
  }

  private hooksRun({ job, index }: Work, journal: Journal, steps: Steps): HooksRun | null {
    const spec = journal.plan.hooks;
    if (spec === null) return null;
    const { config, writer } = this.parts;
    return {
      steps,
      config,
      spec,
      opId: opId(job.newest.ops[index]!.input),
      log: (message) => writer.log(job, index, message),
    };
  }

  private postEnvironment({ job, postEnvironment }: Work): Readonly<Record<string, string>> {
    try {
      return postEnvironment?.() ?? {};
    } catch (error) {
      this.parts.log.warn(
        { job: job.id, error: String(error) },
        'Post hooks run without the environment after the operation',
      );
      return {};
    }
  }

  private report({ job, index }: Work, error: unknown): void {
    if (error instanceof GanetiError) return;
    const stack = error instanceof Error ? error.stack : String(error);
    this.parts.log.error({ job: job.id, op: index, stack }, 'An opcode failed unexpectedly');
  }

  private failpoint(point: Failpoint, { job, index }: Work): void {
    this.parts.failpoint(point, { job: job.id, op: index, step: null });
  }

  private now(): ReturnType<typeof timestamp> {
    return timestamp(this.parts.clock.now());
  }
}

/** What a node answers wrong while an opcode is only being checked: nothing has been done, so the opcode may be tried again. */
function asPrereq(error: unknown): unknown {
  if (error instanceof RpcError && (error.reason === 'unreachable' || error.reason === 'timeout')) {
    return new OpPrereqError(error.message, 'internal_error');
  }
  return error instanceof RpcError || error instanceof OpExecError ? new OpPrereqError(error.message, 'environment_error') : error;
}

/** A function cannot be kept over a restart, and what it was made from may be gone; then post hooks learn only what was before. */
function postEnvironmentAgain(
  unit: AnyLogicalUnit,
  params: Params,
  plan: Json,
  context: CheckContext,
): HooksSpec['postEnvironment'] {
  try {
    return unit.hooks?.(params, plan, context)?.postEnvironment;
  } catch {
    return undefined;
  }
}

function withoutFunction({ postEnvironment: _, ...spec }: HooksSpec): Omit<HooksSpec, 'postEnvironment'> {
  return spec;
}

/**
 * As it stands in a job's result. A node that does not answer, or refuses, is why the operation failed; that a call failed is nothing
 * clients know a class for. A JournalMismatch is the user's problem too: it says what became of the job.
 */
function encode(error: unknown): Json {
  const known = error instanceof JournalMismatch || error instanceof RpcError ? new OpExecError(error.message) : error;
  return toStored(encodeError(known));
}
