/** What placement decides from: plain data, so that a decision can be repeated anywhere. Memory and space in MiB. */
import type { NodeGroup } from '@ganeti/objects';
import type { SpaceNeed } from './model/data';

export interface AllocationCluster {
  readonly nodes: readonly AllocationNode[];
  /** By uuid. */
  readonly groups: ReadonlyMap<string, AllocationGroup>;
}

export interface AllocationNode {
  readonly uuid: string;
  readonly name: string;
  /** uuid */
  readonly group: string;
  readonly offline: boolean;
  readonly drained: boolean;
  readonly vm_capable: boolean;
  /** It is heard of, and what it has free is known. */
  readonly reachable: boolean;
  /** After everything that is promised has been taken off; may be negative. */
  readonly memory_free: number;
  readonly storage: readonly { readonly type: string; readonly name: string; readonly free: number }[];
  /** How many instances have it as primary. */
  readonly primaries: number;
}

export interface AllocationGroup {
  readonly name: string;
  readonly alloc_policy: NodeGroup['alloc_policy'];
  /** Disk templates its instance policy allows. */
  readonly disk_templates: readonly string[];
}

export interface AllocationSpec {
  /** Instance it is for; for messages. */
  readonly name: string;
  readonly disk_template: string;
  readonly memory: number;
  /** On each of its nodes. */
  readonly space: readonly SpaceNeed[];
  /** How many nodes: 2 for mirrored disks. The second needs space, but no memory: it may lend that to others until it takes over. */
  readonly nodes: 1 | 2;
  /** uuid; null: any group that takes new instances. An explicitly named group may be unallocable. */
  readonly group: string | null;
}

/** What a job has been promised, but the nodes do not report yet. */
export interface PendingReservation {
  /** uuids, primary first. */
  readonly nodes: readonly string[];
  /** On the first node. */
  readonly memory: number;
  /** On each node. */
  readonly space: readonly SpaceNeed[];
}
