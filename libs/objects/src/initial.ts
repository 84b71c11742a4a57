/** Objects as they are when they are new. */
import type { Cluster, Node, NodeGroup, ParamDict } from './objects';
import {
  BE_DEFAULTS,
  DEFAULT_PROFILE,
  DISK_DEFAULTS,
  HV_DEFAULTS,
  IPOLICY_DEFAULTS,
  ND_DEFAULTS,
  NIC_DEFAULTS,
} from './params/defaults';

/** The configuration sets these when it takes an object in. */
type Unsaved<T> = Omit<T, 'serial_no' | 'ctime' | 'mtime'>;

export const INITIAL_GROUP_NAME = 'default';
export const NODED_PORT = 1811;

export interface NewCluster {
  readonly uuid: string;
  readonly cluster_name: string;
  /** uuid of the first node. */
  readonly master_node: string;
  readonly master_ip: string;
}

/** A cluster with default parameters; `more` replaces whatever should be different. */
export function initialCluster(given: NewCluster & Partial<Unsaved<Cluster>>): Unsaved<Cluster> {
  return {
    tags: [],
    master_netdev: 'lo',
    master_netmask: 32,
    use_external_mip_script: false,
    volume_group_name: 'xenvg',
    drbd_usermode_helper: '/bin/true',
    mac_prefix: 'aa:00:00',
    enabled_hypervisors: ['fake'],
    enabled_disk_templates: ['drbd', 'plain', 'file', 'diskless'],
    hvparams: HV_DEFAULTS,
    os_hvp: {},
    beparams: { [DEFAULT_PROFILE]: BE_DEFAULTS },
    nicparams: { [DEFAULT_PROFILE]: NIC_DEFAULTS },
    osparams: {},
    ndparams: ND_DEFAULTS,
    diskparams: DISK_DEFAULTS,
    ipolicy: IPOLICY_DEFAULTS,
    candidate_pool_size: 10,
    max_running_jobs: 500,
    max_tracked_jobs: 1000,
    default_iallocator: 'hail',
    default_iallocator_params: {},
    file_storage_dir: '/srv/ganeti/file-storage',
    shared_file_storage_dir: '/srv/ganeti/shared-file-storage',
    gluster_storage_dir: '/var/run/ganeti/gluster',
    hidden_os: [],
    blacklisted_os: [],
    reserved_lvs: [],
    uid_pool: [],
    maintain_node_health: false,
    modify_etc_hosts: false,
    modify_ssh_setup: false,
    prealloc_wipe_disks: false,
    primary_ip_version: 4,
    compression_tools: ['gzip', 'gzip-fast', 'gzip-slow'],
    instance_communication_network: '',
    install_image: '',
    zeroing_image: '',
    enabled_user_shutdown: false,
    queue_drained: false,
    watcher_pause_until: null,
    ...given,
  };
}

/** The node group that every cluster begins with. */
export function initialGroup(given: { readonly uuid: string } & Partial<Unsaved<NodeGroup>>): Unsaved<NodeGroup> {
  return {
    tags: [],
    name: INITIAL_GROUP_NAME,
    alloc_policy: 'preferred',
    ndparams: {},
    diskparams: {},
    ipolicy: {},
    networks: {},
    ...given,
  };
}

export interface NewNode {
  readonly uuid: string;
  readonly name: string;
  readonly primary_ip: string;
  /** uuid of its group. */
  readonly group: string;
  readonly certificate_digest: string;
}

/** A node that is regular and usable. */
export function initialNode(given: NewNode & Partial<Unsaved<Node>>): Unsaved<Node> {
  const none: ParamDict = {};
  return {
    tags: [],
    secondary_ip: given.primary_ip,
    master_candidate: false,
    drained: false,
    offline: false,
    master_capable: true,
    vm_capable: true,
    powered: true,
    ndparams: none,
    port: NODED_PORT,
    ...given,
  };
}
