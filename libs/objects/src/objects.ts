/**
 * What a cluster is made of. Field names are those of Ganeti's configuration file, since queries, hooks and imports use them.
 * Sizes and memory are MiB, times are seconds since the epoch (fractions allowed). Objects are immutable: a change makes a new one.
 */

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Free-form parameters of one layer: only what was set there; see params/ for how layers are joined. */
export type ParamDict = Readonly<Record<string, Json>>;

interface ConfigObject {
  readonly uuid: string;
  /** Grows by one with each change of this object. */
  readonly serial_no: number;
  readonly ctime: number;
  readonly mtime: number;
}

interface Tagged {
  /** Sorted, without duplicates. */
  readonly tags: readonly string[];
}

/** Instance specification limits, keys as in Ganeti: memory-size, disk-size, disk-count, cpu-count, nic-count, spindle-use. */
export type ISpec = Readonly<Record<string, number>>;

/** Instance policy; at group level every key is optional and falls back to the cluster's. */
export interface IPolicy {
  readonly minmax?: readonly { readonly min: ISpec; readonly max: ISpec }[];
  readonly std?: ISpec;
  readonly 'disk-templates'?: readonly string[];
  readonly 'vcpu-ratio'?: number;
  readonly 'spindle-ratio'?: number;
}

export interface Cluster extends ConfigObject, Tagged {
  readonly cluster_name: string;
  /** uuid of the master node. */
  readonly master_node: string;
  readonly master_ip: string;
  readonly master_netdev: string;
  readonly master_netmask: number;
  readonly use_external_mip_script: boolean;
  readonly volume_group_name: string;
  readonly drbd_usermode_helper: string;
  /** First three octets of generated MAC addresses, e.g. "aa:00:00". */
  readonly mac_prefix: string;
  /** First is the default. */
  readonly enabled_hypervisors: readonly string[];
  /** First is the default. */
  readonly enabled_disk_templates: readonly string[];
  /** hypervisor -> parameters */
  readonly hvparams: Readonly<Record<string, ParamDict>>;
  /** os -> hypervisor -> parameters */
  readonly os_hvp: Readonly<Record<string, Readonly<Record<string, ParamDict>>>>;
  /** profile name -> parameters; Ganeti has only "default" */
  readonly beparams: Readonly<Record<string, ParamDict>>;
  readonly nicparams: Readonly<Record<string, ParamDict>>;
  readonly osparams: Readonly<Record<string, ParamDict>>;
  /** OS parameters that are shown to nobody, by OS; missing: none. */
  readonly osparams_private_cluster?: Readonly<Record<string, ParamDict>>;
  readonly ndparams: ParamDict;
  /** disk template -> parameters */
  readonly diskparams: Readonly<Record<string, ParamDict>>;
  readonly ipolicy: IPolicy;
  readonly candidate_pool_size: number;
  readonly max_running_jobs: number;
  readonly max_tracked_jobs: number;
  readonly default_iallocator: string;
  readonly default_iallocator_params: ParamDict;
  readonly file_storage_dir: string;
  readonly shared_file_storage_dir: string;
  readonly gluster_storage_dir: string;
  readonly hidden_os: readonly string[];
  readonly blacklisted_os: readonly string[];
  readonly reserved_lvs: readonly string[];
  readonly uid_pool: readonly (readonly [number, number])[];
  readonly maintain_node_health: boolean;
  readonly modify_etc_hosts: boolean;
  readonly modify_ssh_setup: boolean;
  readonly prealloc_wipe_disks: boolean;
  readonly primary_ip_version: 4 | 6;
  readonly compression_tools: readonly string[];
  readonly instance_communication_network: string;
  readonly install_image: string;
  readonly zeroing_image: string;
  readonly enabled_user_shutdown: boolean;
  /** The queue takes no new jobs while true. */
  readonly queue_drained: boolean;
  /** Seconds since the epoch until which the watcher rests; null: it works. */
  readonly watcher_pause_until: number | null;
  /** Continuous balancing by the watcher; missing or null: it is off. */
  readonly balancing?: Balancing | null;
}
/** `interval`: seconds between two rounds; `max_moves`: of each group in one; `min_gain`: of the score by each. */
export type Balancing = { readonly interval: number; readonly max_moves: number; readonly min_gain: number };

export interface NodeGroup extends ConfigObject, Tagged {
  readonly name: string;
  readonly alloc_policy: 'preferred' | 'last_resort' | 'unallocable';
  readonly ndparams: ParamDict;
  readonly diskparams: Readonly<Record<string, ParamDict>>;
  readonly ipolicy: IPolicy;
  /** network uuid -> nic parameters of the connection */
  readonly networks: Readonly<Record<string, ParamDict>>;
}

export interface Node extends ConfigObject, Tagged {
  readonly name: string;
  readonly primary_ip: string;
  readonly secondary_ip: string;
  /** uuid of its group. */
  readonly group: string;
  /** At most one of these three is true; the master is always a candidate. */
  readonly master_candidate: boolean;
  readonly drained: boolean;
  readonly offline: boolean;
  readonly master_capable: boolean;
  readonly vm_capable: boolean;
  readonly powered: boolean;
  readonly ndparams: ParamDict;
  /** TCP port of its noded. */
  readonly port: number;
  /** SHA-256 of the node's certificate, lower-case hex; a noded with another one is not this node. */
  readonly certificate_digest: string;
  /** While its certificate is renewed: the digest of the new one, which it may show already; missing or empty: it is not. */
  readonly next_certificate_digest?: string;
  /** It was away when keys were renewed: digest of the authority it knows. Missing or empty: it has everything. */
  readonly missed_renewal?: string;
}

export type NodeRole = 'master' | 'master-candidate' | 'regular' | 'drained' | 'offline';

export type DiskTemplate =
  'diskless' | 'plain' | 'drbd' | 'file' | 'sharedfile' | 'blockdev' | 'rbd' | 'ext' | 'gluster';

/** What a disk is called where it lives. The `type` repeats the disk's dev_type. */
export type LogicalId =
  | { readonly type: 'plain'; readonly vg: string; readonly lv: string }
  | {
      readonly type: 'drbd';
      readonly node_a: string;
      readonly node_b: string;
      readonly port: number;
      readonly minor_a: number;
      readonly minor_b: number;
      readonly secret: string;
    }
  | { readonly type: 'file' | 'sharedfile' | 'gluster'; readonly driver: string; readonly path: string }
  | { readonly type: 'blockdev'; readonly path: string }
  | { readonly type: 'rbd'; readonly pool: string; readonly image: string }
  | { readonly type: 'ext'; readonly provider: string; readonly name: string };

/** A device as nodes see it; the two children of a drbd device are its data and its metadata volume. */
export interface BlockDevice {
  readonly dev_type: Exclude<DiskTemplate, 'diskless'>;
  readonly logical_id: LogicalId;
  readonly size: number;
  readonly children: readonly BlockDevice[];
}

export interface Disk extends ConfigObject, BlockDevice {
  /** uuid of the instance it is attached to; null: detached. */
  readonly instance: string | null;
  /** uuids of the nodes that hold it, primary first. */
  readonly nodes: readonly string[];
  readonly name: string | null;
  readonly mode: 'rw' | 'ro';
  /** "disk/0", "disk/1", …: its place in the instance. */
  readonly iv_name: string;
  readonly spindles: number | null;
  readonly params: ParamDict;
}

export interface Nic {
  readonly uuid: string;
  readonly name: string | null;
  readonly mac: string;
  readonly ip: string | null;
  /** network uuid */
  readonly network: string | null;
  readonly nicparams: ParamDict;
}

export interface Instance extends ConfigObject, Tagged {
  readonly name: string;
  readonly primary_node: string;
  readonly os: string;
  readonly hypervisor: string;
  readonly disk_template: DiskTemplate;
  readonly hvparams: ParamDict;
  readonly beparams: ParamDict;
  readonly osparams: ParamDict;
  readonly osparams_private: ParamDict;
  readonly admin_state: 'up' | 'down' | 'offline';
  readonly admin_state_source: 'admin' | 'user';
  readonly nics: readonly Nic[];
  /** disk uuids, in order */
  readonly disks: readonly string[];
  /** Whether its disks should be assembled. */
  readonly disks_active: boolean;
  /** TCP port of its graphical console, from the cluster's pool; null: none. */
  readonly network_port: number | null;
  readonly forthcoming: boolean;
  /** The oldest first; missing: none. */
  readonly snapshots?: readonly Snapshot[];
}

/** What all disks of an instance held at one moment. */
export interface Snapshot {
  readonly name: string;
  /** Seconds since the epoch. */
  readonly ctime: number;
  readonly disks: readonly {
    /** uuid of the disk it is of */
    readonly disk: string;
    /** Size of that disk, MiB. */
    readonly size: number;
    /** Room that was taken for it, MiB. */
    readonly room: number;
    readonly logical_id: LogicalId;
  }[];
}

export interface Network extends ConfigObject, Tagged {
  readonly name: string;
  /** IPv4 network in CIDR form */
  readonly network: string;
  readonly gateway: string | null;
  readonly network6: string | null;
  readonly gateway6: string | null;
  readonly mac_prefix: string | null;
  /**
   * One character per address: "1" for those that are not for instances, "0" for others. Which of the others are in use is said by
   * the NICs alone.
   */
  readonly ext_reservations: string;
}

export interface FilterRule {
  readonly uuid: string;
  readonly watermark: number;
  readonly priority: number;
  readonly predicates: readonly Json[];
  readonly action: Json;
  readonly reason: readonly Json[];
}

/** Kind of a stored object -> its type. */
export interface ObjectKinds {
  cluster: Cluster;
  node: Node;
  nodegroup: NodeGroup;
  instance: Instance;
  disk: Disk;
  network: Network;
  filter: FilterRule;
}
export type ObjectKind = keyof ObjectKinds;
