/** How jobs come into the queue: from clients, and from opcodes that submit some. */
import { JobQueueFull } from '@ganeti/errors';
import type { Row } from '@ganeti/master-state';
import type { Json } from '@ganeti/objects';
import type { Clock } from '@ganeti/runtime';
import type { Adopted } from './executor';
import type { Filtering } from './filtering';
import type { Flow } from './flow';
import { opId } from './inputs';
import { takeIn, type Inherited } from './intake';
import type { StoredJob } from './job';
import type { JobSecrets } from './job-secrets';
import { jobRow, type LiveJob } from './live-job';
import { lastIdKey } from './meta';
import type { JobQueueSettings, Submitted } from './types';
import type { JobWriter } from './writer';

export interface SubmissionParts {
  readonly jobs: Map<number, LiveJob>;
  readonly writer: JobWriter;
  readonly secrets: JobSecrets;
  readonly filtering: Filtering;
  readonly flow: Flow;
  readonly clock: Clock;
  readonly maxQueuedJobs: number;
  readonly failpoint: Required<JobQueueSettings>['failpoint'];
}

export class Submission {
  constructor(
    private readonly parts: SubmissionParts,
    public lastId: number,
  ) {}

  async submit(jobs: readonly (readonly unknown[])[], user: string | null): Promise<readonly Submitted[]> {
    const { maxQueuedJobs, writer, flow, failpoint } = this.parts;
    const batch = takeIn(jobs, {
      now: this.parts.clock.now(),
      user,
      lastId: this.lastId,
      room: maxQueuedJobs - flow.unfinished,
      full: () => new JobQueueFull(maxQueuedJobs),
      secrets: this.parts.secrets,
    });
    if (batch.jobs.length > 0) {
      this.lastId += batch.jobs.length;
      flow.unfinished += batch.jobs.length;
      await this.kept(batch.jobs);
      const puts = this.rows(batch.jobs);
      await writer.commit({ puts, deletes: [] });
      for (const job of batch.jobs) failpoint('submitted', { job: job.id, op: 0, step: null });
      this.enrol(batch.jobs);
    }
    return batch.results;
  }

  /** Jobs that an opcode submits. */
  async adopt(jobs: readonly (readonly Json[])[], parent: StoredJob['ops'][number], user: string | null): Promise<Adopted> {
    const inherited: Inherited = {
      priority: parent.priority,
      comment: (parent.input.comment as string | null | undefined) ?? `Submitted by ${opId(parent.input)}`,
      reason: (parent.input.reason ?? []) as readonly Json[],
    };
    const batch = takeIn(jobs, {
      now: this.parts.clock.now(),
      user,
      lastId: this.lastId,
      // Part of a job that was taken: neither drain nor limit refuses it.
      room: Infinity,
      full: () => new JobQueueFull(this.parts.maxQueuedJobs),
      inherited,
      secrets: this.parts.secrets,
    });
    this.lastId += batch.jobs.length;
    await this.parts.secrets.written(batch.jobs);
    return {
      rows: () => this.rows(batch.jobs),
      results: batch.results.map((result) => ('id' in result ? [true, result.id] : [false, result.error.message])),
      committed: () => {
        this.parts.flow.unfinished += batch.jobs.length;
        this.enrol(batch.jobs);
      },
    };
  }

  private async kept(jobs: readonly LiveJob[]): Promise<void> {
    try {
      await this.parts.secrets.written(jobs);
    } catch (error) {
      this.parts.flow.unfinished -= jobs.length;
      throw error;
    }
  }

  /** To be made right before they are written, so that the last id never goes back. */
  private rows(jobs: readonly LiveJob[]): Row[] {
    return [...jobs.map((job) => jobRow(job.newest)), { kind: 'meta', key: lastIdKey, value: this.lastId }];
  }

  private enrol(jobs: readonly LiveJob[]): void {
    for (const job of jobs) this.parts.jobs.set(job.id, job);
    for (const job of jobs) {
      this.parts.writer.revision += 1;
      this.parts.writer.emit({ type: 'job', id: job.id, status: 'queued' });
    }
    for (const job of jobs) if (!this.parts.filtering.rejected(job)) this.parts.flow.admit(job);
  }
}
