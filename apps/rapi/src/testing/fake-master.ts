/** A master that lives in the test: tables of rows, jobs that do nothing, everything it was asked written down. */
import { JobQueueDrainError, NoMasterError, OpPrereqError } from '@ganeti/errors';
import type {
  FilterRuleInput,
  JobChange,
  JobOwner,
  MasterEvent,
  QueryRequest,
  ReceivedAnswer,
  SubmitOutcome,
  WaitForChangeRequest,
} from '@ganeti/master-api';
import type { Json } from '@ganeti/objects';
import type { Master } from '../master';

type Row = Record<string, Json>;

interface FakeJob {
  readonly id: number;
  readonly opcodes: readonly Json[];
  readonly user: string;
  status: string;
  log: Json[];
}

export class FakeMaster implements Master {
  readonly tables: Record<string, Row[]> = {
    cluster: [
      {
        name: 'cluster.example.com',
        master: 'node1.example.com',
        volume_group_name: 'xenvg',
        drbd_usermode_helper: '/bin/true',
        tags: ['b', 'a'],
      },
    ],
    node: ['node2', 'node1', 'node3'].map((name, i) => ({
      name: `${name}.example.com`,
      role: 'RMC'[i] ?? 'R',
      sip: `10.0.0.${i}`,
      tags: [`${name}-tag`],
    })),
    filter: [],
    network: [{ name: 'net1', network: '10.1.0.0/24', tags: ['t'] }],
    group: [{ name: 'default', node_cnt: 3, tags: [] }],
    instance: ['inst1', 'inst2', 'inst3'].map((name) => ({
      name: `${name}.example.com`,
      status: 'running',
      tags: ['z', 'b'],
    })),
    os: [
      { name: 'noop', valid: true, variants: [], hidden: false, blacklisted: false },
      { name: 'deb', valid: true, variants: ['stable', 'sid'], hidden: false, blacklisted: false },
      { name: 'broken', valid: false, variants: [], hidden: false, blacklisted: false },
      { name: 'secret', valid: true, variants: [], hidden: true, blacklisted: false },
      { name: 'old', valid: true, variants: null, hidden: false, blacklisted: true },
    ],
  };
  readonly jobs: FakeJob[] = [];
  readonly queries: QueryRequest[] = [];
  /** Changes with every change that a test makes. */
  revision = 1;
  /** Answers without a revision can not be kept. */
  lasting = true;
  /** In how many pieces rows come. */
  pieces = 1;
  down = false;
  drained = false;
  private readonly waiting = new Set<() => void>();

  change(): void {
    this.revision++;
    for (const wake of this.waiting) wake();
  }

  as(user: string): Master {
    return {
      as: (other) => this.as(other),
      submit: (jobs) => this.submit(jobs, user),
      query: (request) => this.query(request),
      waitForChange: (request, signal) => this.waitForChange(request, signal),
      cancelJob: (jobId) => this.cancelJob(jobId, user),
      queryFields: (kind, fields) => this.queryFields(kind, fields),
      replaceFilter: (rule) => this.replaceFilter(rule),
      deleteFilter: (uuid) => this.deleteFilter(uuid),
      jobOwners: (ids) => this.jobOwners(ids),
      metrics: () => this.metrics(),
      subscribe: (after, onEvents, signal) => this.subscribe(after, onEvents, signal),
    };
  }

  async jobOwners(ids: readonly number[]): Promise<JobOwner[]> {
    this.beUp();
    return this.jobs
      .filter(({ id }) => ids.length === 0 || ids.includes(id))
      .map(({ id, user, opcodes }) => ({ id, user: `rapi:${user}`, ops: opcodes as unknown as JobOwner['ops'] }));
  }

  async metrics(): Promise<string> {
    this.beUp();
    return '# TYPE ganeti_jobs gauge\nganeti_jobs{status="queued"} 7\n';
  }

  readonly events: MasterEvent[] = [];
  /** Named in the ids: another one is another life of the master. */
  run = 'f';
  private readonly subscribers = new Map<(events: readonly MasterEvent[]) => void, (error: Error) => void>();

  emit(event: Omit<MasterEvent, 'id'>): void {
    const told = { id: `${this.run}-${this.events.length + 1}`, ...event };
    this.events.push(told);
    for (const tell of this.subscribers.keys()) tell([told]);
  }

  get subscriptions(): number {
    return this.subscribers.size;
  }

  /** Ends all sessions and forgets all events, as a restart does. */
  restart(run: string): void {
    this.run = run;
    this.events.length = 0;
    const ended = [...this.subscribers.values()];
    this.subscribers.clear();
    for (const fail of ended) fail(new NoMasterError('The master daemon is down'));
  }

  subscribe(after: string, onEvents: (events: readonly MasterEvent[]) => void, signal?: AbortSignal): Promise<never> {
    const known = this.events.findIndex(({ id }) => id === after);
    if (after === 'oldest') onEvents([...this.events]);
    else if (known >= 0) onEvents(this.events.slice(known + 1));
    else if (after !== '' && after !== `${this.run}-0`) {
      const id = this.events.at(-1)?.id ?? `${this.run}-0`;
      onEvents([{ id, kind: 'reset', type: 'reset', name: '', data: {}, access: {} }]);
    }
    return new Promise((_resolve, reject) => {
      this.subscribers.set(onEvents, reject);
      signal?.addEventListener('abort', () => {
        this.subscribers.delete(onEvents);
        reject(signal.reason as Error);
      });
    });
  }

  /** Who canceled which job. */
  readonly cancels: [user: string, jobId: number][] = [];

  async submit(jobs: readonly (readonly Json[])[], user: unknown = 'daemon'): Promise<SubmitOutcome[]> {
    this.beUp();
    if (this.drained) throw new JobQueueDrainError();
    return jobs.map((opcodes) => {
      const job = { id: this.jobs.length + 1, opcodes, status: 'queued', log: [], user: typeof user === 'string' ? user : 'daemon' };
      this.jobs.push(job);
      this.revision++;
      return { jobId: job.id };
    });
  }

  /** The only opcode of the newest job. */
  get lastOpcode(): Record<string, unknown> {
    return this.jobs.at(-1)?.opcodes[0] as Record<string, unknown>;
  }

  async query(request: QueryRequest): Promise<ReceivedAnswer> {
    this.queries.push(request);
    const { revision: number } = this;
    await new Promise(setImmediate);
    this.beUp();
    const revision = this.lasting ? `r${number}` : '';
    if (request.ifRevision !== undefined && request.ifRevision === revision) {
      return { revision, notModified: true, rows: [], rowsJson: Buffer.alloc(0), fieldsJson: '' };
    }
    const idField = request.kind === 'job' ? 'id' : request.kind === 'filter' ? 'uuid' : 'name';
    const all = request.kind === 'job' ? this.jobs.map((job) => this.jobRow(job)) : (this.tables[request.kind] ?? []);
    const rows = request.names?.flatMap((name): Row[] => {
      const row = all.find((each) => each[idField] === name || each[idField] === Number(name));
      if (row === undefined && request.mustExist === true) throw new OpPrereqError(`${request.kind} ${name} is not known`, 'unknown_entity');
      return row === undefined ? [] : [row];
    });
    const pairs = request.form !== 'dicts';
    const json = (rows ?? all).map((row) =>
      pairs
        ? request.fields.map((field) => [field in row ? 0 : 1, row[field] ?? null])
        : Object.fromEntries(request.fields.map((field) => [field, row[field] ?? null])),
    );
    const fieldsJson = pairs ? await this.queryFields(request.kind, request.fields) : '';
    const rowsJson = Buffer.from(JSON.stringify(json));
    const size = Math.ceil(rowsJson.length / this.pieces);
    const rowPieces = Array.from({ length: this.pieces }, (_, n) => rowsJson.subarray(n * size, (n + 1) * size));
    return { revision, notModified: false, rows: rowPieces, rowsJson, fieldsJson };
  }

  async queryFields(_kind: string, fields: readonly string[]): Promise<string> {
    return JSON.stringify(fields.map((name) => ({ name, title: name, kind: 'text', doc: name })));
  }

  async replaceFilter({ uuid, priority, predicates, action, reason }: FilterRuleInput): Promise<string> {
    this.beUp();
    const rows = (this.tables['filter'] ??= []);
    const name = uuid ?? `filter-${rows.length + 1}`;
    const row = { uuid: name, watermark: 0, priority, predicates: [...predicates], action, reason_trail: [...reason] };
    this.tables['filter'] = [...rows.filter((each) => each['uuid'] !== name), row];
    this.change();
    return name;
  }

  async deleteFilter(uuid: string): Promise<void> {
    const rows = this.tables['filter'] ?? [];
    if (!rows.some((row) => row['uuid'] === uuid))
      throw new OpPrereqError(`Filter ${uuid} is not known`, 'unknown_entity');
    this.tables['filter'] = rows.filter((row) => row['uuid'] !== uuid);
    this.change();
  }

  private jobRow({ id, opcodes, status, log }: FakeJob): Row {
    return { id, status, ops: [...opcodes], oplog: [log] };
  }

  async waitForChange(request: WaitForChangeRequest, signal?: AbortSignal): Promise<JobChange> {
    const job = this.jobs.find(({ id }) => id === request.jobId);
    if (job === undefined) return null;
    for (;;) {
      const row = this.jobRow(job);
      const job_info = request.fields.map((field) => row[field] ?? null);
      const log_entries = job.log.filter((entry) => Number((entry as Json[])[0]) > (request.previousLogSerial ?? -1));
      if (log_entries.length > 0 || JSON.stringify(job_info) !== JSON.stringify(request.previousInfo))
        return { job_info, log_entries };
      if (request.timeout <= 0) return 'nochange';
      await new Promise<void>((resolve, reject) => {
        const wake = (): void => {
          this.waiting.delete(wake);
          resolve();
        };
        this.waiting.add(wake);
        signal?.addEventListener('abort', () => {
          this.waiting.delete(wake);
          reject(signal.reason as Error);
        });
      });
    }
  }

  get waiters(): number {
    return this.waiting.size;
  }

  async cancelJob(jobId: number, user: unknown = 'daemon'): Promise<[boolean, string]> {
    this.cancels.push([typeof user === 'string' ? user : 'daemon', jobId]);
    const job = this.jobs.find(({ id }) => id === jobId);
    if (job?.status !== 'queued') return [false, `Job ${jobId} is not waiting`];
    job.status = 'canceled';
    this.change();
    return [true, `Job ${jobId} has been cancelled`];
  }

  private beUp(): void {
    if (this.down) throw new NoMasterError('The master daemon is down');
  }
}
