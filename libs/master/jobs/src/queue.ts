/** The job queue: puts the parts together, and is their public door. */
import { JobQueueDrainError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';
import { byEnd, JobArchive } from './archive';
import { Cleanup } from './cleanup';
import { JobCommands } from './commands';
import { Executor, type Resumed } from './executor';
import { Filtering } from './filtering';
import { Flow } from './flow';
import { JobSecrets } from './job-secrets';
import type { LiveJob } from './live-job';
import { drainedKey } from './meta';
import { NodeCalls } from './node-calls';
import { loadQueue, settle, takeAgain, type Found } from './recovery';
import { Scheduler } from './scheduler';
import { Slots } from './slots';
import { Interrupted } from './steps';
import { Submission } from './submission';
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
  private readonly flow: Flow;
  private readonly submission: Submission;
  private readonly resumed: Map<LiveJob, Resumed>;
  /** Jobs of an earlier master that are between two opcodes. */
  private readonly begun: number[] = [];
  private readonly stopFollowing: () => void;
  private drainedAlone: boolean;

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
      adopt: (jobs, parent, user) => this.submission.adopt(jobs, parent, user),
    });
    this.filtering = new Filtering(options.filters, this.jobs, this.writer, clock, (job, next) => this.flow.end(job, next));
    this.scheduler = new Scheduler({
      limit: () => this.limits().inHand,
      run: (id) => this.flow.work(id),
      judge: this.filtering.judge,
      held: this.filtering.held,
    });
    this.commands = new JobCommands(this.jobs, this.writer, this.scheduler, locks, clock, (job, next) => this.flow.end(job, next));
    this.stopFollowing = this.followConfig();
    this.waiters = new JobWaiters(this, clock);
    this.writer.onEvent(this.waiters.notify);
    this.archives = new JobArchive(this.jobs, store, this.writer, clock, this.settings.keepFinishedJobs);

    for (const job of found.jobs) this.jobs.set(job.id, job);
    this.drainedAlone = found.drained;
    this.resumed = takeAgain(found, locks, config);
    const { jobs, writer, secrets, archives, executor, scheduler, filtering, resumed } = this;
    this.flow = new Flow({ jobs, writer, secrets, archives, executor, scheduler, filtering, clock, resumed });
    const { maxQueuedJobs } = this.settings;
    this.submission = new Submission({ jobs, writer, secrets, filtering, flow: this.flow, clock, maxQueuedJobs, failpoint }, found.lastId);
  }

  async recover(): Promise<void> {
    await settle(this.found, this.writer, this.options.clock);
    await this.recoverSecrets();
    await this.cleanup.load(this.options.store);
    for (const job of byEnd(this.jobs.values())) this.archives.add(job.id);
    for (const job of [...this.jobs.values()]) {
      if (job.current < 0) continue;
      this.flow.unfinished += 1;
      if (this.resumed.has(job)) continue;
      if (job.newest.start_timestamp === null) this.flow.admit(job);
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
    this.flow.stopping = true;
    this.stopFollowing();
    this.filtering.stop();
    const stopped = this.scheduler.stop();
    for (const job of this.jobs.values()) job.active?.abort(new Interrupted());
    await stopped;
    await this.cleanup.stop();
    this.calls.flush();
    if (!this.writer.failed) await this.writer.flush();
  }

  submit(jobs: readonly (readonly unknown[])[], by: { readonly user?: string } = {}): Promise<readonly Submitted[]> {
    if (this.drained) return Promise.resolve(jobs.map(() => ({ error: new JobQueueDrainError() })));
    return this.submission.submit(jobs, by.user ?? null);
  }

  get lastId(): number {
    return this.submission.lastId;
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
}

function withDefaults(settings: JobQueueSettings): Required<JobQueueSettings> {
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  return { ...defaults, ...given };
}
