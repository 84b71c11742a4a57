/** An opcode before anything is changed: locks and checks, until its plan is durable. */
import { lockLevels, type LevelRequest, type LockSet } from '@ganeti/master-locking';
import type { Json } from '@ganeti/objects';
import { checkRule, type Params } from '@ganeti/opcodes';
import type { ExecutorParts } from './executor';
import { jobCanceled, opError, opRunning, opWaiting, type StoredJob } from './job';
import { Journal } from './journal';
import { LocksOutdated, type AnyLogicalUnit, type CheckContext, type HooksSpec, type LockPlan } from './logical-unit';
import { encode, type OpcodeParts, type Work } from './opcode-parts';

/** How often locks are chosen anew when those that came are the wrong ones by then. */
const maxAttempts = 10;
const bgl: LevelRequest = { names: ['BGL'], mode: 'shared' };

export class Preparation {
  constructor(
    private readonly parts: ExecutorParts,
    private readonly of: OpcodeParts,
    private readonly end: (work: Work, next: StoredJob) => Promise<void>,
  ) {}

  /** Locks and checks. Answers the journal once the plan is durable; null: the opcode has ended. */
  async prepare(work: Work): Promise<Journal | null> {
    const { job, index } = work;
    const { config, writer } = this.parts;
    // Not worth a commit: after a restart it starts from queued again.
    job.newest = opWaiting(job.newest, index, this.of.now());
    job.publish(job.newest, []);
    writer.emit({ type: 'job', id: job.id, status: 'waiting' });
    try {
      const params = this.of.params(work);
      checkRule(this.of.definition(work), params);
      const unit = this.of.unit(work);
      const context = this.of.checkContext(work);
      const plan = await this.lockAndCheck(work, unit, params, context);
      work.signal.throwIfAborted();
      const hooks = unit.hooks?.(params, plan, context) ?? null;
      work.postEnvironment = hooks === null ? undefined : (hooks.postEnvironment ?? (() => hooks.environment));

      const journal = new Journal(job.id, index);
      const puts = [
        journal.planRow({ plan, hooks: hooks === null ? null : withoutFunction(hooks) }),
        journal.locksRow({ held: work.locks.held(), reserved: config.reservations.taken(job.id) }),
      ];
      await writer.save(job, opRunning(job.newest, index, this.of.now()), { puts });
      this.of.failpoint('plan-committed', work);
      return journal;
    } catch (error) {
      if (writer.failed) throw error;
      if (job.newest.ops[index]!.status === 'canceling') {
        await this.end(work, jobCanceled(job.newest, this.of.now()));
        return null;
      }
      if (work.signal.aborted) throw error;
      this.of.report(work, error);
      await this.end(work, opError(job.newest, index, this.of.now(), encode(error)));
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
        work.locks = this.of.openLocks(work.job, work.index);
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
}

function withoutFunction({ postEnvironment: _, ...spec }: HooksSpec): Omit<HooksSpec, 'postEnvironment'> {
  return spec;
}
