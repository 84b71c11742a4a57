/**
 * How an opcode is carried out. The executor (executor.ts) drives a LogicalUnit through its phases:
 *
 *   locks -> check -> [plan is written, opcode is `running`] -> pre hooks -> run -> post hooks -> [result is written]
 *
 * `run` is ordinary async code whose effects all go through the RunContext. Each effect is a named step, unique within the
 * opcode, written to the journal before it is done. After a crash the executor takes the same locks, loads plan and journal,
 * and calls `run` again: steps that are done answer their stored result at once, the step that was cut off is done again under
 * the same step id (a node that had finished it answers the stored result), and the rest goes on as if nothing had happened.
 * So `run` must decide only from `params`, `plan`, results of steps, and the configuration of objects it has locked.
 *
 * When `run` throws, the undo of its steps is carried out in reverse order. Undo is data (a node call, or the objects as they
 * were), so a restarted master can do it too. Undo for a node that does not answer is kept (kind `cleanup`) and done when the
 * node comes back; so is what `callOrLeave` could not do.
 */
import type { GanetiError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';
import type { OpcodeDefinition, ParamsOf, ResultOf } from '@ganeti/opcodes';
import type { Clock, Ids } from '@ganeti/runtime';
import type { NodeMethod, NodeRequest, NodeResponse } from '@ganeti/node-api';
import type { ConfigTx, ConfigView, Reservations } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import type { LevelRequest, LockLevel } from '@ganeti/master-locking';
import type { HooksOutcome } from './hooks';

/** Locks of one opcode by level. A function is called when all earlier levels are held, so it may look up what they protect. The cluster lock is shared unless named. */
export type LockPlan = { readonly [L in LockLevel]?: LevelRequest | (() => LevelRequest | Promise<LevelRequest>) };

/**
 * Thrown by `check`: what the locks were chosen for is no longer so. They are given back, and `locks` is asked again; after some
 * times in vain the opcode fails with `problem`.
 */
export class LocksOutdated extends Error {
  override readonly name = 'LocksOutdated';

  constructor(readonly problem: GanetiError) {
    super(problem.message);
  }
}

export interface CheckContext {
  readonly jobId: number;
  readonly opIndex: number;
  readonly config: ConfigView;
  readonly live: LiveView;
  readonly reservations: Reservations;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Add a message to the job's log. */
  log(message: string): void;
  /** Something in the job's log that programs look for, under a type of its own. */
  announce(type: string, value: Json): void;
  /** A node call that changes nothing. Not in the journal. */
  read<M extends NodeMethod>(
    node: string,
    method: M,
    request: NodeRequest<M>,
    timeoutSeconds?: number,
  ): Promise<NodeResponse<M>>;
  /** Aborted when the job is cancelled (only before `run`) or masterd stops. */
  readonly signal: AbortSignal;
}

/** A node call as data. */
export type NodeCall = {
  readonly [M in NodeMethod]: { readonly node: string; readonly method: M; readonly request: NodeRequest<M> };
}[NodeMethod];

export interface StepOptions {
  /** Calls that take this step back, done in the given order when `run` fails later, or when this step itself fails half-way. */
  readonly undo?: readonly NodeCall[];
  readonly timeoutSeconds?: number;
  /** Progress goes to the job log unless `quiet`. */
  readonly quiet?: boolean;
}

export interface RunContext extends CheckContext {
  /** Do a node call exactly once. Throws the node's error, or RpcError when the node stays away longer than the limit. */
  call<M extends NodeMethod>(
    step: string,
    node: string,
    method: M,
    request: NodeRequest<M>,
    options?: StepOptions,
  ): Promise<NodeResponse<M>>;
  /**
   * The same for what takes something away that nothing needs any more. A node that does not answer, or is offline, does it when it is
   * back, before anything else is done there. False: it is left for then. Throws the node's error.
   */
  callOrLeave<M extends NodeMethod>(
    step: string,
    node: string,
    method: M,
    request: NodeRequest<M>,
    options?: StepOptions,
  ): Promise<boolean>;
  /**
   * Change the configuration exactly once: the change and the step's record are one durable commit. Its undo puts the changed
   * objects back as they were (`undo: false`: stays even if `run` fails later).
   */
  update<T extends Json | void>(
    step: string,
    fn: (tx: ConfigTx) => T,
    options?: { readonly undo?: boolean },
  ): Promise<T>;
  /** Something that may come out differently when done again (random, time, what a read answered and decisions depend on): done once, the result is kept. */
  record<T extends Json>(step: string, fn: () => T | Promise<T>): Promise<T>;
  /** The point of no return: what was done so far stays, even if a later step fails. */
  keep(step: string): Promise<void>;
  /** Give back locks early. Never what a later undo would need. */
  releaseLocks(level: LockLevel, names?: readonly string[]): void;
  downgradeLocks(level: LockLevel, names?: readonly string[]): void;
  /** Run the post hooks on these nodes now, because they cannot be reached when the operation has ended, or their outcome counts. Never rejects because of a script. `quiet`: failures are not logged. */
  postHooks(nodes: readonly string[], options?: { readonly quiet?: boolean }): Promise<HooksOutcome>;
  /** Wait without holding up a shutdown of masterd (rejects then; the run is resumed at the next start). */
  sleep(seconds: number): Promise<void>;
}

/** Scripts to run before and after; environment without the common variables and without the GANETI_ prefix. */
export interface HooksSpec {
  /** e.g. instance-add */
  readonly path: string;
  /** CLUSTER NODE GROUP INSTANCE NETWORK */
  readonly objectType: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Node uuids. */
  readonly preNodes: readonly string[];
  readonly postNodes: readonly string[];
  /** Environment after the operation, as complete as `environment`; becomes GANETI_POST_*. Default: as before it. */
  readonly postEnvironment?: () => Readonly<Record<string, string>>;
}

export interface LogicalUnit<D extends OpcodeDefinition = OpcodeDefinition, Plan extends Json = Json> {
  readonly definition: D;
  /** Names of objects that do not exist are reported by `check`; here they are simply locked. May throw OpPrereqError for parameters that make no sense together. */
  locks(params: ParamsOf<D>, cx: CheckContext): LockPlan;
  /** All checks; changes nothing (reservations are allowed). Throws OpPrereqError, or LocksOutdated. The plan must hold everything `run` decides from. */
  check(params: ParamsOf<D>, cx: CheckContext): Promise<Plan>;
  hooks?(params: ParamsOf<D>, plan: Plan, cx: CheckContext): HooksSpec | null;
  run(params: ParamsOf<D>, plan: Plan, cx: RunContext): Promise<ResultOf<D>>;
  /** Result of a dry run; default null. */
  dryRunResult?(params: ParamsOf<D>, plan: Plan): Json;
}

/** Any LogicalUnit, for registries. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each unit has its own parameter and plan types
export type AnyLogicalUnit = LogicalUnit<any, any>;

/** Gives a LogicalUnit its types from its definition. */
export function defineLogicalUnit<D extends OpcodeDefinition, Plan extends Json>(
  unit: LogicalUnit<D, Plan>,
): LogicalUnit<D, Plan> {
  return unit;
}
