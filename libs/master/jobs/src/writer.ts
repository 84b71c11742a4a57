/** The way of every change of a job to the store, and from there to the readers. */
import type { Batch, Row, StateStore } from '@ganeti/master-state';
import type { Json } from '@ganeti/objects';
import type { Clock } from '@ganeti/runtime';
import { isFinal, jobStatus, timestamp, type StoredJob } from './job';
import { jobRow, logRow, type LiveJob } from './live-job';
import type { JobEvent } from './types';

/** A commit has failed: nobody knows what is durable, so nothing more may be done. */
export class QueueFailed extends Error {
  constructor() {
    super('The job queue has stopped: its state could not be written');
    this.name = 'QueueFailed';
  }
}

/** What goes along with a change of a job. */
export interface Along {
  readonly puts?: readonly Row[];
  readonly deletes?: Batch['deletes'];
}

export class JobWriter {
  /** Grows with every durable change. */
  revision = 0;
  failed = false;
  private readonly listeners = new Set<(event: JobEvent) => void>();
  /** Jobs with log entries that no commit has taken along. */
  private readonly withLog = new Set<LiveJob>();
  private cancelFlush: (() => void) | null = null;

  constructor(
    private readonly store: StateStore,
    private readonly clock: Clock,
    private readonly logFlushSeconds: number,
    private readonly onFatal: (error: unknown) => void,
  ) {}

  /**
   * Write a job's next state (null: it stays) with its new log entries and whatever goes along, in one batch. Resolves when it
   * is durable and readers see it. Batches become durable in the order of the calls, so a caller whose next write or effect
   * comes after another awaited write need not wait for this one.
   */
  save(job: LiveJob, next: StoredJob | null, along: Along = {}): Promise<void> {
    const written = this.write(job, next, along);
    job.saved = written.catch(() => undefined);
    return written;
  }

  private async write(job: LiveJob, next: StoredJob | null, along: Along): Promise<void> {
    const log = job.takeLog();
    this.withLog.delete(job);
    if (next !== null) job.newest = next;
    const puts = [
      ...(next === null ? [] : [jobRow(next)]),
      ...log.map((item) => logRow(job.id, item)),
      ...(along.puts ?? []),
    ];
    const deletes = along.deletes ?? [];
    if (puts.length > 0 || deletes.length > 0) await this.commit({ puts, deletes });
    job.publish(next, log);
    this.revision += 1;
    if (next !== null) this.emit({ type: 'job', id: job.id, status: jobStatus(next.ops) });
    if (log.length > 0) this.emit({ type: 'log', id: job.id, entries: log.map(({ entry }) => entry) });
  }

  /** Like save, for who need not wait. */
  post(job: LiveJob, along: Along, then: () => void = () => undefined): void {
    this.save(job, null, along).then(then, () => undefined);
  }

  /** Commit anything else. A failure is fatal. */
  async commit(batch: Batch): Promise<void> {
    if (this.failed) throw new QueueFailed();
    try {
      await this.store.commit(batch);
    } catch (error) {
      this.fail(error);
      throw new QueueFailed();
    }
  }

  fail(error: unknown): void {
    if (this.failed) return;
    this.failed = true;
    this.onFatal(error);
  }

  /** Becomes durable with the job's next commit, or soon. */
  log(job: LiveJob, op: number, message: Json, type = 'message'): void {
    // What comes after the end (a call that nobody waited for) has no place any more.
    if (isFinal(job.newest.ops[op]!.status)) return;
    job.log(op, timestamp(this.clock.now()), type, message);
    this.withLog.add(job);
    this.cancelFlush ??= this.clock.after(this.logFlushSeconds, () => {
      this.cancelFlush = null;
      this.flush().catch(() => undefined);
    });
  }

  async flush(): Promise<void> {
    this.cancelFlush?.();
    this.cancelFlush = null;
    await Promise.all([...this.withLog].map((job) => this.save(job, null)));
  }

  emit(event: JobEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  onEvent(listener: (event: JobEvent) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}
