/** What can be locked, in the order in which levels are acquired (Ganeti's order). */
export const lockLevels = ['cluster', 'instance', 'nodegroup', 'node', 'node-res', 'network'] as const;
export type LockLevel = (typeof lockLevels)[number];

export type LockMode = 'shared' | 'exclusive';

/** `names`: instance names, or uuids at the other levels; `all`: the whole level, present and future members. The cluster level has the one name `BGL`. */
export interface LevelRequest {
  readonly names: readonly string[] | 'all';
  readonly mode: LockMode;
}

/** Who asks. */
export interface LockOwner {
  readonly jobId: number;
  readonly opIndex: number;
  /** lower is served first */
  readonly priority: number;
}

/** What one owner holds. Levels must be acquired in order; a level once. */
export interface LockSet {
  /** Waits until all names of the request can be granted at once. Rejects with signal.reason when aborted while waiting. */
  acquire(level: LockLevel, request: LevelRequest, signal?: AbortSignal): Promise<void>;
  /** Give back some names of a level (default: all of it). Names that are not held are passed over. Of a whole level, names can be given back one by one: it is then held but for these. */
  release(level: LockLevel, names?: readonly string[]): void;
  /** Exclusive becomes shared for these names (default: all of the level). */
  downgrade(level: LockLevel, names?: readonly string[]): void;
  /** Whether this owner may do `mode` on that name. */
  holds(level: LockLevel, name: string, mode: LockMode): boolean;
  held(): readonly HeldLock[];
  releaseAll(): void;
}
export interface HeldLock {
  readonly level: LockLevel;
  readonly names: readonly string[] | 'all';
  readonly mode: LockMode;
  /** With `all`: names that were given back (null) or downgraded. */
  readonly except?: readonly (readonly [name: string, mode: LockMode | null])[];
}

/** A row of the query resource `lock`: a name that is held or waited for; `[lockset]` is the whole level. */
export interface LockInfo {
  readonly level: LockLevel;
  readonly name: string;
  readonly mode: LockMode | null;
  /** job ids */
  readonly owners: readonly number[];
  readonly pending: readonly { readonly mode: LockMode; readonly jobs: readonly number[] }[];
}

export interface LockManager {
  /** A new, empty set for an owner. */
  open(owner: LockOwner): LockSet;
  /**
   * Take at once what was held before a restart, ahead of everybody who waits; levels after the last one held can still be
   * acquired. Throws when somebody else holds a part of it: records of two owners cannot overlap.
   */
  restore(owner: LockOwner, held: readonly HeldLock[]): LockSet;
  /** Change the priority of a job's request in line, and of those it still makes with sets that are in use. */
  reprioritise(jobId: number, priority: number): void;
  list(): readonly LockInfo[];
}
