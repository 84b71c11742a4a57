/**
 * The state of a job, as pure functions from one stored job to the next.
 *
 * An opcode is
 *
 *   queued    accepted; its job has not come to it yet
 *   waiting   its job has: it waits for locks and is checked; nothing has been changed
 *   canceling somebody canceled it while it was waiting; it is being given up
 *   running   its plan is written; from here on it ends in success or error, whatever happens to the daemon
 *   success, error, canceled    final
 *
 *   queued -> waiting -> running -> success | error
 *   queued -> canceled | error           (error: an earlier opcode or a dependency failed)
 *   waiting -> error                     (its checks said no)
 *   waiting -> canceling -> canceled | error
 *   waiting -> queued                    (masterd stopped or died before there was a plan)
 *
 * `waiting` is never worth a commit of its own: a job found waiting after a restart starts again from queued.
 * When an opcode fails or is canceled, those after it do not run: they end in error or canceled with it.
 */
import { encodeError, OpExecError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';

export type OpStatus = 'queued' | 'waiting' | 'canceling' | 'running' | 'success' | 'error' | 'canceled';
export type JobStatus = OpStatus;
/** Seconds and microseconds since the epoch. */
export type Timestamp = readonly [seconds: number, microseconds: number];

export interface StoredOp {
  /** The opcode with OP_ID as it is shown: secrets are replaced. */
  readonly input: { readonly [name: string]: Json };
  /** The parameters that are replaced, until it has ended (job-secrets.ts). */
  readonly sealed?: string;
  readonly status: OpStatus;
  readonly result: Json;
  readonly priority: number;
  readonly start_timestamp: Timestamp | null;
  readonly exec_timestamp: Timestamp | null;
  readonly end_timestamp: Timestamp | null;
}

/** Value of a row of kind `job`; its log lies in rows of kind `joblog`. */
export interface StoredJob {
  readonly id: number;
  readonly ops: readonly StoredOp[];
  readonly received_timestamp: Timestamp;
  readonly start_timestamp: Timestamp | null;
  readonly end_timestamp: Timestamp | null;
  readonly user: string | null;
}

const follows: Readonly<Record<OpStatus, readonly OpStatus[]>> = {
  queued: ['waiting', 'canceled', 'error'],
  waiting: ['running', 'canceling', 'error', 'queued'],
  canceling: ['canceled', 'error'],
  running: ['success', 'error'],
  success: [],
  error: [],
  canceled: [],
};

export const finalStatuses: ReadonlySet<OpStatus> = new Set<OpStatus>(['success', 'error', 'canceled']);

export function isFinal(status: OpStatus): boolean {
  return finalStatuses.has(status);
}

export function timestamp(seconds: number): Timestamp {
  const microseconds = Math.round(seconds * 1e6);
  return [Math.floor(microseconds / 1e6), microseconds % 1e6];
}

export function seconds([whole, micro]: Timestamp): number {
  return whole + micro / 1e6;
}

/** The status of a whole job follows from those of its opcodes. */
export function jobStatus(ops: readonly { readonly status: OpStatus }[]): JobStatus {
  let active: JobStatus = 'queued';
  let allSuccess = true;
  let canceling = false;
  for (const { status } of ops) {
    if (status === 'error' || status === 'canceled') return status;
    if (status !== 'success') allSuccess = false;
    if (status === 'canceling') canceling = true;
    if (status === 'waiting' || status === 'running') active = status;
  }
  if (canceling) return 'canceling';
  return allSuccess ? 'success' : active;
}

/** The most urgent priority among the opcodes that have not ended; of all when all have. */
export function jobPriority(ops: readonly { readonly status: OpStatus; readonly priority: number }[]): number {
  const open = ops.filter((op) => !isFinal(op.status));
  return Math.min(...(open.length > 0 ? open : ops).map((op) => op.priority));
}

/** Index of the opcode whose turn it is; -1: the job has ended. */
export function currentOp(job: StoredJob): number {
  return job.ops.findIndex((op) => !isFinal(op.status));
}

function changeOp(job: StoredJob, index: number, change: Partial<StoredOp>): StoredJob {
  return { ...job, ops: job.ops.map((op, i) => (i === index ? moved(job, index, op, change) : op)) };
}

function moved(job: StoredJob, index: number, op: StoredOp, change: Partial<StoredOp>): StoredOp {
  if (change.status !== undefined && !follows[op.status].includes(change.status)) {
    throw new Error(`Opcode ${index} of job ${job.id} cannot go from ${op.status} to ${change.status}`);
  }
  const { sealed, ...next } = { ...op, ...change };
  return sealed === undefined || isFinal(next.status) ? next : { ...next, sealed };
}

/** The opcode's turn has come. */
export function opWaiting(job: StoredJob, index: number, now: Timestamp): StoredJob {
  const next = changeOp(job, index, { status: 'waiting', start_timestamp: now });
  return { ...next, start_timestamp: job.start_timestamp ?? now };
}

/** Checks have passed and its plan is being written. */
export function opRunning(job: StoredJob, index: number, now: Timestamp): StoredJob {
  return changeOp(job, index, { status: 'running', exec_timestamp: now });
}

export function opSuccess(job: StoredJob, index: number, now: Timestamp, result: Json): StoredJob {
  const next = changeOp(job, index, { result, status: 'success', end_timestamp: now });
  return index === job.ops.length - 1 ? { ...next, end_timestamp: now } : next;
}

/** What the opcodes after a failed one answer. */
const precedingFailed = encodeError(new OpExecError('Not carried out: a preceding opcode of this job failed')) as Json;

/** The opcode failed with an encoded error; it and all after it end. */
export function opError(job: StoredJob, index: number, now: Timestamp, error: Json): StoredJob {
  const ops = job.ops.map((op, i) =>
    i < index
      ? op
      : moved(job, i, op, {
          status: 'error',
          result: i === index ? error : precedingFailed,
          end_timestamp: now,
        }),
  );
  return { ...job, ops, end_timestamp: now };
}

/** Somebody wants it canceled while the opcode is waiting. */
export function opCanceling(job: StoredJob, index: number): StoredJob {
  return changeOp(job, index, { status: 'canceling' });
}

/** All opcodes that have not ended are canceled; the current one is queued or canceling. */
export function jobCanceled(job: StoredJob, now: Timestamp): StoredJob {
  const ops = job.ops.map((op, i) =>
    isFinal(op.status)
      ? op
      : moved(job, i, op, { status: 'canceled', result: null, end_timestamp: now }),
  );
  return { ...job, ops, end_timestamp: now };
}

/** Nothing was changed yet: back to the start. */
export function opQueued(job: StoredJob, index: number): StoredJob {
  return changeOp(job, index, { status: 'queued', start_timestamp: null });
}

export function withPriority(job: StoredJob, priority: number): StoredJob {
  return {
    ...job,
    ops: job.ops.map((op) => (isFinal(op.status) ? op : { ...op, priority })),
  };
}

/** Its reason trail goes on with this entry, for all opcodes. */
export function withReason(job: StoredJob, source: string, text: string, now: number): StoredJob {
  const entry: Json = [source, text, Math.round(now * 1e9)];
  return {
    ...job,
    ops: job.ops.map((op) => ({ ...op, input: { ...op.input, reason: [...((op.input.reason ?? []) as readonly Json[]), entry] } })),
  };
}
