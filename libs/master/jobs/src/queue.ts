/** The job queue: puts the parts together, and is their public door. */
import { encodeError, JobQueueDrainError, JobQueueFull } from '@ganeti/errors';
import type { Row } from '@ganeti/master-state';
import type { Json } from '@ganeti/objects';
import { byEnd, JobArchive } from './archive';
import { Cleanup } from './cleanup';
import { JobCommands } from './commands';
import { dependenciesOf, Dependents, judge, type Verdict } from './dependencies';
import { Executor, type Adopted, type Resumed } from './executor';
import { Filtering } from './filtering';
import { opId } from './inputs';
import { takeIn, type Inherited } from './intake';
import { isFinal, jobCanceled, opError, timestamp, type StoredJob } from './job';
import { JobSecrets } from './job-secrets';
import { jobRow, type LiveJob } from './live-job';
import { drainedKey, lastIdKey } from './meta';
import { NodeCalls } from './node-calls';
import { loadQueue, settle, takeAgain, type Found } from './recovery';
import { Interrupted } from './run-context';
import { Scheduler } from './scheduler';
import { Slots } from './slots';
import type { JobChange, JobEvent, JobQueue, JobQueueOptions, JobQueueSettings, JobView, Submitted } from './types';
import { JobWaiters } from './wait';
import { JobWriter } from './writer';

const defaults = {
  maxQueuedJobs: 100_000,
  keepFinishedJobs: 20_000,
  nodeReconnectSeconds: 60,
  logFlushSeconds: 0.1,
  cleanupRetrySeconds: 5,
  cleanupRetryMaxSeconds: 300,
  failpoint: () => undefined,
} satisfies Required<JobQueueSettings>;

/**
 * Loads the queue from the store. Running opcodes have their locks and reservations again when this resolves; nothing runs
 * before `start`.
 */
export async function createJobQueue(options: JobQueueOptions): Promise<JobQueue> {
  const found = await loadQueue(options.store);
  const queue = new Queue(options, found);
  await queue.recover();
  return queue;
}

class Queue implements JobQueue {
  private readonly settings: Required<JobQueueSettings>;
  private readonly jobs = new Map<number, LiveJob>();
  private readonly writer: JobWriter;
  private readonly cleanup: Cleanup;
  private readonly secrets: JobSecrets;
  private readonly calls: NodeCalls;
  private readonly executor: Executor;
  private readonly scheduler: Scheduler;
  private readonly filtering: Filtering;
  private readonly slots: Slots;
  private readonly commands: JobCommands;
  private readonly waiters: JobWaiters;
  private readonly archives: JobArchive;
  private readonly dependents = new Dependents();
  private readonly resumed: Map<LiveJob, Resumed>;
  /** Jobs of an earlier master that are between two opcodes. */
  private readonly begun: number[] = [];
  private readonly stopFollowing: () => void;
  lastId: number;
  /** Jobs that have not ended. */
  private unfinished = 0;
  private drainedAlone: boolean;
  private isStopping = false;
  /** Jobs that have left the scheduler's line and not ended. */
  private readonly working = new Set<number>();

  constructor(
    private readonly options: JobQueueOptions,
    private readonly found: Found,
  ) {
    const { store, config, locks, live, rpc, clock, ids, units, log } = options;
    this.settings = withDefaults(options.settings ?? {});
    const { failpoint } = this.settings;
    this.writer = new JobWriter(store, clock, this.settings.logFlushSeconds, options.onFatal);
    this.secrets = new JobSecrets(options.keys, log);
    this.cleanup = new Cleanup({
      rpc,
      config,
      live,
      clock,
      log,
      writer: this.writer,
      failpoint,
      retrySeconds: this.settings.cleanupRetrySeconds,
      retryMaxSeconds: this.settings.cleanupRetryMaxSeconds,
    });
    this.calls = new NodeCalls(rpc, config, live, clock, this.cleanup, this.settings.nodeReconnectSeconds);
    this.slots = new Slots(() => this.limits().running);
    this.executor = new Executor({
      slots: this.slots,
      config,
      locks,
      live,
      clock,
      ids,
      log,
      units,
      failpoint,
      writer: this.writer,
      calls: this.calls,
      cleanup: this.cleanup,
      secrets: this.secrets,
      configHooks: options.configHooks ?? (() => false),
      adopt: (jobs, parent, user) => this.adopt(jobs, parent, user),
    });
    this.filtering = new Filtering(options.filters, this.jobs, this.writer, clock, (job, next) => this.end(job, next));
    this.scheduler = new Scheduler({
      limit: () => this.limits().inHand,
      run: (id) => this.work(id),
      judge: this.filtering.judge,
      held: this.filtering.held,
    });
    this.commands = new JobCommands(this.jobs, this.writer, this.scheduler, locks, clock, (job, next) => this.end(job, next));
    this.stopFollowing = this.followConfig();
    this.waiters = new JobWaiters(this, clock);
    this.writer.onEvent(this.waiters.notify);
    this.archives = new JobArchive(this.jobs, store, this.writer, clock, this.settings.keepFinishedJobs);

    for (const job of found.jobs) this.jobs.set(job.id, job);
    this.lastId = found.lastId;
    this.drainedAlone = found.drained;
    this.resumed = takeAgain(found, locks, config);
  }

  async recover(): Promise<void> {
    await settle(this.found, this.writer, this.options.clock);
    await this.recoverSecrets();
    await this.cleanup.load(this.options.store);
    for (const job of byEnd(this.jobs.values())) this.archives.add(job.id);
    for (const job of [...this.jobs.values()]) {
      if (job.current < 0) continue;
      this.unfinished += 1;
      if (this.resumed.has(job)) continue;
      if (job.newest.start_timestamp === null) this.admit(job);
      else this.begun.push(job.id);
    }
  }

  private async recoverSecrets(): Promise<void> {
    const open = this.found.jobs.filter((job) => job.current >= 0);
    await this.secrets.load(new Set(open.map(({ id }) => id)));
    // A master that knew nothing of keys has left them as they were given.
    const sealed = open.map((job) => [job, this.secrets.seal(job.newest)] as const).filter(([job, next]) => next !== job.newest);
    await this.secrets.written(open);
    await Promise.all(sealed.map(([job, next]) => this.writer.save(job, next)));
  }

  start(): void {
    this.cleanup.start();
    for (const job of this.resumed.keys()) this.scheduler.launch(job.id);
    for (const id of this.begun) this.scheduler.launch(id);
    this.filtering.rulesChanged();
    this.scheduler.start();
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.stopFollowing();
    this.filtering.stop();
    const stopped = this.scheduler.stop();
    for (const job of this.jobs.values()) job.active?.abort(new Interrupted());
    await stopped;
    await this.cleanup.stop();
    this.calls.flush();
    if (!this.writer.failed) await this.writer.flush();
  }

  // ---------------------------------------------------------------- submission

  async submit(
    jobs: readonly (readonly unknown[])[],
    by: { readonly user?: string } = {},
  ): Promise<readonly Submitted[]> {
    if (this.drained) return jobs.map(() => ({ error: new JobQueueDrainError() }));
    const { maxQueuedJobs } = this.settings;
    const batch = takeIn(jobs, {
      now: this.options.clock.now(),
      user: by.user ?? null,
      lastId: this.lastId,
      room: maxQueuedJobs - this.unfinished,
      full: () => new JobQueueFull(maxQueuedJobs),
      secrets: this.secrets,
    });
    if (batch.jobs.length > 0) {
      this.lastId += batch.jobs.length;
      this.unfinished += batch.jobs.length;
      await this.kept(batch.jobs);
      const puts = this.rows(batch.jobs);
      await this.writer.commit({ puts, deletes: [] });
      for (const job of batch.jobs) this.settings.failpoint('submitted', { job: job.id, op: 0, step: null });
      this.enrol(batch.jobs);
    }
    return batch.results;
  }

  private async adopt(jobs: readonly (readonly Json[])[], parent: StoredJob['ops'][number], user: string | null): Promise<Adopted> {
    const inherited: Inherited = {
      priority: parent.priority,
      comment: (parent.input.comment as string | null | undefined) ?? `Submitted by ${opId(parent.input)}`,
      reason: (parent.input.reason ?? []) as readonly Json[],
    };
    const batch = takeIn(jobs, {
      now: this.options.clock.now(),
      user,
      lastId: this.lastId,
      // Part of a job that was taken: neither drain nor limit refuses it.
      room: Infinity,
      full: () => new JobQueueFull(this.settings.maxQueuedJobs),
      inherited,
      secrets: this.secrets,
    });
    this.lastId += batch.jobs.length;
    await this.secrets.written(batch.jobs);
    return {
      rows: () => this.rows(batch.jobs),
      results: batch.results.map((result) => ('id' in result ? [true, result.id] : [false, result.error.message])),
      committed: () => {
        this.unfinished += batch.jobs.length;
        this.enrol(batch.jobs);
      },
    };
  }

  private async kept(jobs: readonly LiveJob[]): Promise<void> {
    try {
      await this.secrets.written(jobs);
    } catch (error) {
      this.unfinished -= jobs.length;
      throw error;
    }
  }

  /** To be made right before they are written, so that the last id never goes back. */
  private rows(jobs: readonly LiveJob[]): Row[] {
    return [...jobs.map((job) => jobRow(job.newest)), { kind: 'meta', key: lastIdKey, value: this.lastId }];
  }

  private enrol(jobs: readonly LiveJob[]): void {
    for (const job of jobs) this.jobs.set(job.id, job);
    for (const job of jobs) {
      this.writer.revision += 1;
      this.writer.emit({ type: 'job', id: job.id, status: 'queued' });
    }
    for (const job of jobs) if (!this.filtering.rejected(job)) this.admit(job);
  }

  // ---------------------------------------------------------------- the way of a job

  /** To the scheduler as soon as what it depends on allows. */
  private admit(job: LiveJob): void {
    const dependencies = dependenciesOf(job.newest);
    if (dependencies.length === 0) {
      this.scheduler.add(job.id, job.priority);
      return;
    }
    judge(dependencies, (id) => this.statusOf(id))
      .then((verdict) => this.follow(job, verdict))
      .catch((error: unknown) => this.writer.fail(error));
  }

  private statusOf(id: number): ReturnType<Parameters<typeof judge>[1]> {
    const job = this.jobs.get(id);
    if (job !== undefined) return job.view.status;
    return this.archives.find(id).then((archived) => archived?.status ?? null);
  }

  private async follow(job: LiveJob, verdict: Verdict): Promise<void> {
    // While it was judged, it may have been canceled.
    if (job.current < 0 || job.active !== null || this.writer.failed) return;
    switch (verdict.kind) {
      case 'ready':
        this.scheduler.add(job.id, job.priority);
        return;
      case 'wait': {
        const other = this.jobs.get(verdict.on);
        if (other === undefined || isFinal(other.view.status)) this.admit(job);
        else this.dependents.add(verdict.on, job.id);
        return;
      }
      case 'canceled':
        await this.end(job, jobCanceled(job.newest, this.now()));
        return;
      case 'error': {
        const error = encodeError(verdict.error) as Json;
        await this.end(job, opError(job.newest, job.current, this.now(), error));
      }
    }
  }

  /** A job ends of which no opcode is active. */
  private async end(job: LiveJob, next: StoredJob): Promise<void> {
    this.scheduler.remove(job.id);
    await this.writer.save(job, next);
    // Between two opcodes, its worker sees it.
    if (!this.working.has(job.id)) this.ended(job);
  }

  private ended(job: LiveJob): void {
    this.unfinished -= 1;
    void this.secrets.forget(job.id);
    this.archives.add(job.id);
    for (const id of this.dependents.take(job.id)) {
      const dependent = this.jobs.get(id);
      if (dependent !== undefined && dependent.current >= 0) this.admit(dependent);
    }
  }

  private async work(id: number): Promise<void> {
    const job = this.jobs.get(id);
    if (job === undefined) return;
    this.working.add(id);
    this.filtering.started(job);
    try {
      if (!(await this.workOff(job))) return;
      await job.saved;
    } finally {
      this.working.delete(id);
    }
    if (!this.writer.failed) this.ended(job);
  }

  /** False: it could not be brought to its end now. */
  private async workOff(job: LiveJob): Promise<boolean> {
    while (job.current >= 0) {
      if (this.isStopping || this.writer.failed) return false;
      const resumed = this.resumed.get(job);
      this.resumed.delete(job);
      if (!(await this.executor.execute(job, resumed))) return false;
    }
    return true;
  }

  // ---------------------------------------------------------------- commands

  cancel(id: number, kill = false): Promise<[boolean, string]> {
    return this.commands.cancel(id, kill);
  }

  changePriority(id: number, priority: number): Promise<[boolean, string]> {
    return this.commands.changePriority(id, priority);
  }

  archive(id: number): Promise<boolean> {
    return this.archives.archive(id);
  }

  autoArchive(ageSeconds: number, timeoutSeconds: number): Promise<[number, number]> {
    return this.archives.autoArchive(ageSeconds, timeoutSeconds);
  }

  get drained(): boolean {
    const { config } = this.options;
    return config.initialised ? config.view.cluster().queue_drained : this.drainedAlone;
  }

  async setDrain(drained: boolean): Promise<void> {
    const { config } = this.options;
    if (config.initialised) {
      const { uuid } = config.view.cluster();
      await config.transaction((tx) => tx.update('cluster', uuid, { queue_drained: drained }));
      return;
    }
    await this.writer.commit({ puts: [{ kind: 'meta', key: drainedKey, value: drained }], deletes: [] });
    this.drainedAlone = drained;
  }

  // ---------------------------------------------------------------- for readers

  waitForChange(
    id: number,
    fields: readonly string[],
    previousInfo: readonly Json[] | null,
    previousSerial: number | null,
    timeoutSeconds: number,
    signal?: AbortSignal,
  ): Promise<JobChange | null> {
    return this.waiters.waitForChange(id, fields, previousInfo, previousSerial, timeoutSeconds, signal);
  }

  get(id: number): JobView | undefined {
    return this.jobs.get(id)?.view;
  }

  archived(id: number): Promise<JobView | null> {
    return this.archives.find(id);
  }

  *list(): Iterable<JobView> {
    for (const job of this.jobs.values()) yield job.view;
  }

  get count(): number {
    return this.jobs.size;
  }

  get revision(): number {
    return this.writer.revision;
  }

  onEvent(listener: (event: JobEvent) => void): () => void {
    return this.writer.onEvent(listener);
  }

  /** Parameters of the cluster; without a cluster nothing but its making runs. */
  private limits(): { readonly running: number; readonly inHand: number } {
    const { config } = this.options;
    if (!config.initialised) return { running: 1, inHand: 1 };
    const { max_running_jobs: running, max_tracked_jobs: tracked } = config.view.cluster();
    return { running, inHand: Math.max(running, tracked) };
  }

  private followConfig(): () => void {
    const stopConfig = this.options.config.onCommit((changes) => {
      if (!changes.some(({ kind }) => kind === 'cluster')) return;
      this.slots.fill();
      this.scheduler.fill();
    });
    const stopFilters = this.filtering.onChange(() => this.scheduler.rejudge());
    return () => {
      stopConfig();
      stopFilters();
    };
  }

  private now(): ReturnType<typeof timestamp> {
    return timestamp(this.options.clock.now());
  }
}

function withDefaults(settings: JobQueueSettings): Required<JobQueueSettings> {
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  return { ...defaults, ...given };
}
