/** The resource `cluster`: one row. With all its fields it is what RAPI answers at /2/info. */
import { fillAllDiskParams, fillBe, fillIPolicy, fillNic, hypervisorParams, ND_DEFAULTS, HV_DEFAULTS, DEFAULT_PROFILE } from '@ganeti/objects';
import type { Cluster, Json } from '@ganeti/objects';
import type { Context } from '../context';
import { field, orUnavailable, unavailable, type Field, type Getter, type Value } from '../field';
import type { FreshResource } from '../resource';
import type { FieldKind, VersionInfo } from '../types';

function masterName(cluster: Cluster, cx: Context): Value {
  return orUnavailable(cx.config.get('node', cluster.master_node)?.name);
}

/** Empty text stands for "none". */
function orNone(text: string): Value {
  return text === '' ? unavailable : text;
}

function hvparams(cluster: Cluster): Json {
  return Object.fromEntries(Object.keys(hypervisorParams).map((name) => [name, { ...HV_DEFAULTS[name], ...cluster.hvparams[name] }]));
}

/** A pause that is over is none. */
function watcherPause({ watcher_pause_until }: Cluster, cx: Context): Value {
  return watcher_pause_until !== null && watcher_pause_until > cx.now() ? watcher_pause_until : unavailable;
}

function ofVersion(name: keyof VersionInfo): Getter<Cluster> {
  return (_cluster, cx) => cx.version[name];
}

const named: readonly (readonly [string, string, FieldKind, string, Getter<Cluster>])[] = [
  ['name', 'Name', 'text', 'Name of the cluster', (cluster) => cluster.cluster_name],
  ['cluster_name', 'Name', 'text', 'Name of the cluster', (cluster) => cluster.cluster_name],
  ['master', 'Master', 'text', 'Name of the master node', masterName],
  ['master_node', 'Master', 'text', 'Name of the master node', masterName],
  ['architecture', 'ArchInfo', 'other', 'Word size and machine type of the master', ofVersion('architecture')],
  ['config_version', 'ConfigVersion', 'number', 'Version of the configuration format', ofVersion('config_version')],
  ['export_version', 'ExportVersion', 'number', 'Version of the export format', ofVersion('export_version')],
  ['os_api_version', 'OsApiVersion', 'number', 'Newest version of the OS interface', ofVersion('os_api_version')],
  ['protocol_version', 'ProtocolVersion', 'number', 'Version of the protocol between daemons', ofVersion('protocol_version')],
  ['software_version', 'SoftwareVersion', 'text', 'Version of the software', ofVersion('software_version')],
  ['vcs_version', 'VCSVersion', 'text', 'Revision the software was built from', ofVersion('vcs_version')],
  ['drain_flag', 'QueueDrained', 'bool', 'Whether the job queue takes no new jobs', (cluster) => cluster.queue_drained],
  ['watcher_pause', 'WatcherPause', 'timestamp', 'Until when the watcher rests', watcherPause],
  ['volume_group_name', 'VgName', 'text', 'Volume group for disks', (cluster) => orNone(cluster.volume_group_name)],
  ['vg_name', 'VgName', 'text', 'Older name of volume_group_name', (cluster) => orNone(cluster.volume_group_name)],
  ['drbd_usermode_helper', 'DrbdHelper', 'text', 'Program the kernel calls for DRBD events', (cluster) => orNone(cluster.drbd_usermode_helper)],
  ['drbd_helper', 'DrbdHelper', 'text', 'Older name of drbd_usermode_helper', (cluster) => orNone(cluster.drbd_usermode_helper)],
  ['default_hypervisor', 'DefaultHypervisor', 'text', 'Hypervisor of instances that name none', (cluster) => orUnavailable(cluster.enabled_hypervisors[0])],
  ['hvparams', 'HypervisorParameters', 'other', 'Hypervisor parameters with defaults', hvparams],
  ['beparams', 'BackendParameters', 'other', 'Backend parameters with defaults', (cluster) => ({ [DEFAULT_PROFILE]: { ...fillBe(cluster, {}) } })],
  ['nicparams', 'NicParameters', 'other', 'Parameters of network interfaces with defaults', (cluster) => ({ [DEFAULT_PROFILE]: { ...fillNic(cluster, {}) } })],
  ['ndparams', 'NodeParameters', 'other', 'Node parameters with defaults', (cluster) => ({ ...ND_DEFAULTS, ...cluster.ndparams })],
  ['diskparams', 'DiskParameters', 'other', 'Disk parameters with defaults', (cluster) => fillAllDiskParams(cluster)],
  ['ipolicy', 'InstancePolicy', 'other', 'Instance policy with defaults', (cluster) => fillIPolicy(cluster)],
  ['enabled_data_collectors', 'DataCollectors', 'other', 'Monitoring collectors; there are none', () => ({})],
  ['data_collector_interval', 'CollectorIntervals', 'other', 'Microseconds between collections; there are none', () => ({})],
  // Nodes are reached over TLS; there are no SSH keys of the cluster's own.
  ['ssh_key_type', 'SshKeyType', 'text', 'Kind of the SSH keys the cluster manages', () => unavailable],
  ['ssh_key_bits', 'SshKeyBits', 'number', 'Size of the SSH keys the cluster manages', () => unavailable],
];

/** Shown as they are stored: field, title, kind, meaning. */
const plain: readonly (readonly [keyof Cluster, string, FieldKind, string])[] = [
  ['enabled_hypervisors', 'Hypervisors', 'other', 'Hypervisors instances may use; the first is the default'],
  ['enabled_disk_templates', 'DiskTemplates', 'other', 'Disk templates instances may use; the first is the default'],
  ['os_hvp', 'OsHypervisorParams', 'other', 'Hypervisor parameters by operating system'],
  ['osparams', 'OsParameters', 'other', 'OS parameters by operating system'],
  ['candidate_pool_size', 'CandidatePool', 'number', 'How many master candidates there should be'],
  ['max_running_jobs', 'MaxRunningJobs', 'number', 'How many jobs run at once'],
  ['max_tracked_jobs', 'MaxTrackedJobs', 'number', 'How many jobs are followed at once'],
  ['mac_prefix', 'MacPrefix', 'text', 'First half of generated MAC addresses'],
  ['master_netdev', 'MasterNetdev', 'text', 'Network device of the master address'],
  ['master_netmask', 'MasterNetmask', 'number', 'Prefix length of the master address'],
  ['use_external_mip_script', 'ExternalMipScript', 'bool', 'Whether an outside program sets up the master address'],
  ['file_storage_dir', 'FileStorageDir', 'text', 'Directory for disks of template file'],
  ['shared_file_storage_dir', 'SharedFileStorageDir', 'text', 'Directory for disks of template sharedfile'],
  ['gluster_storage_dir', 'GlusterStorageDir', 'text', 'Directory for disks of template gluster'],
  ['maintain_node_health', 'NodeHealth', 'bool', 'Whether nodes are cleaned up automatically'],
  ['ctime', 'CTime', 'timestamp', 'When the cluster was created'],
  ['mtime', 'MTime', 'timestamp', 'When its settings were last changed'],
  ['uuid', 'UUID', 'text', 'UUID of the cluster'],
  ['tags', 'Tags', 'other', 'Tags, sorted'],
  ['uid_pool', 'UidPool', 'other', 'Ranges of user ids for instances'],
  ['default_iallocator', 'DefaultAllocator', 'text', 'Allocator used when none is named'],
  ['default_iallocator_params', 'DefaultAllocatorParams', 'other', 'Parameters of the default allocator'],
  ['reserved_lvs', 'ReservedLvs', 'other', 'Patterns of volumes that are not the cluster\'s'],
  ['primary_ip_version', 'IpVersion', 'number', 'IP version of primary addresses'],
  ['prealloc_wipe_disks', 'WipeDisks', 'bool', 'Whether new disks are wiped'],
  ['hidden_os', 'HiddenOs', 'other', 'Operating systems left out of lists'],
  ['blacklisted_os', 'BlacklistedOs', 'other', 'Operating systems nobody may use'],
  ['install_image', 'InstallImage', 'text', 'Image used to install instances'],
  ['zeroing_image', 'ZeroingImage', 'text', 'Image used to zero disks'],
  ['instance_communication_network', 'CommunicationNetwork', 'text', 'Network between instances and their nodes'],
  ['compression_tools', 'CompressionTools', 'other', 'Programs transfers may be compressed with'],
  ['enabled_user_shutdown', 'UserShutdown', 'bool', 'Whether users may shut instances down from inside'],
  ['modify_ssh_setup', 'SshSetup', 'bool', 'Whether the SSH set-up of nodes is managed'],
];

const fields: readonly Field<Cluster>[] = [
  ...named.map(([name, title, kind, doc, get]) => field(name, title, kind, doc, get)),
  ...plain.map(([name, title, kind, doc]) => field<Cluster>(name, title, kind, doc, (cluster) => cluster[name] as Json)),
];

export const clusterResource: FreshResource<Cluster> = {
  kind: 'cluster',
  noun: 'Cluster',
  nameField: 'name',
  stored: null,
  fields,
  // All of it is in the configuration, but for a pause that ends by itself.
  version: (cx, names) => (names.includes('watcher_pause') ? null : String(cx.config.revision)),
  all: (cx) => [cx.config.cluster()],
  find: (cx, name) => (cx.config.cluster().cluster_name === name ? [cx.config.cluster()] : null),
};
