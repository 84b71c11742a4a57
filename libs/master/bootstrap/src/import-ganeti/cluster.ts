/** The cluster's own settings (Ganeti: objects.Cluster). */
import { BE_DEFAULTS, DEFAULT_PROFILE, DISK_DEFAULTS, HV_DEFAULTS, initialCluster, IPOLICY_DEFAULTS, ND_DEFAULTS, NIC_DEFAULTS, STORAGE_TYPES, type Cluster, type ParamDict } from '@ganeti/objects';
import { Unusable } from './findings';
import { beParams, diskLayers, hvLayers, isHypervisor, ndParams, nicParams, policy } from './params';
import type { Reader } from './reader';

/** Linux' AF_INET6, which the file has for IPv6. */
const AF_INET6 = 10;

export function clusterOf(reader: Reader): Cluster {
  const { uuid, ...stamps } = reader.stamps();
  const cluster: Cluster = {
    ...initialCluster({ uuid, cluster_name: reader.text('cluster_name'), master_node: reader.text('master_node'), master_ip: reader.text('master_ip') }),
    ...stamps,
    tags: reader.tags(),
    master_netdev: reader.text('master_netdev'),
    master_netmask: reader.number('master_netmask', 32),
    use_external_mip_script: reader.flag('use_external_mip_script', false),
    volume_group_name: reader.text('volume_group_name', ''),
    drbd_usermode_helper: reader.text('drbd_usermode_helper', ''),
    mac_prefix: reader.text('mac_prefix'),
    enabled_hypervisors: usable(reader, 'enabled_hypervisors', isHypervisor),
    enabled_disk_templates: usable(reader, 'enabled_disk_templates', (template) => Object.hasOwn(STORAGE_TYPES, template)),
    candidate_pool_size: reader.number('candidate_pool_size', 10),
    default_iallocator: reader.text('default_iallocator', ''),
    default_iallocator_params: reader.dict('default_iallocator_params'),
    file_storage_dir: reader.text('file_storage_dir', ''),
    shared_file_storage_dir: reader.text('shared_file_storage_dir', ''),
    gluster_storage_dir: reader.text('gluster_storage_dir', ''),
    hidden_os: reader.texts('hidden_os'),
    blacklisted_os: reader.texts('blacklisted_os'),
    reserved_lvs: reader.texts('reserved_lvs'),
    uid_pool: uidPool(reader),
    maintain_node_health: reader.flag('maintain_node_health', false),
    modify_etc_hosts: reader.flag('modify_etc_hosts', false),
    modify_ssh_setup: reader.flag('modify_ssh_setup', false),
    prealloc_wipe_disks: reader.flag('prealloc_wipe_disks', false),
    primary_ip_version: reader.number('primary_ip_family', 2) === AF_INET6 ? 6 : 4,
    compression_tools: reader.texts('compression_tools'),
    instance_communication_network: reader.text('instance_communication_network', ''),
    install_image: reader.text('install_image', ''),
    zeroing_image: reader.text('zeroing_image', ''),
    enabled_user_shutdown: reader.flag('enabled_user_shutdown', false),
    ...queueLimits(reader),
    ...layers(reader),
  };
  reader.skip('highest_used_port', 'tcpudp_port_pool');
  reader.leave('this cluster has certificates and keys of its own', 'candidate_certs', 'rsahostkeypub', 'dsahostkeypub');
  reader.leave('what is measured is told by the metrics of the daemons', 'data_collectors', 'mond');
  reader.leave('nodes are reached by their daemons, without SSH', 'ssh_key_type', 'ssh_key_bits');
  reader.leave('sizes of the machines are measured, not set', 'hv_state_static', 'disk_state_static');
  reader.end();
  return cluster;
}

/** Defaults of all layers: what this release knows beside them has its standard value. */
function layers(reader: Reader): Pick<Cluster, 'hvparams' | 'os_hvp' | 'beparams' | 'nicparams' | 'osparams' | 'osparams_private_cluster' | 'ndparams' | 'diskparams' | 'ipolicy'> {
  const given = hvLayers(reader, reader.dicts('hvparams'), 'parameters');
  const disks = diskLayers(reader, reader.dicts('diskparams'));
  const filled = (defaults: Readonly<Record<string, ParamDict>>, own: Readonly<Record<string, ParamDict>>) =>
    Object.fromEntries(Object.entries(defaults).map(([name, params]) => [name, { ...params, ...own[name] }]));
  const osHvp = Object.entries(reader.dicts('os_hvp')).map(([os, byHypervisor]) => [os, hvLayers(reader, byHypervisor as Readonly<Record<string, ParamDict>>, `parameters for OS ${os}`)] as const);
  return {
    hvparams: filled(HV_DEFAULTS, given),
    os_hvp: Object.fromEntries(osHvp),
    beparams: { [DEFAULT_PROFILE]: { ...BE_DEFAULTS, ...beParams(reader, reader.dicts('beparams')[DEFAULT_PROFILE] ?? {}) } },
    nicparams: { [DEFAULT_PROFILE]: { ...NIC_DEFAULTS, ...nicParams(reader, reader.dicts('nicparams')[DEFAULT_PROFILE] ?? {}) } },
    osparams: reader.dicts('osparams'),
    osparams_private_cluster: reader.dicts('osparams_private_cluster'),
    ndparams: { ...ND_DEFAULTS, ...ndParams(reader, reader.dict('ndparams')) },
    diskparams: filled(DISK_DEFAULTS, disks),
    ipolicy: { ...IPOLICY_DEFAULTS, ...policy(reader, reader.dict('ipolicy'), true) },
  };
}

/** Ganeti starts a process for each job and allows few; here a job is cheap, so limits nobody has touched are ours. */
function queueLimits(reader: Reader): { max_running_jobs: number; max_tracked_jobs: number } {
  const ours = initialCluster({ uuid: '', cluster_name: '', master_node: '', master_ip: '' });
  const running = reader.number('max_running_jobs', 20);
  const tracked = reader.number('max_tracked_jobs', 25);
  if (running !== 20 || tracked !== 25) return { max_running_jobs: running, max_tracked_jobs: tracked };
  reader.findings.add('changed', reader.object, `max_running_jobs 20 and max_tracked_jobs 25 are Ganeti's standard; here it is ${ours.max_running_jobs} and ${ours.max_tracked_jobs}`);
  return { max_running_jobs: ours.max_running_jobs, max_tracked_jobs: ours.max_tracked_jobs };
}

function usable(reader: Reader, key: string, isKnown: (name: string) => boolean): readonly string[] {
  const given = reader.texts(key);
  const kept = given.filter(isKnown);
  const lost = given.filter((name) => !isKnown(name));
  if (lost.length > 0) reader.findings.add('left', reader.object, `${key} ${lost.join(', ')}: nodes have no driver for it`);
  if (kept.length === 0) throw new Unusable(`has no ${key} that exist here: ${given.join(', ') || 'none'}`);
  return kept;
}

function uidPool(reader: Reader): readonly (readonly [number, number])[] {
  return reader.list('uid_pool').map((range) => {
    const [low, high] = Array.isArray(range) ? (range as unknown[]) : [];
    if (typeof low !== 'number' || typeof high !== 'number') throw new Unusable(`has a range of user ids that is no pair of numbers: ${JSON.stringify(range)}`);
    return [low, high] as const;
  });
}
