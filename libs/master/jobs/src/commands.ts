/** What users do to a job that is in the queue: they give it up, or want it sooner or later. Answers are a verdict and a sentence. */
import type { LockManager } from '@ganeti/master-locking';
import type { Clock } from '@ganeti/runtime';
import { jobCanceled, opCanceling, timestamp, withPriority, type StoredJob } from './job';
import type { LiveJob } from './live-job';
import type { Scheduler } from './scheduler';
import type { JobWriter } from './writer';

export class JobCommands {
  constructor(
    private readonly jobs: ReadonlyMap<number, LiveJob>,
    private readonly writer: JobWriter,
    private readonly scheduler: Pick<Scheduler, 'reprioritise'>,
    private readonly locks: Pick<LockManager, 'reprioritise'>,
    private readonly clock: Clock,
    /** Ends a job of which no opcode is active. */
    private readonly end: (job: LiveJob, next: StoredJob) => Promise<void>,
  ) {}

  async cancel(id: number, kill: boolean): Promise<[boolean, string]> {
    const job = this.jobs.get(id);
    if (job === undefined || job.current < 0)
      return [false, `Job ${id} is not in the queue: it has ended or never existed`];
    switch (job.newest.ops[job.current]!.status) {
      case 'queued':
        await this.end(job, jobCanceled(job.newest, this.now()));
        return [true, `Job ${id} has been canceled`];
      case 'waiting':
        await this.cancelWaiting(job);
        return [true, `Job ${id} will be canceled`];
      case 'canceling':
        return [true, `Job ${id} is being canceled`];
      case 'running':
        if (!kill) return [false, `Job ${id} is running and cannot be canceled any more`];
        job.killed?.abort();
        this.writer.log(job, job.current, 'Killed: it fails before its next step');
        return [true, `Job ${id} fails before its next step, and is undone`];
      case 'success':
      case 'error':
      case 'canceled':
        return [false, `Job ${id} has ended`];
    }
  }

  private async cancelWaiting(job: LiveJob): Promise<void> {
    const written = this.writer.save(job, opCanceling(job.newest, job.current));
    job.active?.abort(new Error(`Job ${job.id} was canceled`));
    await written;
  }

  async changePriority(id: number, priority: number): Promise<[boolean, string]> {
    const job = this.jobs.get(id);
    if (job === undefined || job.current < 0)
      return [false, `Job ${id} is not in the queue: it has ended or never existed`];
    if (!Number.isInteger(priority) || priority < -20 || priority > 19) {
      return [false, `Priority ${priority} is not one of -20 to 19`];
    }
    this.locks.reprioritise(id, priority);
    this.scheduler.reprioritise(id, priority);
    await this.writer.save(job, withPriority(job.newest, priority));
    return [true, `Priorities of the operations of job ${id} that have not ended are now ${priority}`];
  }

  private now(): ReturnType<typeof timestamp> {
    return timestamp(this.clock.now());
  }
}
