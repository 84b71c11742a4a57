/** The way of a job to its end: what it depends on, the scheduler, its opcodes one after another. */
import { encodeError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';
import type { Clock } from '@ganeti/runtime';
import type { JobArchive } from './archive';
import { dependenciesOf, Dependents, judge, type Verdict } from './dependencies';
import type { Executor, Resumed } from './executor';
import type { Filtering } from './filtering';
import { isFinal, jobCanceled, opError, timestamp, type StoredJob } from './job';
import type { JobSecrets } from './job-secrets';
import type { LiveJob } from './live-job';
import type { Scheduler } from './scheduler';
import type { JobWriter } from './writer';

export interface FlowParts {
  readonly jobs: ReadonlyMap<number, LiveJob>;
  readonly writer: JobWriter;
  readonly secrets: JobSecrets;
  readonly archives: JobArchive;
  readonly executor: Executor;
  readonly scheduler: Scheduler;
  readonly filtering: Filtering;
  readonly clock: Clock;
  /** Opcodes that an earlier master has begun. */
  readonly resumed: Map<LiveJob, Resumed>;
}

export class Flow {
  /** Jobs that have not ended. */
  unfinished = 0;
  /** No opcode is begun any more. */
  stopping = false;
  private readonly dependents = new Dependents();
  /** Jobs that have left the scheduler's line and not ended. */
  private readonly working = new Set<number>();

  constructor(private readonly parts: FlowParts) {}

  /** To the scheduler as soon as what it depends on allows. */
  admit(job: LiveJob): void {
    const dependencies = dependenciesOf(job.newest);
    if (dependencies.length === 0) {
      this.parts.scheduler.add(job.id, job.priority);
      return;
    }
    judge(dependencies, (id) => this.statusOf(id))
      .then((verdict) => this.follow(job, verdict))
      .catch((error: unknown) => this.parts.writer.fail(error));
  }

  private statusOf(id: number): ReturnType<Parameters<typeof judge>[1]> {
    const job = this.parts.jobs.get(id);
    if (job !== undefined) return job.view.status;
    return this.parts.archives.find(id).then((archived) => archived?.status ?? null);
  }

  private async follow(job: LiveJob, verdict: Verdict): Promise<void> {
    // While it was judged, it may have been canceled.
    if (job.current < 0 || job.active !== null || this.parts.writer.failed) return;
    switch (verdict.kind) {
      case 'ready':
        this.parts.scheduler.add(job.id, job.priority);
        return;
      case 'wait': {
        const other = this.parts.jobs.get(verdict.on);
        if (other === undefined || isFinal(other.view.status)) this.admit(job);
        else this.dependents.add(verdict.on, job.id);
        return;
      }
      case 'canceled':
        await this.end(job, jobCanceled(job.newest, timestamp(this.parts.clock.now())));
        return;
      case 'error': {
        const error = encodeError(verdict.error) as Json;
        await this.end(job, opError(job.newest, job.current, timestamp(this.parts.clock.now()), error));
      }
    }
  }

  /** A job ends of which no opcode is active. */
  async end(job: LiveJob, next: StoredJob): Promise<void> {
    this.parts.scheduler.remove(job.id);
    await this.parts.writer.save(job, next);
    // Between two opcodes, its worker sees it.
    if (!this.working.has(job.id)) this.ended(job);
  }

  private ended(job: LiveJob): void {
    this.unfinished -= 1;
    void this.parts.secrets.forget(job.id);
    this.parts.archives.add(job.id);
    for (const id of this.dependents.take(job.id)) {
      const dependent = this.parts.jobs.get(id);
      if (dependent !== undefined && dependent.current >= 0) this.admit(dependent);
    }
  }

  async work(id: number): Promise<void> {
    const job = this.parts.jobs.get(id);
    if (job === undefined) return;
    this.working.add(id);
    this.parts.filtering.started(job);
    try {
      if (!(await this.workOff(job))) return;
      await job.saved;
    } finally {
      this.working.delete(id);
    }
    if (!this.parts.writer.failed) this.ended(job);
  }

  /** False: it could not be brought to its end now. */
  private async workOff(job: LiveJob): Promise<boolean> {
    while (job.current >= 0) {
      if (this.stopping || this.parts.writer.failed) return false;
      const resumed = this.parts.resumed.get(job);
      this.parts.resumed.delete(job);
      if (!(await this.parts.executor.execute(job, resumed))) return false;
    }
    return true;
  }
}
