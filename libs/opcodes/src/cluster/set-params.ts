import { z } from 'zod';
import { defineOpcode } from '../define';
import { diskState, hvState } from '../params';
import { rules, macPrefix } from '../rules';
import {
  bool,
  diskTemplate,
  diskTemplateParams,
  flag,
  hypervisor,
  jobIdList,
  maybe,
  nicParams,
  nonEmptyString,
  nonNegativeInt,
  paramDict,
  paramDicts,
  positiveInt,
} from '../types';
import { clusterModifyOptions, osModifyOptions, osModifyParams } from './set-params-cli';

const uidRanges = z.array(z.tuple([z.int(), z.int()]));
const osListChanges = z.array(z.tuple([z.enum(['add', 'attach', 'detach', 'remove']), nonEmptyString]));
const listChange = '`["add", name]` or `["remove", name]` each.';
const uids = '`[first, last]` each, both included.';

const params = {
  force: flag('Go on where a check only protects from a mistake, such as taking away what instances use.'),
  hv_state: hvState,
  disk_state: diskState,
  vg_name: maybe(z.string(), 'LVM volume group of plain and drbd disks; empty: LVM is not used.'),
  enabled_hypervisors: maybe(z.array(hypervisor), 'Hypervisors that may be used; the first is the default.'),
  hvparams: maybe(paramDicts, 'Hypervisor parameters of the cluster, by hypervisor.'),
  beparams: maybe(paramDict, 'Backend parameters of the cluster, such as `minmem` and `maxmem` (MiB) and `vcpus`.'),
  os_hvp: maybe(paramDicts, 'Hypervisor parameters that instances of an OS have, by OS and hypervisor.'),
  osparams: maybe(paramDicts, 'OS parameters of the cluster, by OS.'),
  osparams_private_cluster: maybe(paramDicts, 'OS parameters of the cluster that are not shown to anybody, by OS.', {
    secret: true,
  }),
  diskparams: maybe(diskTemplateParams, 'Parameters of disk templates.'),
  candidate_pool_size: maybe(positiveInt, 'How many nodes keep a copy of the configuration and may become master.'),
  max_running_jobs: maybe(positiveInt, 'How many jobs may be carried out at the same time; those that wait for locks do not count.'),
  max_tracked_jobs: maybe(positiveInt, 'How many jobs may have left the queue at the same time, those that wait for locks included; never fewer than may run.'),
  uid_pool: maybe(uidRanges, `User ids that instances may run as, replacing those before: ${uids}`),
  add_uids: maybe(uidRanges, `User ids to add to that pool: ${uids}`),
  remove_uids: maybe(uidRanges, `User ids to take from that pool: ${uids}`),
  maintain_node_health: maybe(bool, 'Whether the watcher stops instances that still run on nodes which are marked offline.'),
  prealloc_wipe_disks: maybe(bool, 'Whether new disks are overwritten before an instance gets them.'),
  nicparams: maybe(nicParams, 'NIC parameters of the cluster: `mode`, `link` and `vlan`.'),
  ndparams: maybe(paramDict, 'Node parameters of the cluster.'),
  ipolicy: maybe(
    paramDict,
    'Instance policy: which sizes (`minmax`, `std`; MiB and counts), `disk-templates`, `vcpu-ratio` and `spindle-ratio` are allowed.',
  ),
  drbd_helper: maybe(
    z.string(),
    'Program that DRBD calls from the kernel; the nodes must be configured for the same one. Empty: DRBD is not used.',
  ),
  default_iallocator: maybe(z.string(), 'Allocator used when an operation names neither nodes nor an allocator; empty: none.'),
  default_iallocator_params: maybe(paramDict, 'Options of the default allocator.'),
  mac_prefix: maybe(nonEmptyString, 'First three octets of generated MAC addresses, such as `aa:00:00`.'),
  master_netdev: maybe(z.string(), "Network device of the master that carries the cluster's address."),
  master_netmask: maybe(nonNegativeInt, "Length of the prefix of the cluster's address, such as 24."),
  reserved_lvs: maybe(
    z.array(nonEmptyString),
    'Logical volumes that are none of our business: regular expressions that match `group/volume` as a whole.',
  ),
  hidden_os: maybe(osListChanges, `OS definitions that lists do not show: ${listChange}`),
  blacklisted_os: maybe(osListChanges, `OS definitions that new instances cannot have: ${listChange}`),
  use_external_mip_script: maybe(bool, "Whether a script of the administrator sets the cluster's address up."),
  enabled_disk_templates: maybe(z.array(diskTemplate), 'Disk templates that may be used; the first is the default.'),
  modify_etc_hosts: maybe(bool, 'Whether names of all nodes are kept in `/etc/hosts` of each node, in a block of their own.'),
  file_storage_dir: maybe(z.string(), 'Directory of file disks on each node; empty: none.'),
  shared_file_storage_dir: maybe(z.string(), 'Directory of shared file disks, the same on all nodes; empty: none.'),
  gluster_storage_dir: maybe(z.string(), 'Directory where Gluster volumes are mounted; empty: none.'),
  install_image: maybe(z.string(), 'Disk image (path or URL) of the helper that runs OS scripts inside a virtual machine.'),
  instance_communication_network: maybe(
    z.string(),
    'Network over which instances talk to their node; it is made when there is none of that name. Empty: none.',
  ),
  zeroing_image: maybe(z.string(), 'Disk image (path or URL) of the helper that overwrites free space before an export.'),
  compression_tools: maybe(z.array(nonEmptyString), 'Programs that may compress what is moved between nodes.'),
  enabled_user_shutdown: maybe(bool, 'Whether an instance that was shut down from inside stays down.'),
  enabled_data_collectors: maybe(z.record(z.string(), bool), 'Turns collectors of measurements on or off, by name.'),
  data_collector_interval: maybe(
    z.record(z.string(), z.int()),
    'How often collectors measure, by name, in microseconds.',
  ),
};

export const clusterSetParams = defineOpcode({
  id: 'OP_CLUSTER_SET_PARAMS',
  path: 'cluster/set-params',
  title: 'Change parameters of the cluster',
  doc:
    'Changes what holds for the whole cluster, and the defaults of groups, nodes and instances. What is not given stays as it is; inside ' +
    'dictionaries of parameters too. Instances take new defaults at their next start. The result is null, or the jobs that were submitted ' +
    'because the communication network has changed.',
  params,
  result: jobIdList.nullable(),
  permission: 'cluster.set-params',
  rule: rules(
    macPrefix,
    (given) => emptyListProblem(given, 'enabled_hypervisors') ?? emptyListProblem(given, 'enabled_disk_templates'),
    ({ uid_pool, add_uids, remove_uids }) =>
      [uid_pool, add_uids, remove_uids].map(uidProblem).find((problem) => problem !== null) ?? null,
    ({ file_storage_dir, shared_file_storage_dir, gluster_storage_dir }) =>
      [file_storage_dir, shared_file_storage_dir, gluster_storage_dir].map(pathProblem).find((problem) => problem !== null) ??
      null,
    ({ data_collector_interval: intervals }) =>
      Object.entries((intervals ?? {}) as Record<string, number>).some(([, interval]) => interval < 0)
        ? 'data_collector_interval: an interval cannot be negative'
        : null,
  ),
  cli: [
    {
      command: 'cluster modify',
      args: [],
      options: clusterModifyOptions,
      hidden: ['os_hvp', 'osparams', 'osparams_private_cluster', 'hidden_os', 'blacklisted_os'],
      doc: 'Change parameters of the cluster.',
    },
    {
      command: 'os modify',
      args: ['os'],
      options: osModifyOptions,
      hidden: Object.keys(params).filter((name) => !osModifyOptions.some((option) => option.param === name)),
      finish: osModifyParams,
      doc: 'Change what instances of an OS get, and whether it is offered.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/modify',
      body: 'params',
      // Programs that run on the nodes as root are not for remote clients to name.
      forbidden: ['compression_tools'],
      resource: 'cluster_modify',
      doc: 'Change parameters of the cluster.',
    },
  ],
});

function emptyListProblem(given: Readonly<Record<string, unknown>>, name: string): string | null {
  const list = given[name];
  return Array.isArray(list) && list.length === 0 ? `${name} needs at least one` : null;
}

const MAX_UID = 4_294_967_295;

function uidProblem(ranges: unknown): string | null {
  const wrong = ((ranges ?? []) as [number, number][]).find(([low, high]) => low < 0 || low > high || high > MAX_UID);
  return wrong === undefined ? null : `user ids ${wrong.join('-')}: a range goes from a lower to a higher number of 0 to ${MAX_UID}`;
}

function pathProblem(path: unknown): string | null {
  if (typeof path !== 'string' || path === '' || path.startsWith('/')) return null;
  return `"${path}" is no absolute path`;
}
