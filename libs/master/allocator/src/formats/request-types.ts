/** The allocator protocol (version 2): what a program is asked and what it answers, as JSON. Keys are those of the protocol. */
import type { FullIPolicy } from '@ganeti/objects';
import type { SpaceNeed } from '../model/data';

export interface AllocatorInput {
  readonly version: number;
  readonly cluster_name: string;
  readonly cluster_tags: readonly string[];
  readonly enabled_hypervisors: readonly string[];
  readonly ipolicy: FullIPolicy;
  /** By uuid. */
  readonly nodegroups: Readonly<Record<string, GroupJson>>;
  /** By name. */
  readonly nodes: Readonly<Record<string, NodeJson>>;
  readonly instances: Readonly<Record<string, InstanceJson>>;
  readonly request: RequestJson;
}

export interface GroupJson {
  readonly name: string;
  readonly alloc_policy: string;
  readonly networks: readonly string[];
  readonly tags: readonly string[];
  readonly ipolicy: FullIPolicy;
}

/** Nodes that are offline, drained or not vm_capable come without figures. Memory and disk in MiB. */
export interface NodeJson {
  readonly total_disk?: number;
  readonly free_disk?: number;
  readonly total_memory?: number;
  readonly reserved_memory?: number;
  readonly free_memory?: number;
  readonly i_pri_memory?: number;
  readonly i_pri_up_memory?: number;
  readonly total_cpus?: number;
  readonly reserved_cpus?: number;
  readonly total_spindles?: number;
  readonly free_spindles?: number;
  readonly group: string;
  readonly primary_ip: string;
  readonly secondary_ip: string;
  readonly tags: readonly string[];
  readonly master_candidate: boolean;
  readonly master_capable: boolean;
  readonly vm_capable: boolean;
  readonly drained: boolean;
  readonly offline: boolean;
  readonly ndparams: Readonly<Record<string, unknown>>;
}

export interface DiskJson {
  readonly size: number;
  readonly mode?: string;
  readonly spindles?: number | null;
}

export interface NicJson {
  readonly mac?: string | null;
  readonly ip?: string | null;
  readonly mode?: string;
  readonly link?: string;
  readonly bridge?: string | null;
  /** uuid */
  readonly network?: string | null;
}

export interface InstanceJson {
  readonly disks: readonly DiskJson[];
  readonly disk_space_total: number;
  readonly hypervisor: string;
  readonly tags: readonly string[];
  readonly nics: readonly NicJson[];
  readonly vcpus: number;
  readonly admin_state: string;
  readonly admin_state_source?: string;
  readonly disk_template: string;
  readonly spindle_use: number;
  readonly memory: number;
  /** Names, primary first. */
  readonly nodes: readonly string[];
  readonly os: string;
  readonly forthcoming?: boolean;
}

export interface AllocateJson {
  readonly type: 'allocate';
  readonly name: string;
  readonly required_nodes: number;
  readonly disk_space_total: number;
  readonly disks: readonly DiskJson[];
  readonly disk_template: string;
  readonly group_name?: string | null;
  readonly hypervisor: string;
  readonly memory: number;
  readonly vcpus: number;
  readonly spindle_use?: number;
  readonly os: string;
  readonly tags: readonly string[];
  readonly nics: readonly NicJson[];
  readonly node_whitelist?: readonly string[] | null;
  /** Beyond the protocol: where the disks take their space. */
  readonly space?: readonly SpaceNeed[];
}

export type EvacMode = 'primary-only' | 'secondary-only' | 'all';

export type RequestJson =
  | AllocateJson
  | { readonly type: 'multi-allocate'; readonly instances: readonly AllocateJson[] }
  | {
      readonly type: 'relocate';
      readonly name: string;
      readonly relocate_from: readonly string[];
      readonly required_nodes: number;
      readonly disk_space_total: number;
    }
  | { readonly type: 'allocate-secondary'; readonly name: string }
  | { readonly type: 'node-evacuate'; readonly instances: readonly string[]; readonly evac_mode: EvacMode }
  | { readonly type: 'change-group'; readonly instances: readonly string[]; readonly target_groups: readonly string[] };

/** `result`: node names (allocate, relocate), a node name (allocate-secondary), [[name, nodes], …] and failed names (multi-allocate), or moved, failed and jobs. */
export interface AllocatorAnswer {
  readonly success: boolean;
  readonly info: string;
  readonly result: unknown;
}

/** [instance, group, nodes] */
export type MovedJson = readonly [string, string, readonly string[]];
/** [instance, why] */
export type FailedJson = readonly [string, string];
/** Opcodes of one job: they run one after the other. */
export type JobJson = readonly (Readonly<Record<string, unknown>> & { readonly OP_ID: string })[];
