/** A master on a memory store with fake nodes, that can be killed and started again; for this library's specs. */
import { OpExecError, OpPrereqError } from '@ganeti/errors';
import { openConfig, type ClusterConfig } from '@ganeti/master-config';
import { createLockManager, type LevelRequest, type LockManager } from '@ganeti/master-locking';
import { Memory, memoryStore, type StateStore } from '@ganeti/master-state';
import type { Cluster, Node, NodeGroup } from '@ganeti/objects';
import { testDelay } from '@ganeti/opcodes';
import { systemIds, type Clock } from '@ganeti/runtime';
import {
  createJobQueue,
  defineLogicalUnit,
  memoryJobKeys,
  type AnyLogicalUnit,
  type JobFilters,
  type JobQueue,
  type JobQueueSettings,
  type RunContext,
} from '../index';
import { FakeNodes, type Gate } from './nodes';

/** What an opcode does: OP_TEST_DELAY carries it as JSON in its comment. */
export type Action =
  | { readonly do: 'create'; readonly node: string; readonly name: string }
  | { readonly do: 'grow'; readonly node: string; readonly name: string; readonly caught: boolean }
  | { readonly do: 'group'; readonly name: string }
  | { readonly do: 'record'; readonly name: string }
  | { readonly do: 'keep' }
  | { readonly do: 'sleep'; readonly seconds: number }
  | { readonly do: 'log'; readonly text: string }
  | { readonly do: 'release'; readonly name: string }
  | { readonly do: 'fail' }
  | { readonly do: 'refuse' };

export interface Script {
  /** Instance names to lock. */
  readonly locks?: readonly string[];
  readonly mode?: LevelRequest['mode'];
  /** Steps, one after the other. */
  readonly actions: readonly Action[];
}

export function opcode(script: Script, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { OP_ID: 'OP_TEST_DELAY', duration: 0.5, comment: JSON.stringify(script), ...more };
}

const nothing: Script = { actions: [] };

function scriptOf(comment: string | null): Script {
  return comment !== null && comment.startsWith('{') ? (JSON.parse(comment) as Script) : nothing;
}

export const scriptUnit = defineLogicalUnit<typeof testDelay, null>({
  definition: testDelay,
  locks(params) {
    const { locks, mode } = scriptOf(params.comment);
    return locks === undefined ? {} : { instance: { names: locks, mode: mode ?? 'exclusive' } };
  },
  async check(params) {
    if (scriptOf(params.comment).actions.some((action) => action.do === 'refuse')) {
      throw new OpPrereqError('Refused', 'wrong_state');
    }
    return null;
  },
  async run(params, _plan, cx) {
    for (const [i, action] of scriptOf(params.comment).actions.entries()) await perform(action, i, cx);
    return null;
  },
});

async function perform(action: Action, index: number, cx: RunContext): Promise<void> {
  const step = `${index}-${action.do}`;
  switch (action.do) {
    case 'create': {
      const request = { device: { name: action.name } };
      await cx.call(step, action.node, 'Blocks.Create', request, {
        undo: [{ node: action.node, method: 'Blocks.Remove', request }],
      });
      return;
    }
    case 'grow':
      try {
        await cx.call(step, action.node, 'Blocks.Grow', { device: { name: action.name } });
      } catch (error) {
        if (!action.caught) throw error;
      }
      return;
    case 'group':
      await cx.update(step, (tx) => void tx.insert('nodegroup', group(action.name)));
      return;
    case 'record':
      await cx.record(step, () => `${action.name}-${Math.random()}`);
      return;
    case 'keep':
      return cx.keep(step);
    case 'sleep':
      return cx.sleep(action.seconds);
    case 'log':
      return cx.log(action.text);
    case 'release':
      return cx.releaseLocks('instance', [action.name]);
    case 'fail':
    case 'refuse':
      throw new OpExecError('Told to fail');
  }
}

export interface Master {
  readonly queue: JobQueue;
  readonly config: ClusterConfig;
  readonly locks: LockManager;
  readonly store: StateStore;
  /** Errors given to onFatal. */
  readonly fatal: unknown[];
  /** From now on nothing it does reaches disk or nodes. */
  kill(): void;
}

export class World {
  readonly memory = new Memory();
  /** What the masters keep of keys. */
  readonly jobKeys = new Map<number, Buffer>();
  readonly nodes = new FakeNodes();
  readonly units = new Map<string, AnyLogicalUnit>([[testDelay.id, scriptUnit]]);

  /** Somebody wants to know of changes of the configuration. */
  configHooks = false;
  /** The rules of the masters booted from now on. */
  filters: JobFilters | undefined;
  private config: ClusterConfig | undefined;

  constructor(private readonly clock: Clock) {}

  /** Changes parameters of the cluster. */
  async set(change: Partial<Cluster>): Promise<void> {
    await this.config!.transaction((tx) => tx.update('cluster', 'c', change));
  }

  async boot(
    settings: JobQueueSettings = {},
    options: { start?: boolean; gate?: Gate; store?: StateStore } = {},
  ): Promise<Master> {
    const { clock, nodes, units } = this;
    const gate = options.gate ?? { dead: false };
    const inner = options.store ?? memoryStore(this.memory);
    const never = new Promise<never>(() => undefined);
    const store: StateStore = {
      open: () => inner.open(),
      load: (kind) => inner.load(kind),
      commit: (batch) => (gate.dead ? never : inner.commit(batch)),
      archived: (id) => inner.archived(id),
      backup: (path) => inner.backup(path),
      close: () => inner.close(),
    };
    await store.open();
    const config = await openConfig(store, { clock, ids: systemIds });
    this.config = config;
    if (!config.initialised) await config.transaction(seed);
    const locks = createLockManager();
    const fatal: unknown[] = [];
    const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const queue = await createJobQueue({
      store,
      config,
      locks,
      live: nodes.live(),
      rpc: nodes.rpc(gate),
      clock,
      ids: systemIds,
      keys: memoryJobKeys(this.jobKeys),
      units,
      configHooks: () => this.configHooks,
      log: logger,
      settings,
      ...(this.filters === undefined ? {} : { filters: this.filters }),
      onFatal: (error) => fatal.push(error),
    });
    if (options.start !== false) queue.start();
    return { queue, config, locks, store, fatal, kill: () => (gate.dead = true) };
  }

  rows(kind: 'journal' | 'cleanup' | 'job' | 'joblog'): string[] {
    return [...this.memory.table(kind).keys()];
  }
}

const object = { tags: [] };

function group(name: string): Omit<NodeGroup, 'serial_no' | 'ctime' | 'mtime'> {
  return {
    ...object,
    uuid: `uuid-${name}`,
    name,
    alloc_policy: 'preferred',
    ndparams: {},
    diskparams: {},
    ipolicy: {},
    networks: {},
  };
}

function node(name: string, address: string): Omit<Node, 'serial_no' | 'ctime' | 'mtime'> {
  return {
    ...object,
    uuid: name,
    name: `${name}.example.com`,
    primary_ip: address,
    secondary_ip: address,
    group: 'uuid-default',
    master_candidate: name === 'n1',
    drained: false,
    offline: false,
    master_capable: true,
    vm_capable: true,
    powered: true,
    ndparams: {},
    port: 1811,
    certificate_digest: '',
  };
}

const clusterObject: Omit<Cluster, 'serial_no' | 'ctime' | 'mtime'> = {
  ...object,
  uuid: 'c',
  cluster_name: 'cluster.example.com',
  master_node: 'n1',
  master_ip: '127.0.1.100',
  master_netdev: 'lo',
  master_netmask: 32,
  use_external_mip_script: false,
  volume_group_name: 'xenvg',
  drbd_usermode_helper: '/bin/true',
  mac_prefix: 'aa:00:00',
  enabled_hypervisors: ['fake'],
  enabled_disk_templates: ['plain'],
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
};

function seed(tx: Parameters<Parameters<ClusterConfig['transaction']>[0]>[0]): void {
  tx.insert('nodegroup', group('default'));
  ['n1', 'n2', 'n3'].forEach((name, i) => tx.insert('node', node(name, `127.0.1.${i + 1}`)));
  tx.insert('cluster', clusterObject);
}
