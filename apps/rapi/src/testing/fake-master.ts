/** A master that lives in the test: tables of rows, jobs that do nothing, everything it was asked written down. */
import { JobQueueDrainError, NoMasterError, OpPrereqError } from '@ganeti/errors';
import type {
  FilterRuleInput,
  JobChange,
  ReceivedAnswer,
  QueryRequest,
  SubmitOutcome,
  WaitForChangeRequest,
} from '@ganeti/master-api';
import type { Json } from '@ganeti/objects';
import type { Master } from '../master';

type Row = Record<string, Json>;

interface FakeJob {
  readonly id: number;
  readonly opcodes: readonly Json[];
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
  down = false;
  drained = false;
  private readonly waiting = new Set<() => void>();

  change(): void {
    this.revision++;
    for (const wake of this.waiting) wake();
  }

  async submit(jobs: readonly (readonly Json[])[]): Promise<SubmitOutcome[]> {
    this.beUp();
    if (this.drained) throw new JobQueueDrainError();
    return jobs.map((opcodes) => {
      const job = { id: this.jobs.length + 1, opcodes, status: 'queued', log: [] };
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
    const rows = request.names?.map((name) => {
      const row = all.find((each) => each[idField] === name || each[idField] === Number(name));
      if (row === undefined) throw new OpPrereqError(`${request.kind} ${name} is not known`, 'unknown_entity');
      return row;
    });
    const pairs = request.form !== 'dicts';
    const json = (rows ?? all).map((row) =>
      pairs
        ? request.fields.map((field) => [field in row ? 0 : 1, row[field] ?? null])
        : Object.fromEntries(request.fields.map((field) => [field, row[field] ?? null])),
    );
    const fieldsJson = pairs ? await this.queryFields(request.kind, request.fields) : '';
    const rowsJson = Buffer.from(JSON.stringify(json));
    return { revision, notModified: false, rows: [rowsJson], rowsJson, fieldsJson };
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

  async cancelJob(jobId: number): Promise<[boolean, string]> {
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
