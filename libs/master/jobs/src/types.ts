/** The job queue as masterd's services see it. */
import type { GanetiError } from '@ganeti/errors';
import type { ClusterConfig } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import type { LockManager } from '@ganeti/master-locking';
import type { NodeRpc } from '@ganeti/master-rpc';
import type { StateStore } from '@ganeti/master-state';
import type { Json } from '@ganeti/objects';
import type { Clock, Ids } from '@ganeti/runtime';
import type { JobFilters } from './filters';
import type { JobKeys } from './job-keys';
import type { JobStatus, OpStatus, Timestamp } from './job';
import type { AnyLogicalUnit } from './logical-unit';

/** Serial (counts per job over all its opcodes), time, type (`message` unless said otherwise), text. */
export type LogEntry = readonly [serial: number, time: Timestamp, type: string, message: Json];

/** A job as readers see it: what is durable. Immutable; a change makes a new one. */
export interface JobView {
  readonly id: number;
  readonly status: JobStatus;
  readonly ops: readonly OpView[];
  readonly received: Timestamp;
  readonly start: Timestamp | null;
  readonly end: Timestamp | null;
  /** One line per opcode. */
  readonly summary: readonly string[];
  /** Most urgent priority among the opcodes that have not ended; of all when all have. */
  readonly priority: number;
  readonly archived: boolean;
  /** Who submitted it, when known. */
  readonly user: string | null;
  /** Why it could start but does not: the filter rule that holds it back. */
  readonly held: string | null;
}

export interface OpView {
  /** The opcode with OP_ID; secrets are replaced. */
  readonly input: { readonly [name: string]: Json };
  readonly status: OpStatus;
  /** Result of a success; `[class name, arguments]` of a failure; else null. */
  readonly result: Json;
  readonly log: readonly LogEntry[];
  readonly priority: number;
  readonly start: Timestamp | null;
  /** When its checks had passed and it began to change things. */
  readonly exec: Timestamp | null;
  readonly end: Timestamp | null;
}

/** What became of one submitted job: its id, or why it was not taken. */
export type Submitted = { readonly id: number } | { readonly error: GanetiError };

export interface JobChange {
  /** Values of the fields asked for, in that order. */
  readonly job_info: readonly Json[];
  /** Log entries after the serial given, over all opcodes. */
  readonly log_entries: readonly LogEntry[];
}

export type JobEvent =
  | { readonly type: 'job'; readonly id: number; readonly status: JobStatus }
  | { readonly type: 'log'; readonly id: number; readonly entries: readonly LogEntry[] }
  | { readonly type: 'archived'; readonly id: number };

export interface JobQueue {
  /** Resumes what was under way when masterd ended, then starts queued jobs. */
  start(): void;
  /**
   * Interrupts running opcodes between two steps and resolves when none is active and everything is written. They go on at the
   * next start.
   */
  stop(): Promise<void>;
  /**
   * Takes several jobs in one durable commit; resolves after it. Every job is a list of opcodes (JSON objects with OP_ID). A
   * job that is not taken has its error in its place: OpPrereqError (wrong_input), JobQueueDrainError or JobQueueFull.
   */
  submit(jobs: readonly (readonly unknown[])[], by?: { readonly user?: string }): Promise<readonly Submitted[]>;
  /**
   * Whether it was (or will be) canceled, and a sentence about it. Only jobs that do not run yet can be; with `kill`, one that
   * runs fails before its next step and is undone.
   */
  cancel(id: number, kill?: boolean): Promise<[boolean, string]>;
  /**
   * Resolves as soon as a field differs from `previousInfo` or there is a log entry after `previousSerial` (null: any); at once
   * when the job has ended; null after `timeoutSeconds` or when `signal` is aborted. Throws JobLost for an unknown job.
   */
  waitForChange(
    id: number,
    fields: readonly string[],
    previousInfo: readonly Json[] | null,
    previousSerial: number | null,
    timeoutSeconds: number,
    signal?: AbortSignal,
  ): Promise<JobChange | null>;
  /** New priority (-20 to 19) for all opcodes that have not ended. Whether it was done, and a sentence about it. */
  changePriority(id: number, priority: number): Promise<[boolean, string]>;
  /** Whether the job was moved to the archive: only ended jobs are. */
  archive(id: number): Promise<boolean>;
  /** Archive jobs that ended more than `ageSeconds` ago (negative: all ended ones), for at most `timeoutSeconds`. Answers how many were, and how many unarchived jobs are left. */
  autoArchive(ageSeconds: number, timeoutSeconds: number): Promise<[archived: number, left: number]>;
  /** While drained, no new jobs are taken. Durable. */
  setDrain(drained: boolean): Promise<void>;
  readonly drained: boolean;
  /** A job outside the archive. */
  get(id: number): JobView | undefined;
  /** A job of the archive. */
  archived(id: number): Promise<JobView | null>;
  /** All jobs outside the archive, by id. Views are made when they are asked for, and kept until the job changes. */
  list(): Iterable<JobView>;
  readonly count: number;
  /** Id of the newest job there ever was; 0: none yet. */
  readonly lastId: number;
  /** Grows with every change of what readers see. */
  readonly revision: number;
  /** Called after each durable change; answers how to stop. */
  onEvent(listener: (event: JobEvent) => void): () => void;
}

/** Points at which a crash is interesting; `at.step` is null where there is none. */
export const failpoints = [
  'submitted',
  'plan-committed',
  'begun-committed',
  'call-done',
  'done-written',
  'update-committed',
  'record-written',
  'locks-written',
  'before-final',
  'after-final',
  'failure-written',
  'undo-begin',
  'undo-done',
  'undo-written',
  'cleanup-written',
  'cleanup-done',
] as const;
export type Failpoint = (typeof failpoints)[number];
export interface FailpointPlace {
  readonly job: number;
  readonly op: number;
  readonly step: string | null;
}

export interface JobQueueSettings {
  /** Jobs that have not ended; more are refused. Default 100,000. */
  readonly maxQueuedJobs?: number;
  /** Ended jobs outside the archive; the oldest are archived beyond this. Default 20,000. */
  readonly keepFinishedJobs?: number;
  /** How long a step waits for its node to come back. Default 60. */
  readonly nodeReconnectSeconds?: number;
  /** Log entries become durable, and visible, with the job's next commit or after this time. Default 0.1. */
  readonly logFlushSeconds?: number;
  /** First and longest pause between two attempts to clean up on a node. Default 5 and 300. */
  readonly cleanupRetrySeconds?: number;
  readonly cleanupRetryMaxSeconds?: number;
  /** Called at every point where a crash is interesting; for crash tests. */
  readonly failpoint?: (point: Failpoint, at: FailpointPlace) => void;
}

/** The part of a pino logger that is used. */
export interface JobLogger {
  info(bindings: object, message: string): void;
  warn(bindings: object, message: string): void;
  error(bindings: object, message: string): void;
}

export interface JobQueueOptions {
  /** Opened by this process. */
  readonly store: StateStore;
  readonly config: ClusterConfig;
  readonly locks: LockManager;
  readonly live: LiveView;
  readonly rpc: NodeRpc;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Where keys of jobs that wait with secrets are kept. */
  readonly keys: JobKeys;
  /** By OP_ID. */
  readonly units: ReadonlyMap<string, AnyLogicalUnit>;
  readonly log: JobLogger;
  readonly settings?: JobQueueSettings;
  /** Which filter rule decides about a job; default: none does. */
  readonly filters?: JobFilters;
  /** Whether the master has scripts that want to know of each change of the configuration; default: none. */
  readonly configHooks?: () => boolean;
  /** A commit failed: this process must end. Called once; the queue does nothing more after it. */
  readonly onFatal: (error: unknown) => void;
}
