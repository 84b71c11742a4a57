/** Ended jobs: kept for a while, then moved to the archive. */
import type { StateStore } from '@ganeti/master-state';
import type { Clock } from '@ganeti/runtime';
import { isFinal, jobStatus, seconds, type StoredJob } from './job';
import { makeView, readLogRow, type LiveJob } from './live-job';
import type { JobView } from './types';
import type { JobWriter } from './writer';

/** Jobs moved in one commit: enough to be quick, few enough not to hold up others. */
const chunk = 100;

export class JobArchive {
  /** Ids of jobs that have ended, in the order in which they did. */
  private readonly ended = new Set<number>();

  constructor(
    private readonly jobs: Map<number, LiveJob>,
    private readonly store: StateStore,
    private readonly writer: JobWriter,
    private readonly clock: Clock,
    private readonly keep: number,
  ) {}

  /** A job has ended (durably). The oldest go when there are too many. */
  add(id: number): void {
    this.ended.add(id);
    this.trim();
  }

  trim(): void {
    while (this.ended.size > this.keep) {
      const oldest = this.take(Math.max(this.ended.size - this.keep, Math.min(chunk, this.keep)));
      this.move(oldest).catch(() => undefined);
    }
  }

  async archive(id: number): Promise<boolean> {
    if (!this.ended.delete(id)) return false;
    await this.move([id]);
    return true;
  }

  async autoArchive(ageSeconds: number, timeoutSeconds: number): Promise<[number, number]> {
    const now = this.clock.now();
    const isOld = (id: number): boolean => {
      const end = this.jobs.get(id)?.newest.end_timestamp ?? null;
      return ageSeconds < 0 || (end !== null && now - seconds(end) > ageSeconds);
    };
    const old = [...this.ended].filter(isOld);
    let count = 0;
    while (count < old.length && this.clock.now() - now <= timeoutSeconds) {
      const ids = old.slice(count, count + chunk).filter((id) => this.ended.delete(id));
      await this.move(ids);
      count += chunk;
    }
    return [Math.min(count, old.length), this.jobs.size];
  }

  async find(id: number): Promise<JobView | null> {
    const job = await this.store.archived(id);
    if (job === null) return null;
    const stored = job.value as unknown as StoredJob;
    const items = job.log.map(readLogRow);
    const logs = stored.ops.map((_, op) => items.filter((item) => item.op === op).map(({ entry }) => entry));
    return makeView(stored, logs, true);
  }

  private take(count: number): number[] {
    const ids: number[] = [];
    for (const id of this.ended) {
      if (ids.length >= count) break;
      ids.push(id);
      this.ended.delete(id);
    }
    return ids;
  }

  private async move(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    await this.writer.commit({ puts: [], deletes: [], archive: ids });
    this.writer.revision += 1;
    for (const id of ids) {
      this.jobs.delete(id);
      this.writer.emit({ type: 'archived', id });
    }
  }
}

/** Ended jobs in the order in which they ended. */
export function byEnd(jobs: Iterable<LiveJob>): LiveJob[] {
  const end = (job: LiveJob): number => seconds(job.newest.end_timestamp ?? job.newest.received_timestamp);
  return [...jobs].filter((job) => isFinal(jobStatus(job.newest.ops))).sort((a, b) => end(a) - end(b) || a.id - b.id);
}
