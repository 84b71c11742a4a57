/**
 * A cluster as placement sees it: plain data that can be cloned to a worker thread, read from a file, or made from the
 * configuration. Memory and disk are MiB.
 */
import type { DiskTemplate, FullIPolicy } from '@ganeti/objects';

export type AllocPolicy = 'preferred' | 'last_resort' | 'unallocable';

export interface ClusterData {
  readonly tags: readonly string[];
  readonly ipolicy: FullIPolicy;
  readonly groups: readonly GroupData[];
  readonly nodes: readonly NodeData[];
  readonly instances: readonly InstanceData[];
}

export interface GroupData {
  readonly uuid: string;
  readonly name: string;
  readonly allocPolicy: AllocPolicy;
  readonly tags: readonly string[];
  /** uuids of connected networks */
  readonly networks: readonly string[];
  /** As filled from the cluster's. */
  readonly ipolicy: FullIPolicy;
}

/** Space of one storage unit, e.g. a volume group. */
export interface StorageUnit {
  readonly type: string;
  readonly name: string;
  readonly total: number;
  readonly free: number;
}

export interface NodeData {
  readonly name: string;
  /** uuid of its group */
  readonly group: string;
  readonly memTotal: number;
  /** Used by the node itself. */
  readonly memNode: number;
  readonly memFree: number;
  /** Of the default volume group. */
  readonly diskTotal: number;
  readonly diskFree: number;
  readonly cpus: number;
  /** Virtual CPUs of the node's own system. */
  readonly cpusReserved: number;
  /** Relative to the usual node of the group. */
  readonly cpuSpeed: number;
  readonly spindles: number;
  readonly spindlesFree: number;
  readonly exclusiveStorage: boolean;
  /** Nothing is placed here and nothing that is here counts as safe: offline, drained, not vm_capable or not heard of. */
  readonly offline: boolean;
  /** Of the nodes that are `offline` here: it still runs, so that instances can be migrated off it. */
  readonly drained?: boolean;
  readonly master?: boolean;
  readonly tags: readonly string[];
  /** Further storage units; those that are named here are checked for requests that say what they need of them. */
  readonly storage?: readonly StorageUnit[];
}

/** Space of one storage unit on each node. A null name stands for any unit of the type. */
export interface SpaceNeed {
  readonly type: string;
  readonly name: string | null;
  readonly size: number;
}

export interface InstanceData {
  readonly name: string;
  /** What it is configured to have at most. */
  readonly memory: number;
  /** On each of its nodes, with the metadata of its mirrors. */
  readonly disk: number;
  /** Sizes of its disks, when they are known. */
  readonly diskSizes?: readonly number[];
  readonly vcpus: number;
  /** As lists show it: `running`, `ADMIN_down`, … Only what runs takes memory on its primary node. */
  readonly status: string;
  /** Memory is kept free for it on its secondary node. */
  readonly autoBalance: boolean;
  /** Node names; null: not placed (yet). */
  readonly primary: string | null;
  readonly secondary: string | null;
  readonly template: DiskTemplate;
  readonly tags: readonly string[];
  readonly spindleUse: number;
  /** Spindles its disks occupy on nodes with exclusive storage; null: unknown. */
  readonly spindles: number | null;
  readonly forthcoming: boolean;
  readonly nicCount?: number;
  /** uuids of networks it is connected to */
  readonly networks?: readonly string[];
  readonly space?: readonly SpaceNeed[];
  /** Load it puts on its nodes: CPU, memory, disk, network. Without: one of each. */
  readonly load?: readonly [number, number, number, number];
}

const RUNNING: ReadonlySet<string> = new Set(['running', 'ERROR_up']);

export const isRunning = (instance: InstanceData): boolean => RUNNING.has(instance.status);

export class DataError extends Error {
  override readonly name = 'DataError';
}
