/** What the filter rules mean for the jobs of the queue: rejected ones are canceled, held ones say why. */
import type { Clock } from '@ganeti/runtime';
import { noFilters, type FilterVerdict, type JobFilters } from './filters';
import { jobCanceled, timestamp, withReason, type StoredJob } from './job';
import type { LiveJob } from './live-job';
import type { JobWriter } from './writer';

/** Jobs looked at in one go when rules have changed. */
const atOnce = 1000;

export class Filtering {
  private readonly holding = new Set<number>();
  /** Grows with each change of the rules, so that looking through the queue for an older one ends. */
  private generation = 0;

  constructor(
    private readonly filters: JobFilters = noFilters,
    private readonly jobs: ReadonlyMap<number, LiveJob>,
    private readonly writer: JobWriter,
    private readonly clock: Clock,
    /** Ends a job of which no opcode is active. */
    private readonly end: (job: LiveJob, next: StoredJob) => Promise<void>,
  ) {}

  /** Of a job outside the archive. */
  readonly judge = (id: number): FilterVerdict | null => {
    const job = this.jobs.get(id);
    return job === undefined ? null : this.filters.judge(job.newest);
  };

  /** Its turn had come, but for a rule. */
  readonly held = (id: number, verdict: FilterVerdict): void => {
    const job = this.jobs.get(id);
    if (job === undefined || (verdict.action === 'REJECT' && this.rejected(job))) return;
    this.holding.add(id);
    this.say(job, verdict.why);
  };

  started(job: LiveJob): void {
    this.holding.delete(job.id);
    job.held = null;
  }

  /** Whether a rule rejects the job, which is then canceled. One that has started is left alone. */
  rejected(job: LiveJob): boolean {
    if (job.current !== 0 || job.newest.start_timestamp !== null || job.active !== null) return false;
    const verdict = this.filters.judge(job.newest);
    if (verdict?.action !== 'REJECT') return false;
    const now = this.clock.now();
    job.log(0, timestamp(now), 'message', `Canceled: ${verdict.why}`);
    const told = withReason(job.newest, 'gnt:daemon:masterd', verdict.why, now);
    this.end(job, jobCanceled(told, timestamp(now))).catch((error: unknown) => this.writer.fail(error));
    return true;
  }

  /** `rejudge` is called when jobs that are held may be looked at anew. */
  onChange(rejudge: () => void): () => void {
    return this.filters.onChange(() => {
      this.rulesChanged();
      rejudge();
    });
  }

  /** Looks for jobs that are rejected now; those held have to be looked at anew. */
  rulesChanged(): void {
    for (const id of this.holding) {
      const job = this.jobs.get(id);
      if (job !== undefined && job.current === 0) this.say(job, null);
    }
    this.holding.clear();
    this.generation += 1;
    this.lookThrough(this.jobs.values(), this.generation);
  }

  stop(): void {
    this.generation += 1;
  }

  private lookThrough(jobs: IterableIterator<LiveJob>, generation: number): void {
    if (generation !== this.generation || this.writer.failed) return;
    for (let looked = 0; looked < atOnce; looked += 1) {
      const next = jobs.next();
      if (next.done === true) return;
      this.rejected(next.value);
    }
    setImmediate(() => this.lookThrough(jobs, generation));
  }

  private say(job: LiveJob, why: string | null): void {
    if (job.held === why) return;
    job.held = why;
    job.publish(null, []);
    this.writer.revision += 1;
    this.writer.emit({ type: 'job', id: job.id, status: 'queued' });
  }
}
