/** Small sound objects for this library's specs. */
import type { Cluster, Disk, Instance, Network, Nic, Node, NodeGroup } from '@ganeti/objects';
import { memoryStore } from '@ganeti/master-state';
import type { StateStore } from '@ganeti/master-state';
import type { Clock, Ids } from '@ganeti/runtime';
import type { ClusterConfig, ConfigTx, NewObject } from './index';
import { openConfig } from './index';

/** A clock that goes on by a second each time it is asked. */
export function tickingClock(): Clock {
  let now = 1000;
  return {
    now: () => (now += 1),
    sleep: () => Promise.reject(new Error('nobody sleeps here')),
    after: () => () => undefined,
  };
}

/** Counts, so that every run is the same. */
export function countingIds(): Ids {
  let count = 0;
  const next = (): number => (count += 1);
  return {
    uuid: () => `uuid-${next()}`,
    hex: (length) => next().toString(16).padStart(2 * length, '0').slice(-2 * length),
    int: (bound) => next() % bound,
  };
}

export function cluster(over: Partial<Cluster> = {}): NewObject<'cluster'> {
  return {
    uuid: 'cluster',
    tags: [],
    cluster_name: 'cluster.example.com',
    master_node: 'n0',
    master_ip: '127.0.1.100',
    master_netdev: 'lo',
    master_netmask: 32,
    use_external_mip_script: false,
    volume_group_name: 'xenvg',
    drbd_usermode_helper: '/bin/true',
    mac_prefix: 'aa:00:00',
    enabled_hypervisors: ['fake'],
    enabled_disk_templates: ['drbd', 'plain'],
    hvparams: {},
    os_hvp: {},
    beparams: { default: {} },
    nicparams: { default: {} },
    osparams: {},
    ndparams: {},
    diskparams: {},
    ipolicy: {},
    candidate_pool_size: 1,
    max_running_jobs: 20,
    max_tracked_jobs: 25,
    default_iallocator: '',
    default_iallocator_params: {},
    file_storage_dir: '',
    shared_file_storage_dir: '',
    gluster_storage_dir: '',
    hidden_os: [],
    blacklisted_os: [],
    reserved_lvs: [],
    uid_pool: [],
    maintain_node_health: false,
    modify_etc_hosts: false,
    modify_ssh_setup: false,
    prealloc_wipe_disks: false,
    primary_ip_version: 4,
    compression_tools: [],
    instance_communication_network: '',
    install_image: '',
    zeroing_image: '',
    enabled_user_shutdown: false,
    queue_drained: false,
    watcher_pause_until: null,
    ...over,
  };
}

export function group(over: Partial<NodeGroup> = {}): NewObject<'nodegroup'> {
  return { uuid: 'g0', name: 'default', tags: [], alloc_policy: 'preferred', ndparams: {}, diskparams: {}, ipolicy: {}, networks: {}, ...over };
}

export function node(index: number, over: Partial<Node> = {}): NewObject<'node'> {
  return {
    uuid: `n${index}`,
    name: `node${index}.example.com`,
    tags: [],
    primary_ip: `127.0.1.${index + 1}`,
    secondary_ip: `127.0.1.${index + 1}`,
    group: 'g0',
    master_candidate: index === 0,
    drained: false,
    offline: false,
    master_capable: true,
    vm_capable: true,
    powered: true,
    ndparams: {},
    port: 1811,
    certificate_digest: '',
    ...over,
  };
}

export function network(over: Partial<Network> = {}): NewObject<'network'> {
  return {
    uuid: 'net0',
    name: 'front',
    tags: [],
    network: '10.0.0.0/29',
    gateway: null,
    network6: null,
    gateway6: null,
    mac_prefix: null,
    ext_reservations: '00000000',
    ...over,
  };
}

export function instance(name: string, over: Partial<Instance> = {}): NewObject<'instance'> {
  return {
    uuid: name,
    name: `${name}.example.com`,
    tags: [],
    primary_node: 'n0',
    os: 'noop',
    hypervisor: 'fake',
    disk_template: 'diskless',
    hvparams: {},
    beparams: {},
    osparams: {},
    osparams_private: {},
    admin_state: 'down',
    admin_state_source: 'admin',
    nics: [],
    disks: [],
    disks_active: false,
    network_port: null,
    forthcoming: false,
    ...over,
  };
}

export function nic(mac: string, over: Partial<Nic> = {}): Nic {
  return { uuid: `nic-${mac}`, name: null, mac, ip: null, network: null, nicparams: {}, ...over };
}

export function plainDisk(uuid: string, owner: string | null, index: number, nodes: string[], over: Partial<Disk> = {}): NewObject<'disk'> {
  return {
    uuid,
    dev_type: 'plain',
    logical_id: { type: 'plain', vg: 'xenvg', lv: uuid },
    size: 128,
    children: [],
    instance: owner,
    nodes,
    name: null,
    mode: 'rw',
    iv_name: `disk/${index}`,
    spindles: null,
    params: {},
    ...over,
  };
}

export function drbdDisk(uuid: string, owner: string, index: number, id: { a: string; b: string; port: number; minorA: number; minorB: number }): NewObject<'disk'> {
  const volume = (role: string): Disk['children'][number] => ({
    dev_type: 'plain',
    logical_id: { type: 'plain', vg: 'xenvg', lv: `${uuid}.${role}` },
    size: 128,
    children: [],
  });
  return plainDisk(uuid, owner, index, [id.a, id.b], {
    dev_type: 'drbd',
    logical_id: { type: 'drbd', node_a: id.a, node_b: id.b, port: id.port, minor_a: id.minorA, minor_b: id.minorB, secret: 's' },
    children: [volume('data'), volume('meta')],
  });
}

/** Cluster, group "default" and `nodes` nodes n0, n1, …; n0 is the master. */
export function seed(tx: ConfigTx, nodes: number, over: Partial<Cluster> = {}): void {
  tx.insert('cluster', cluster(over));
  tx.insert('nodegroup', group());
  for (let i = 0; i < nodes; i += 1) tx.insert('node', node(i));
}

export async function seeded(nodes = 3, store?: StateStore): Promise<{ config: ClusterConfig; store: StateStore }> {
  const own = store ?? memoryStore();
  if (store === undefined) await own.open();
  const config = await openConfig(own, { clock: tickingClock(), ids: countingIds() });
  await config.transaction((tx) => seed(tx, nodes));
  return { config, store: own };
}
