import type { AllocatorAnswer, RequestJson, Study, StudyResult } from '@ganeti/master-allocator';
import type { DiskTemplate, ParamDict } from '@ganeti/objects';

/** Who asks: one opcode of one job. */
export interface Claimant {
  readonly jobId: number;
  readonly opIndex: number;
}

/** What an instance needs of its nodes. Plain JSON, so that a plan can hold it. */
export type Needs = {
  readonly name: string;
  readonly template: DiskTemplate;
  readonly hypervisor: string;
  readonly os: string;
  readonly tags: readonly string[];
  /** MiB, at most */
  readonly memory: number;
  readonly vcpus: number;
  readonly spindleUse: number;
  /** Sizes in MiB, as asked for. */
  readonly disks: readonly DiskNeed[];
  readonly nics: readonly NicNeed[];
  /** MiB on each node of it, by volume group. */
  readonly volumeSpace: Readonly<Record<string, number>>;
  /** Whether memory is needed at once; free space is needed always. */
  readonly start: boolean;
};
export type DiskNeed = { readonly size: number; readonly mode: string; readonly spindles: number | null };
export type NicNeed = {
  readonly mac: string | null;
  readonly ip: string | null;
  readonly mode: string;
  readonly link: string;
  /** uuid */
  readonly network: string | null;
};

/** Which allocator is asked: `hail` is built in, any other is a program. */
export interface Asked {
  readonly allocator: string;
  /** Ends a program that takes too long for whoever asked. */
  readonly signal?: AbortSignal;
}

export interface PlaceOptions extends Asked {
  /** uuid; null: any */
  readonly group: string | null;
  /** Limits of the instance policy do not count (built-in allocator). */
  readonly ignorePolicy?: boolean;
}

export interface PlaceManyOptions extends Asked {
  /** Their room is kept until jobs that create them claim it, for some minutes. */
  readonly keep: boolean;
}

/** Node names, primary first, of those that found a place; names of those that did not. */
export type PlacedMany = readonly [placed: readonly (readonly [name: string, nodes: readonly string[]])[], failed: readonly string[]];

export interface RelocateOptions extends Asked {
  /** uuids of nodes it is to leave. */
  readonly from: readonly string[];
}

export interface AskOptions extends Asked {
  /** Limits that make a good placement, but are not needed for one that works, do not count (built-in allocator). */
  readonly ignoreSoft?: boolean;
  readonly ignorePolicy?: boolean;
}

/**
 * Where instances go, and what jobs that are still under way have been promised. What nodes report is old news as soon as a job has
 * chosen one, so what was chosen counts as taken until the job has ended. This is what lets hundreds of creations run at once on
 * the same nodes without node locks that exclude each other.
 *
 * Claims end with the opcode that made them (`Reservations.onReleased`).
 */
export interface Placement {
  /**
   * Chooses nodes (uuids, primary first) for a new instance and claims them; nobody is promised the same room. Throws OpPrereqError
   * (insufficient_resources), or OpExecError when the allocator is not there or answers nonsense.
   */
  place(claimant: Claimant, needs: Needs, options: PlaceOptions): Promise<readonly string[]>;
  /** Places for several new instances by one question (`group`: uuid or null). Throws as `place` does. */
  placeMany(wanted: readonly { readonly needs: Needs; readonly group: string | null }[], options: PlaceManyOptions): Promise<PlacedMany>;
  /**
   * Another node (uuid) of its group for an instance that exists, and claims what it needs there: a new secondary of a mirror, or a new home of an
   * instance on shared storage. Throws as `place` does.
   */
  relocate(claimant: Claimant, needs: Needs, options: RelocateOptions): Promise<string>;
  /**
   * A node (uuid) in its group for the mirror that an instance with local disks is to get, and claims what it needs there; `needs` are
   * those of the mirrored instance. Throws as `place` does.
   */
  addSecondary(claimant: Claimant, needs: Needs, options: Asked): Promise<string>;
  /** What this claimant has claimed. */
  claimed(claimant: Claimant): readonly string[] | undefined;
  /** Why nodes that were claimed cannot take the instance any more; null: they can. */
  problem(claimant: Claimant): string | null;
  /** Claims given nodes. Throws OpPrereqError (insufficient_resources) when one of them has not enough. */
  claim(claimant: Claimant, needs: Needs, nodes: readonly string[]): void;
  /** Claims without asking whether there is room: it is being used, also after a restart of masterd, when nothing else tells of it. */
  hold(claimant: Claimant, needs: Needs, nodes: readonly string[]): void;
  release(claimant: Claimant): void;
  /** Any request of the allocator protocol. The answer has been checked; `success` may be false. Throws OpExecError. Nothing is claimed. */
  ask(request: RequestJson, options: AskOptions): Promise<AllocatorAnswer>;
  /** The input that an allocator would get: JSON text. */
  input(request: RequestJson): Promise<string>;
  /** What an allocate request says of it. */
  request(needs: Needs, group: string | null): Extract<RequestJson, { type: 'allocate' }>;
  /** Why there is no such allocator, or why it does not take these parameters; null: all is well. */
  allocatorProblem(name: string, params?: ParamDict): Promise<string | null>;
  /** Larger questions on the cluster as it is now: balance, capacity, check, rolling reboots. They run beside everything else. */
  study<S extends Study>(study: S): Promise<StudyResult<S>>;
  close(): Promise<void>;
}

