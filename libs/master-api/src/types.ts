/** What clients on the master's machine (rapi, gnt) can ask the master. */
import type { GanetiError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';

/** The opcodes of one job, each an object with OP_ID. */
export type JobOpcodes = readonly Json[];

/** What became of one submitted job: its id, or why it was refused. */
export type SubmitOutcome = { readonly jobId: number } | { readonly error: GanetiError };

export interface QueryRequest {
  /** instance node group network job lock filter export cluster os extstorage */
  readonly kind: string;
  readonly fields: readonly string[];
  /** Ganeti's filter language; null or missing: all. */
  readonly filter?: Json;
  /** Only these names (or ids); empty or missing: all. */
  readonly names?: readonly string[];
  /** An unknown name is an OpPrereqError (unknown_entity) instead of a missing row. */
  readonly mustExist?: boolean;
  /** pairs: [[[status, value], …], …] with field definitions; dicts: [{ field: value, … }, …]. Default pairs. */
  readonly form?: 'pairs' | 'dicts';
  /** The answer one has; while it holds, the new one is `notModified` and has no rows. */
  readonly ifRevision?: string;
}

export interface QueryAnswer {
  /** Names this state of what was asked for; empty: the answer can not be kept. */
  readonly revision: string;
  readonly notModified: boolean;
  /** JSON text, UTF-8, in pieces to be joined without anything between them. They must not be changed. */
  readonly rows: readonly Buffer[];
  /** JSON text of the field definitions; empty for dicts. */
  readonly fieldsJson: string;
}

/** What the service answers. */
export interface QueryOutcome extends QueryAnswer {
  /** Rows of the answer the caller has, if they are remembered: what is the same is the same piece, and is not sent again. */
  readonly base?: readonly Buffer[];
}

/** What the client gets. */
export interface ReceivedAnswer extends QueryAnswer {
  /** The rows joined; made when it is first asked for. */
  readonly rowsJson: Buffer;
}

export interface WaitForChangeRequest {
  readonly jobId: number;
  /** Job fields whose change ends the wait. */
  readonly fields: readonly string[];
  /** Values of the fields as the client has them; null: none. */
  readonly previousInfo: Json;
  /** Log entries with a greater serial are news; null: from the start. */
  readonly previousLogSerial: number | null;
  /** Seconds */
  readonly timeout: number;
}

/** A rule of the job queue as a client gives it; see checkFilterRule in libs/master/service for what it may hold. */
export interface FilterRuleInput {
  /** null: a new rule. */
  readonly uuid: string | null;
  /** Rules are tried in this order, lowest first. */
  readonly priority: number;
  /** Conditions that must all hold. */
  readonly predicates: readonly Json[];
  readonly action: Json;
  /** Who wants it, and why: [source, text, nanoseconds] each. */
  readonly reason: readonly Json[];
}

/** null: no such job. nochange: nothing new in that time. log_entries: [serial, [seconds, microseconds], type, message] each. */
export type JobChange = null | 'nochange' | { readonly job_info: readonly Json[]; readonly log_entries: readonly Json[] };

/** Whether it was done, and a sentence about it. */
export type Verdict = readonly [done: boolean, message: string];

/** Who submitted a job, as `client:user`, and its opcodes without secrets. */
export interface JobOwner {
  readonly id: number;
  readonly user: string | null;
  readonly ops: readonly { readonly [name: string]: Json }[];
}

/** Something has changed. Ids are texts that mean nothing to a client but the place in the stream. */
export interface MasterEvent {
  readonly id: string;
  /** `reset`: events may be missing before this one, so that what one knows has to be read anew. */
  readonly kind: 'job' | 'instance' | 'node' | 'group' | 'network' | 'filter' | 'cluster' | 'reset';
  /** created, changed, removed; of jobs also log and archived; of instances and nodes also status. */
  readonly type: string;
  /** Name of the object, or id of the job. */
  readonly name: string | number;
  readonly data: { readonly [name: string]: Json };
  /** For deciding who may see it; not for clients. Of jobs the user, of objects what they had before or have now. */
  readonly access: { readonly user?: string | null; readonly tags?: readonly string[]; readonly groups?: readonly string[] };
}

/** The calls, as the client offers them and the master's service carries them out. All throw GanetiError classes. */
interface Calls<Context extends readonly unknown[]> {
  /** Resolves when all accepted jobs are durable; one outcome per job, in order. Throws JobQueueDrainError, JobQueueFull. */
  submit(jobs: readonly JobOpcodes[], ...cx: Context): Promise<readonly SubmitOutcome[]>;
  /** JSON text of field definitions; no fields: all of the kind. */
  queryFields(kind: string, fields: readonly string[], ...cx: Context): Promise<string>;
  waitForChange(request: WaitForChangeRequest, ...cx: Context): Promise<JobChange>;
  cancelJob(jobId: number, ...cx: Context): Promise<Verdict>;
  /** Cancels it even when it runs: it fails before its next step, and is undone. */
  killJob(jobId: number, ...cx: Context): Promise<Verdict>;
  /** False: not a finished job. */
  archiveJob(jobId: number, ...cx: Context): Promise<boolean>;
  /** Archives finished jobs older than `ageSeconds` (negative: all); [archived, left over when the time ran out]. */
  autoArchive(ageSeconds: number, timeoutSeconds: number, ...cx: Context): Promise<readonly [archived: number, left: number]>;
  changePriority(jobId: number, priority: number, ...cx: Context): Promise<Verdict>;
  setDrain(drained: boolean, ...cx: Context): Promise<void>;
  watcherStatus(...cx: Context): Promise<Json>;
  /** A round of the watcher now; what it did. */
  watcherRun(ignorePause: boolean, ...cx: Context): Promise<Json>;
  /** `until`: seconds since the epoch; null: the watcher works. Throws OpPrereqError (wrong_input) for a time that is over. */
  setWatcherPause(until: number | null, ...cx: Context): Promise<void>;
  /** Adds a rule, or replaces the one with this uuid; durable when it resolves with the uuid. Throws OpPrereqError (wrong_input). */
  replaceFilter(rule: FilterRuleInput, ...cx: Context): Promise<string>;
  /** Throws OpPrereqError (unknown_entity). */
  deleteFilter(uuid: string, ...cx: Context): Promise<void>;
  /** Of these jobs, unknown ones left out; no ids: of all jobs outside the archive. */
  jobOwners(ids: readonly number[], ...cx: Context): Promise<readonly JobOwner[]>;
  /** Figures in Prometheus' text format. */
  metrics(...cx: Context): Promise<string>;
}

export interface CallerContext {
  /** Program and user it said it is. */
  readonly client: string;
  readonly user: string;
  /** Aborted when the caller is gone, or needs the answer no more. */
  readonly signal: AbortSignal;
}

/** What the master's service implements. */
export interface MasterHandlers extends Calls<[cx: CallerContext]> {
  query(request: QueryRequest, cx: CallerContext): Promise<QueryOutcome>;
  /** Batches of events, oldest first, until the caller needs them no more. See MasterClient.subscribe. */
  subscribe(after: string, cx: CallerContext): AsyncIterable<readonly MasterEvent[]>;
}

/** Calls reject with NoMasterError when the master is down or goes away, and with the signal's reason when aborted. */
export interface MasterClient extends Calls<[signal?: AbortSignal]> {
  /** `has`: rows of the answer of revision `ifRevision`; what is the same in the new one is then not sent again. */
  query(request: QueryRequest, signal?: AbortSignal, has?: readonly Buffer[]): Promise<ReceivedAnswer>;
  /** The same connection, speaking for another user; jobs belong to `client:user` then. */
  as(user: string): MasterClient;
  /**
   * Calls back for events after the one with this id (`oldest`: as far back as the master remembers; empty: from now on). When it
   * does not remember that far, a `reset` comes first. Never resolves; rejects as other calls do.
   */
  subscribe(after: string, onEvents: (events: readonly MasterEvent[]) => void, signal?: AbortSignal): Promise<never>;
  /** Calls under way reject with NoMasterError. */
  close(): void;
}
