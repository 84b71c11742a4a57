/** A small cluster in a real configuration, with nodes that report what a test says. */
import { openConfig, type ClusterConfig } from '@ganeti/master-config';
import type { JobView } from '@ganeti/master-jobs';
import type { InstanceLive, LiveView, NodeLive } from '@ganeti/master-live';
import type { LockInfo } from '@ganeti/master-locking';
import { memoryStore } from '@ganeti/master-state';
import { initialCluster, initialGroup, initialNode } from '@ganeti/objects';
import type { Cluster, Disk, Instance, Nic, Node } from '@ganeti/objects';
import type { Clock, Ids } from '@ganeti/runtime';
import { createQuery, type OsDefinition, type ProviderDefinition, type Query, type QueryRequest } from '../index';

type New<T> = Omit<T, 'serial_no' | 'ctime' | 'mtime'>;

export function newInstance(name: string, more: Partial<Instance> = {}): New<Instance> {
  return {
    uuid: `i-${name}`,
    name: `${name}.example.com`,
    tags: [],
    primary_node: 'n1',
    os: 'noop',
    hypervisor: 'fake',
    disk_template: 'diskless',
    hvparams: {},
    beparams: {},
    osparams: {},
    osparams_private: {},
    admin_state: 'up',
    admin_state_source: 'admin',
    nics: [],
    disks: [],
    disks_active: true,
    network_port: null,
    forthcoming: false,
    ...more,
  };
}

export function newNic(index: number, more: Partial<Nic> = {}): Nic {
  return { uuid: `nic${index}`, name: null, mac: `aa:00:00:00:00:${index.toString(16).padStart(2, '0')}`, ip: null, network: null, nicparams: {}, ...more };
}

export function newDrbdDisk(instance: string, nodes: readonly [string, string], minor: number, more: Partial<Disk> = {}): New<Disk> {
  const volume = (lv: string, size: number) =>
    ({ dev_type: 'plain', logical_id: { type: 'plain', vg: 'xenvg', lv }, size, children: [] }) as const;
  return {
    uuid: `d-${instance}`,
    dev_type: 'drbd',
    logical_id: { type: 'drbd', node_a: nodes[0], node_b: nodes[1], port: 11000 + minor, minor_a: minor, minor_b: minor, secret: 's' },
    size: 1024,
    children: [volume(`${instance}_data`, 1024), volume(`${instance}_meta`, 128)],
    instance,
    nodes,
    name: null,
    mode: 'rw',
    iv_name: 'disk/0',
    spindles: null,
    params: {},
    ...more,
  };
}

/** Live data a test sets; listeners hear of it at once. */
export class FakeLive implements LiveView {
  revision = 0;
  readonly #nodes = new Map<string, NodeLive>();
  readonly #instances = new Map<string, InstanceLive[]>();
  readonly #listeners = new Set<Parameters<LiveView['onChange']>[0]>();

  node(uuid: string): NodeLive {
    return this.#nodes.get(uuid) ?? { reachable: false, last_seen: 0, resources: null };
  }
  instance(name: string): readonly InstanceLive[] {
    return this.#instances.get(name) ?? [];
  }
  runningOn(node: string): ReadonlySet<string> {
    return new Set([...this.#instances].filter(([, places]) => places.some((place) => place.node === node)).map(([name]) => name));
  }
  async caughtUp(): Promise<void> {}
  onChange(listener: Parameters<LiveView['onChange']>[0]): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(node: string, instances: readonly string[]): void {
    this.revision += 1;
    for (const listener of this.#listeners) listener({ node, instances });
  }

  report(node: string, more: Partial<NonNullable<NodeLive['resources']>> = {}, reachable = true): void {
    const resources = {
      memory_total: 8192,
      memory_free: 6000,
      memory_dom0: 200,
      cpu_total: 8,
      cpu_nodes: 2,
      cpu_sockets: 1,
      cpu_dom0: 8,
      boot_id: `boot-${node}`,
      storage: [
        { type: 'lvm-vg', name: 'xenvg', total: 100_000, free: 90_000 },
        { type: 'file', name: '/srv/ganeti/file-storage', total: 50_000, free: 40_000 },
      ],
      ...more,
    };
    this.#nodes.set(node, { reachable, last_seen: 1, resources });
    this.#tell(node, []);
  }

  run(name: string, node: string, more: Partial<InstanceLive> = {}): void {
    this.#instances.set(name, [...(this.#instances.get(name) ?? []).filter((place) => place.node !== node), { node, state: 'running', memory: 128, vcpus: 1, ...more }]);
    this.#tell(node, [name]);
  }

  stop(name: string): void {
    const [place] = this.#instances.get(name) ?? [];
    this.#instances.delete(name);
    if (place !== undefined) this.#tell(place.node, [name]);
  }
}

export interface TestCluster {
  readonly config: ClusterConfig;
  readonly live: FakeLive;
  readonly query: Query;
  /** Another query engine on the same cluster, which remembers nothing yet. */
  freshQuery(): Query;
  readonly jobs: JobView[];
  readonly locks: LockInfo[];
  /** What nodes answer, by uuid; null: they do not. */
  readonly os: Map<string, readonly OsDefinition[] | null>;
  readonly extstorage: Map<string, readonly ProviderDefinition[] | null>;
  readonly exports: Map<string, readonly string[] | null>;
  /** Seconds since the epoch, as the query sees it. */
  time: number;
  /** Rows of a `dicts` answer. */
  dicts(kind: string, fields: readonly string[], more?: Partial<QueryRequest>): Promise<Record<string, unknown>[]>;
  /** Rows of a `pairs` answer. */
  pairs(kind: string, fields: readonly string[], more?: Partial<QueryRequest>): Promise<[number, unknown][][]>;
  insert(instance: New<Instance>, disks?: readonly New<Disk>[]): Promise<void>;
}

export async function testCluster(over: Partial<Cluster> = {}, options: { readonly nodes?: number; readonly sliceMs?: number } = {}): Promise<TestCluster> {
  const { nodes = 3 } = options;
  const store = memoryStore();
  await store.open();
  let uuid = 0;
  const ids: Ids = { uuid: () => `uuid-${(uuid += 1)}`, hex: (length) => 'ab'.repeat(length), int: () => 0 };
  const clock = { now: () => cluster.time, sleep: () => Promise.resolve(), after: () => () => undefined } satisfies Clock;
  const live = new FakeLive();
  const jobs: JobView[] = [];
  const locks: LockInfo[] = [];
  const os: TestCluster['os'] = new Map();
  const extstorage: TestCluster['extstorage'] = new Map();
  const exports: TestCluster['exports'] = new Map();
  const cluster = { time: 1000 };
  const config = await openConfig(store, { clock, ids });
  await config.transaction((tx) => {
    tx.insert('cluster', initialCluster({ uuid: 'c', cluster_name: 'cluster.example.com', master_node: 'n1', master_ip: '127.0.1.100', candidate_pool_size: 1, ...over }));
    tx.insert('nodegroup', initialGroup({ uuid: 'g1' }));
    for (let index = 1; index <= nodes; index += 1) tx.insert('node', newNode(index));
  });
  const freshQuery = (): Query => newQuery();
  const newQuery = (sliceMs?: number): Query => createQuery({
    sliceMs,
    config,
    live,
    jobs: { list: () => jobs.filter((job) => !job.archived), get: (id) => jobs.find((job) => job.id === id && !job.archived), archived: (id) => Promise.resolve(jobs.find((job) => job.id === id) ?? null) },
    locks: { list: () => locks },
    nodeLists: { os: () => Promise.resolve(os), extstorage: () => Promise.resolve(extstorage), exports: () => Promise.resolve(exports) },
    version: {
      software_version: '3.2.0',
      protocol_version: 3020000,
      config_version: 3020000,
      os_api_version: 20,
      export_version: 0,
      vcs_version: 'test',
      architecture: ['64bits', 'x86_64'],
    },
    clock,
    ids,
  });
  const query = newQuery(options.sliceMs);
  for (let index = 1; index <= nodes; index += 1) live.report(`n${index}`);
  const rows = async (request: QueryRequest): Promise<unknown> => JSON.parse(Buffer.concat((await query.query(request)).rows).toString()) as unknown;
  return Object.assign<typeof cluster, Omit<TestCluster, 'time'>>(cluster, {
    config,
    live,
    query,
    freshQuery,
    jobs,
    locks,
    os,
    extstorage,
    exports,
    dicts: async (kind: string, fields: readonly string[], more = {}) => (await rows({ kind, fields, form: 'dicts', ...more })) as Record<string, unknown>[],
    pairs: async (kind: string, fields: readonly string[], more = {}) => (await rows({ kind, fields, form: 'pairs', ...more })) as [number, unknown][][],
    insert: async (instance: New<Instance>, disks: readonly New<Disk>[] = []) => {
      await config.transaction((tx) => {
        tx.insert('instance', instance);
        for (const disk of disks) tx.insert('disk', disk);
      });
    },
  });
}

export function newNode(index: number, more: Partial<Node> = {}): New<Node> {
  return initialNode({
    uuid: `n${index}`,
    name: `node${index}.example.com`,
    primary_ip: `127.0.${Math.floor(index / 250) + 1}.${(index % 250) + 1}`,
    group: 'g1',
    certificate_digest: `digest-${index}`,
    master_candidate: index === 1,
    ...more,
  });
}
