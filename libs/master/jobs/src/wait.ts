/** Waiting for a job to change. */
import { JobLost } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';
import type { Clock } from '@ganeti/runtime';
import { jobField } from './fields';
import { isFinal } from './job';
import { entriesAfter } from './live-job';
import type { JobChange, JobEvent, JobView } from './types';

interface Lookup {
  get(id: number): JobView | undefined;
  archived(id: number): Promise<JobView | null>;
}

export class JobWaiters {
  private readonly waiters = new Map<number, Set<() => void>>();

  constructor(
    private readonly jobs: Lookup,
    private readonly clock: Clock,
  ) {}

  readonly notify = ({ id }: JobEvent): void => {
    for (const wake of [...(this.waiters.get(id) ?? [])]) wake();
  };

  async waitForChange(
    id: number,
    fields: readonly string[],
    previousInfo: readonly Json[] | null,
    previousSerial: number | null,
    timeoutSeconds: number,
    signal?: AbortSignal,
  ): Promise<JobChange | null> {
    const previous = JSON.stringify(previousInfo);
    const changed = (job: JobView): JobChange | null => {
      const change = {
        job_info: values(job, fields),
        log_entries: entriesAfter(
          job.ops.map((op) => op.log),
          previousSerial ?? -1,
        ),
      };
      const isNews = change.log_entries.length > 0 || JSON.stringify(change.job_info) !== previous;
      return isNews || isFinal(job.status) ? change : null;
    };

    const live = this.jobs.get(id);
    if (live === undefined) {
      const archived = await this.jobs.archived(id);
      if (archived === null) throw new JobLost(`Job ${id} is not known: it never existed, or its archive was removed`);
      return changed(archived);
    }
    const now = changed(live);
    if (now !== null || timeoutSeconds <= 0 || signal?.aborted === true) return now;
    return new Promise((resolve) => {
      const end = (answer: JobChange | null): void => {
        stopTimer();
        signal?.removeEventListener('abort', giveUp);
        this.leave(id, wake);
        resolve(answer);
      };
      const giveUp = (): void => end(null);
      const wake = (): void => {
        const job = this.jobs.get(id) ?? last;
        last = job;
        const change = changed(job);
        if (change !== null) end(change);
      };
      let last = live;
      const stopTimer = this.clock.after(timeoutSeconds, giveUp);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.enter(id, wake);
    });
  }

  private enter(id: number, wake: () => void): void {
    let waiters = this.waiters.get(id);
    if (waiters === undefined) this.waiters.set(id, (waiters = new Set()));
    waiters.add(wake);
  }

  private leave(id: number, wake: () => void): void {
    const waiters = this.waiters.get(id);
    waiters?.delete(wake);
    if (waiters?.size === 0) this.waiters.delete(id);
  }
}

/** As Ganeti answers: one unknown field makes all of them null. */
function values(job: JobView, fields: readonly string[]): Json[] {
  const all = fields.map((name) => jobField(job, name));
  return all.includes(undefined) ? fields.map(() => null) : (all as Json[]);
}
