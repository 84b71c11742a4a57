/** The placement service of masterd in this process, on a configuration of so many nodes: how long it takes, and how long it holds up the event loop. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openConfig, type ClusterConfig } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import { allocatorPrograms, createPlacement, threadEngine, type Needs, type Placement } from '@ganeti/master-placement';
import { Memory, memoryStore } from '@ganeti/master-state';
import { initialCluster, initialGroup, initialNode } from '@ganeti/objects';
import { execaRunner, systemClock, systemIds } from '@ganeti/runtime';
import { percentile, round, timed } from './stats';

export interface ServiceFigures {
  readonly drbd: number;
  readonly plain: number;
  /** Longest time the event loop was held up: while the cluster is told for the first time, and while instances are placed. Milliseconds. */
  readonly blockAtStart: number;
  readonly block: number;
  /** The same while nothing was done: what other programs on the machine cost. */
  readonly idleBlock: number;
}

/** Of the event loop's samples, milliseconds. */
const resolution = 1;
const rounds = 50;

/** Ten instances per three nodes, mirrored: as many as the cluster's pool of ports has room for. */
export async function placementService(nodes: number): Promise<ServiceFigures> {
  const config = await bigConfig(nodes, Math.min(3 * nodes, 3500));
  const delay = monitorEventLoopDelay({ resolution });
  const longest = (): number => {
    const ms = delay.max / 1e6 - resolution;
    delay.reset();
    return round(ms);
  };
  delay.enable();
  const placement = createPlacement({
    config,
    live: reports,
    clock: systemClock,
    engine: threadEngine((error) => {
      throw error;
    }),
    programs: allocatorPrograms({ searchPath: [], dir: '/nonexistent', runner: execaRunner }),
  });
  await place(placement, 'warm', 'drbd', 5);
  await place(placement, 'warm', 'plain', 5);
  const blockAtStart = longest();
  const drbd = await place(placement, 'new', 'drbd', rounds);
  const plain = await place(placement, 'new', 'plain', rounds);
  const block = longest();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const idleBlock = longest();
  delay.disable();
  await placement.close();
  return { drbd, plain, blockAtStart, block, idleBlock };
}

let lastJob = 0;

async function place(placement: Placement, prefix: string, template: 'drbd' | 'plain', count: number): Promise<number> {
  const samples: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const needs: Needs = {
      name: `${prefix}-${template}${i}.example.com`, template, hypervisor: 'fake', os: '', tags: [], memory: 512, vcpus: 1, spindleUse: 1, disks: [{ size: 1024, mode: 'rw', spindles: null }],
      nics: [{ mac: null, ip: null, mode: 'bridged', link: 'br0', network: null }], volumeSpace: { xenvg: 1024 }, start: true,
    };
    samples.push(await timed(() => placement.place({ jobId: (lastJob += 1), opIndex: 0 }, needs, { allocator: 'hail', group: null })));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return percentile(samples, 50);
}

const uuidOf = (index: number): string => `node-${index}`;
const storage = [{ type: 'lvm-vg', name: 'xenvg', total: 2_097_152, free: 1_000_000 }];
const reports: LiveView = {
  revision: 0,
  node: (uuid) => {
    // Nodes differ, as they do.
    const used = (Number(uuid.slice(5)) * 7919) % 20_000;
    const resources = { memory_total: 65_536, memory_dom0: 1024, memory_free: 60_000 - used, cpu_total: 32, cpu_nodes: 1, cpu_sockets: 2, cpu_dom0: 0, boot_id: '', storage };
    return { reachable: true, last_seen: 1, resources };
  },
  instance: () => [],
  runningOn: () => new Set(),
  caughtUp: async () => undefined,
  onChange: () => () => undefined,
};

async function bigConfig(nodes: number, instances: number): Promise<ClusterConfig> {
  const store = memoryStore(new Memory());
  await store.open();
  const config = await openConfig(store, { clock: systemClock, ids: systemIds });
  await config.transaction((tx) => {
    tx.insert('nodegroup', initialGroup({ uuid: 'group' }));
    for (let i = 0; i < nodes; i += 1) {
      tx.insert('node', initialNode({ uuid: uuidOf(i), name: `node${i}.example.com`, primary_ip: `10.${i >> 8}.${i & 255}.1`, group: 'group', certificate_digest: '', master_candidate: i < 10 }));
    }
    tx.insert('cluster', initialCluster({ uuid: 'cluster', cluster_name: 'c.example.com', master_node: uuidOf(0), master_ip: '10.255.0.1', candidate_pool_size: 10, enabled_disk_templates: ['drbd', 'plain'] }));
  });
  await config.transaction((tx) => {
    for (let i = 0; i < instances; i += 1) {
      const [a, b] = [i % nodes, (i * 31 + 7 + Math.floor(i / nodes)) % nodes];
      const second = a === b ? (b + 1) % nodes : b;
      const child = (what: string, size: number) => ({ dev_type: 'plain' as const, logical_id: { type: 'plain' as const, vg: 'xenvg', lv: `${i}_${what}` }, size, children: [] });
      tx.insert('disk', {
        uuid: `disk-${i}`, dev_type: 'drbd', logical_id: { type: 'drbd', node_a: uuidOf(a), node_b: uuidOf(second), port: 11_000 + i, minor_a: i, minor_b: i, secret: 's' }, size: 1024,
        children: [child('data', 1024), child('meta', 128)], instance: `i-${i}`, nodes: [uuidOf(a), uuidOf(second)], name: null, mode: 'rw', iv_name: 'disk/0', spindles: null, params: {},
      });
      tx.insert('instance', {
        uuid: `i-${i}`, name: `i${i}.example.com`, tags: [], primary_node: uuidOf(a), os: 'noop', hypervisor: 'fake', disk_template: 'drbd', hvparams: {}, beparams: { maxmem: 256 + (i % 4) * 128 },
        osparams: {}, osparams_private: {}, admin_state: 'up', admin_state_source: 'admin', nics: [], disks: [`disk-${i}`], disks_active: true, network_port: null, forthcoming: false,
      });
    }
  });
  return config;
}
