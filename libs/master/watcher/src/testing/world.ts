/** A watcher on a real configuration, with nodes and jobs that are as a test says, and time that stands still. */
import { RpcError } from '@ganeti/errors';
import { openConfig, type ClusterConfig } from '@ganeti/master-config';
import type { JobView } from '@ganeti/master-jobs';
import type { NodeLive, NodeResourcesLive } from '@ganeti/master-live';
import { Memory, memoryStore } from '@ganeti/master-state';
import { initialCluster, initialGroup, initialNode, type Disk, type Instance, type Json } from '@ganeti/objects';
import { systemIds, type Clock } from '@ganeti/runtime';
import { createWatcher, type Act, type Watcher, type WatcherSettings } from '../index';
import type { WatcherJobs, WatcherParts } from '../types';

export interface Submitted {
  readonly id: number;
  readonly opcode: Readonly<Record<string, Json>>;
  end: 'success' | 'error' | null;
  result: Json;
}

type Listener = Parameters<WatcherJobs['onEvent']>[0];

/** Time that stands still until `advance`. */
type MovedClock = Clock & { advance(seconds: number): Promise<void> };

export class WatcherWorld {
  readonly memory = new Memory();
  readonly statuses = new Map<string, string>();
  readonly boots = new Map<string, string>([['n1', 'a'], ['n2', 'a']]);
  readonly acts: Act[] = [];
  readonly errors: unknown[] = [];
  readonly submitted: Submitted[] = [];
  /** Guests that nodes which are marked offline have; no entry: the node is dead. */
  readonly strays = new Map<string, string[]>();
  archived = 0;
  drained = false;
  config!: ClusterConfig;
  watcher!: Watcher;
  private readonly listeners = new Set<Listener>();

  constructor(readonly clock: MovedClock) {}

  async boot(settings: Partial<WatcherSettings> = {}): Promise<void> {
    this.watcher?.stop();
    const store = memoryStore(this.memory);
    await store.open();
    this.config = await openConfig(store, { clock: this.clock, ids: systemIds });
    if (!this.config.initialised) {
      await this.config.transaction((tx) => {
        tx.insert('nodegroup', initialGroup({ uuid: 'g' }));
        for (const uuid of ['n1', 'n2']) {
          tx.insert('node', initialNode({ uuid, name: `${uuid}.example.com`, primary_ip: `127.0.1.${uuid.slice(1)}`, group: 'g', certificate_digest: '', master_candidate: true }));
        }
        tx.insert('cluster', initialCluster({ uuid: 'c', cluster_name: 'cluster.example.com', master_node: 'n1', master_ip: '127.0.1.100', candidate_pool_size: 2 }));
      });
    }
    this.watcher = await createWatcher({
      config: this.config,
      live: { node: (uuid) => this.live(uuid) },
      jobs: this.jobs(),
      store,
      statusOf: ({ name }) => this.statuses.get(name) ?? 'running',
      clock: this.clock,
      callOffline: this.callOffline,
      settings,
      onAct: (act) => this.acts.push(act),
      onError: (error) => this.errors.push(error),
    });
    this.watcher.start();
  }

  /** A mirrored instance on both nodes. */
  async instance(name: string, change: Partial<Instance> = {}): Promise<void> {
    await this.config.transaction((tx) => {
      tx.insert('disk', disk(name));
      tx.insert('instance', { ...instanceOf(name), ...change });
    });
  }

  /** Kinds of opcodes and what they are about, of the jobs that were submitted since the last call. */
  taken(): string[] {
    const lines = this.submitted.slice(this.seen).map(({ opcode }) => `${text(opcode['OP_ID'])} ${text(opcode['instance_name'] ?? opcode['group_name'] ?? opcode['nodes'])}`);
    this.seen = this.submitted.length;
    return lines;
  }
  private seen = 0;

  /** The oldest unfinished job of this kind ends. */
  async end(kind: string, end: 'success' | 'error', result: Json = null): Promise<void> {
    const job = this.submitted.find((each) => each.end === null && each.opcode['OP_ID'] === kind);
    if (job === undefined) throw new Error(`no ${kind} is under way`);
    job.end = end;
    job.result = result;
    for (const listener of this.listeners) listener({ type: 'job', id: job.id, status: end });
    await this.clock.advance(0);
  }

  private readonly callOffline = (async (node: string, method: string, request: { instance?: { name: string } }) => {
    const guests = this.strays.get(node);
    if (guests === undefined) throw new RpcError(node, 'unreachable', 'it is dead');
    if (method === 'Node.Verify') return { instances: guests.map((name) => ({ name, hypervisor: 'fake', state: 'running' })) };
    this.strays.set(node, guests.filter((name) => name !== request.instance?.name));
    return {};
  }) as WatcherParts['callOffline'];

  private live(uuid: string): NodeLive {
    const boot_id = this.boots.get(uuid);
    if (boot_id === undefined) return { reachable: false, last_seen: 0, resources: null };
    return { reachable: true, last_seen: this.clock.now(), resources: { boot_id } as NodeResourcesLive };
  }

  private jobs(): WatcherJobs {
    const view = ({ id, opcode, end, result }: Submitted): JobView =>
      ({ id, end: end === null ? null : [1, 0], ops: [{ input: opcode, status: end ?? 'running', result }] }) as unknown as JobView;
    const isDrained = (): boolean => this.drained;
    return {
      get drained() {
        return isDrained();
      },
      submit: async (jobs) =>
        jobs.map(([opcode]) => {
          const id = this.submitted.length + 1;
          this.submitted.push({ id, opcode: opcode as Submitted['opcode'], end: null, result: null });
          return { id };
        }),
      get: (id) => this.submitted.filter((job) => job.id === id).map(view)[0],
      list: () => this.submitted.map(view),
      autoArchive: async () => {
        const count = this.archived;
        this.archived = 0;
        return [count, 0];
      },
      onEvent: (listener) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
      },
    };
  }
}

const text = (value: Json | undefined): string => (Array.isArray(value) ? value.map(text).join(' ') : typeof value === 'string' ? value : '');

function instanceOf(name: string): Omit<Instance, 'serial_no' | 'ctime' | 'mtime'> {
  return {
    ...{ uuid: `i-${name}`, name, tags: [], primary_node: 'n1', os: 'noop', hypervisor: 'fake', disk_template: 'drbd' },
    ...{ hvparams: {}, beparams: {}, osparams: {}, osparams_private: {}, nics: [], disks: [`d-${name}`], disks_active: true },
    ...{ admin_state: 'up', admin_state_source: 'admin', network_port: null, forthcoming: false },
  };
}

let minors = 0;
function disk(name: string): Omit<Disk, 'serial_no' | 'ctime' | 'mtime'> {
  const minor = (minors += 1);
  const volume = (lv: string, size: number) => ({ dev_type: 'plain', logical_id: { type: 'plain', vg: 'xenvg', lv }, size, children: [] }) as const;
  return {
    uuid: `d-${name}`,
    dev_type: 'drbd',
    logical_id: { type: 'drbd', node_a: 'n1', node_b: 'n2', port: 11_000 + minor, minor_a: minor, minor_b: minor, secret: 's' },
    size: 1024,
    children: [volume(`${name}_data`, 1024), volume(`${name}_meta`, 128)],
    instance: `i-${name}`,
    nodes: ['n1', 'n2'],
    ...{ name: null, mode: 'rw', iv_name: 'disk/0', spindles: null, params: {} },
  };
}
