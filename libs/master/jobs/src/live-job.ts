/** A job in memory: its newest state, what of it is durable, and the view readers get. */
import type { Json } from '@ganeti/objects';
import type { Params } from '@ganeti/opcodes';
import type { Row } from '@ganeti/master-state';
import { redact, summaryOf } from './inputs';
import { currentOp, jobPriority, jobStatus, type StoredJob, type Timestamp } from './job';
import type { JobView, LogEntry, OpView } from './types';

interface OpLogEntry {
  readonly op: number;
  readonly entry: LogEntry;
}

export class LiveJob {
  readonly id: number;
  /** With what is being written right now. Decisions are made on this one. */
  newest: StoredJob;
  /** Parsed parameters of opcodes that have not ended. */
  readonly params: (Params | undefined)[];
  /** Ends what the current opcode waits for; null: no opcode is active. */
  active: AbortController | null = null;
  /** Aborted: the run of the current opcode gets no further than the step it is at. */
  killed: AbortController | null = null;
  /** The filter rule that keeps it from starting, for users. */
  held: string | null = null;
  /** Settles when the last write of it is durable; never rejects. */
  saved: Promise<void> = Promise.resolve();

  private durable: StoredJob;
  private readonly logs: LogEntry[][];
  private unsaved: OpLogEntry[] = [];
  private lastSerial = 0;
  private cached: JobView | null = null;

  constructor(stored: StoredJob, log: readonly OpLogEntry[] = []) {
    this.id = stored.id;
    this.newest = this.durable = stored;
    this.params = stored.ops.map(() => undefined);
    this.logs = stored.ops.map(() => []);
    for (const item of log) this.publishEntry(item);
    this.lastSerial = Math.max(0, ...log.map(({ entry }) => entry[0]));
  }

  /** Index of the opcode whose turn it is; -1: the job has ended. */
  get current(): number {
    return currentOp(this.newest);
  }
  get priority(): number {
    return jobPriority(this.newest.ops);
  }

  log(op: number, time: Timestamp, type: string, message: Json): void {
    this.lastSerial += 1;
    this.unsaved.push({ op, entry: [this.lastSerial, time, type, message] });
  }

  /** Log entries that no commit has taken along yet. */
  takeLog(): readonly OpLogEntry[] {
    const taken = this.unsaved;
    this.unsaved = [];
    return taken;
  }

  /** What was written is durable now. */
  publish(next: StoredJob | null, log: readonly OpLogEntry[]): void {
    if (next !== null) {
      this.durable = next;
      next.ops.forEach((op, i) => {
        if (op.end_timestamp !== null) this.params[i] = undefined;
      });
    }
    for (const item of log) this.publishEntry(item);
    this.cached = null;
  }

  get view(): JobView {
    return (this.cached ??= makeView(this.durable, this.logs, false, this.held));
  }

  /** Log entries after a serial that are durable. */
  entriesAfter(serial: number): LogEntry[] {
    return entriesAfter(this.logs, serial);
  }

  private publishEntry({ op, entry }: OpLogEntry): void {
    const log = this.logs[op];
    log?.push(entry);
  }
}

export function entriesAfter(logs: readonly (readonly LogEntry[])[], serial: number): LogEntry[] {
  return logs.flatMap((log) => log.filter(([own]) => own > serial)).sort(([a], [b]) => a - b);
}

export function makeView(job: StoredJob, logs: readonly (readonly LogEntry[])[], archived: boolean, held: string | null = null): JobView {
  const status = jobStatus(job.ops);
  return {
    id: job.id,
    status,
    ops: job.ops.map((op, i): OpView => ({
      input: redact(op.input),
      status: op.status,
      result: op.result,
      log: logs[i] ?? [],
      priority: op.priority,
      start: op.start_timestamp,
      exec: op.exec_timestamp,
      end: op.end_timestamp,
    })),
    received: job.received_timestamp,
    start: job.start_timestamp,
    end: job.end_timestamp,
    summary: job.ops.map((op) => summaryOf(op.input)),
    priority: jobPriority(job.ops),
    archived,
    user: job.user,
    held: status === 'queued' ? held : null,
  };
}

// ---------------------------------------------------------------- rows

export function jobRow(job: StoredJob): Row {
  return { kind: 'job', key: String(job.id), value: job as unknown as Json };
}

export function logRow(job: number, { op, entry }: OpLogEntry): Row {
  return { kind: 'joblog', key: `${job}/${entry[0]}`, value: { op, entry } };
}

export function readLogRow(value: Json): OpLogEntry {
  return value as unknown as OpLogEntry;
}
