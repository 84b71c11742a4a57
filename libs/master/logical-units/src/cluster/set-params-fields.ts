/** Single values that the cluster has, after a change. Throws OpPrereqError for what cannot be. */
import { isIPv6 } from 'node:net';
import { posix } from 'node:path';
import { OpPrereqError } from '@ganeti/errors';
import type { Cluster } from '@ganeti/objects';
import type { clusterSetParams, ParamsOf } from '@ganeti/opcodes';

export type SetParams = ParamsOf<typeof clusterSetParams>;
type Change = Partial<Cluster>;

/** Taken as they are. */
const plain = [
  'enabled_hypervisors', 'enabled_disk_templates', 'candidate_pool_size', 'max_running_jobs', 'max_tracked_jobs', 'maintain_node_health', 'prealloc_wipe_disks',
  'default_iallocator', 'default_iallocator_params', 'master_netdev', 'master_netmask', 'reserved_lvs', 'use_external_mip_script', 'modify_etc_hosts', 'file_storage_dir',
  'shared_file_storage_dir', 'gluster_storage_dir', 'install_image', 'instance_communication_network', 'zeroing_image', 'compression_tools', 'enabled_user_shutdown',
] as const;
const collectors = ['cpu-avg-load', 'diskstats', 'drbd', 'inst-status-xen', 'lv', 'xen-cpu-avg-load'];

export function changedFields(cluster: Cluster, params: SetParams): Change {
  checkValues(cluster, params);
  return {
    ...Object.fromEntries(plain.flatMap((name) => (params[name] === null ? [] : [[name, params[name]]]))),
    ...(params.vg_name === null ? {} : { volume_group_name: params.vg_name }),
    ...(params.drbd_helper === null ? {} : { drbd_usermode_helper: params.drbd_helper }),
    ...(params.mac_prefix === null ? {} : { mac_prefix: params.mac_prefix.toLowerCase() }),
    ...(params.hidden_os === null ? {} : { hidden_os: changedNames(cluster.hidden_os, params.hidden_os, 'hidden_os') }),
    ...(params.blacklisted_os === null ? {} : { blacklisted_os: changedNames(cluster.blacklisted_os, params.blacklisted_os, 'blacklisted_os') }),
    ...(params.uid_pool === null && params.add_uids === null && params.remove_uids === null ? {} : { uid_pool: changedUids(cluster.uid_pool, params) }),
  };
}

function checkValues(cluster: Cluster, params: SetParams): void {
  for (const name of ['enabled_hypervisors', 'enabled_disk_templates', 'compression_tools'] as const) {
    const twice = params[name]?.find((value, index, all) => all.indexOf(value) !== index);
    if (twice !== undefined) throw wrong(`'${name}' names ${twice} twice`);
  }
  for (const name of ['file_storage_dir', 'shared_file_storage_dir', 'gluster_storage_dir'] as const) {
    const path = params[name];
    if (path !== null && path !== '' && posix.normalize(path) !== path) throw wrong(`'${name}' is ${path}; write it as ${posix.normalize(path)}`);
  }
  for (const pattern of params.reserved_lvs ?? []) {
    try {
      new RegExp(pattern);
    } catch (error) {
      throw wrong(`'reserved_lvs': ${pattern} is no regular expression (${(error as Error).message})`);
    }
  }
  const longest = isIPv6(cluster.master_ip) ? 128 : 32;
  if (params.master_netmask !== null && params.master_netmask > longest) throw wrong(`'master_netmask' is ${params.master_netmask}; the prefix of ${cluster.master_ip} has at most ${longest} bits`);
  if (params.master_netdev === '') throw wrong("'master_netdev' is empty; name a network device");
  const tool = params.compression_tools?.find((name) => !/^[A-Za-z0-9_-]+$/.test(name));
  if (tool !== undefined) throw wrong(`'compression_tools': '${tool}' is no name of a program (letters, digits, - and _)`);
  if (params.compression_tools?.includes('gzip') === false) throw wrong("'compression_tools' needs gzip, which older clients count on");
  checkCollectors(params);
}

/** Turning off what there is not is easily done; anything else would be a promise. */
function checkCollectors({ enabled_data_collectors: enabled, data_collector_interval: intervals }: SetParams): void {
  const unknown = Object.keys({ ...enabled, ...intervals }).find((name) => !collectors.includes(name));
  if (unknown !== undefined) throw wrong(`There is no data collector '${unknown}'; Ganeti knows ${collectors.join(', ')}`);
  const asked = [...Object.entries(enabled ?? {}).flatMap(([name, on]) => (on ? [name] : [])), ...Object.keys(intervals ?? {})];
  if (asked.length > 0) throw wrong(`Data collector ${asked[0]} cannot be set up: this release has none, ask masterd for its metrics instead`);
}

function changedNames(before: readonly string[], changes: readonly (readonly [string, string])[], what: string): readonly string[] {
  const names = new Set(before);
  for (const [action, name] of changes) {
    if (action === 'add') names.add(name);
    else if (action === 'remove') names.delete(name);
    else throw wrong(`'${what}': an OS is added or removed, not '${action}'`);
  }
  return [...names].sort();
}

function changedUids(before: Cluster['uid_pool'], { uid_pool, add_uids, remove_uids }: SetParams): Cluster['uid_pool'] {
  const text = ([low, high]: readonly number[]): string => `${low}-${high}`;
  let pool = [...(uid_pool ?? before)];
  for (const range of add_uids ?? []) if (!pool.some((own) => text(own) === text(range))) pool.push(range);
  for (const range of remove_uids ?? []) {
    if (!pool.some((own) => text(own) === text(range))) {
      throw wrong(`User ids ${text(range)} are not in the pool, which has ${pool.map(text).join(', ') || 'none'}; name a range as it is there`);
    }
    pool = pool.filter((own) => text(own) !== text(range));
  }
  pool.sort(([a], [b]) => a - b);
  const overlap = pool.find(([low], index) => index > 0 && low <= (pool[index - 1]?.[1] ?? -1));
  if (overlap !== undefined) throw wrong(`User ids ${text(overlap)} overlap with another range of the pool`);
  return pool;
}

function wrong(what: string): OpPrereqError {
  return new OpPrereqError(what, 'wrong_input');
}
