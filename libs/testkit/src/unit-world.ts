/** A master on a memory store with simulated nodes: runs opcodes through the real queue. */
import { openConfig, type ClusterConfig } from '@ganeti/master-config';
import { createJobQueue, type JobQueue, type JobView } from '@ganeti/master-jobs';
import { createLockManager } from '@ganeti/master-locking';
import { createLogicalUnits, createPlacement, queryServices } from '@ganeti/master-logical-units';
import { createQuery } from '@ganeti/master-query';
import { createExportList, createExtStorageList, createOsList, type ClusterRpc } from '@ganeti/master-rpc';
import { Memory, memoryStore } from '@ganeti/master-state';
import { initialCluster, initialGroup, initialNode, nodeProtocolVersion, type Json } from '@ganeti/objects';
import { systemIds } from '@ganeti/runtime';
import { OpPrereqError, RpcError } from '@ganeti/errors';
import { fastClock, simulatedNodes, uuidOf, type SimulatedNodes } from './simulated-nodes';

export interface UnitWorld {
  readonly nodes: SimulatedNodes;
  readonly config: ClusterConfig;
  readonly queue: JobQueue;
  /** Addresses where something accepts connections. */
  readonly answering: Set<string>;
  /** Runs one opcode to its end. */
  run(opcode: Readonly<Record<string, unknown>>): Promise<Ended>;
  wait(id: number): Promise<JobView>;
  /** Cluster and nodes as comparable text; serial numbers and times left out. */
  snapshot(): Promise<string[]>;
  close(): Promise<void>;
}
export interface Ended {
  readonly status: string;
  readonly result: Json;
  readonly log: readonly string[];
}

export async function unitWorld(names: readonly string[] = ['node1.example.com', 'node2.example.com', 'node3.example.com']): Promise<UnitWorld> {
  const clock = fastClock(100);
  const nodes = await simulatedNodes(names, clock);
  const store = memoryStore(new Memory());
  await store.open();
  const config = await openConfig(store, { clock, ids: systemIds });
  const first = names[0] as string;
  await config.transaction((tx) => {
    tx.insert('nodegroup', initialGroup({ uuid: 'uuid-group' }));
    names.forEach((name, index) =>
      tx.insert('node', initialNode({ uuid: uuidOf(name), name, primary_ip: `127.0.1.${index + 1}`, group: 'uuid-group', certificate_digest: '', master_candidate: true })),
    );
    tx.insert(
      'cluster',
      initialCluster({
        uuid: 'uuid-cluster',
        cluster_name: 'cluster.example.com',
        master_node: uuidOf(first),
        master_ip: '127.0.1.100',
        candidate_pool_size: names.length,
        enabled_disk_templates: ['drbd', 'plain', 'file', 'sharedfile', 'diskless'],
        ipolicy: { minmax: [{ min: { 'memory-size': 4, 'disk-size': 4 }, max: { 'memory-size': 32_768, 'disk-size': 100_000, 'disk-count': 16, 'nic-count': 8 } }] },
      }),
    );
  });
  const answering = new Set<string>();
  const units = createLogicalUnits({
    placement: createPlacement({ config, live: nodes.live }),
    names: {
      resolve: async (name) => {
        if (!name.endsWith('.example.com')) throw new OpPrereqError(`The name ${name} does not resolve`, 'resolver_error');
        return { name, address: '127.0.2.1' };
      },
      answers: async (address) => answering.has(address),
    },
    redistribute: async () => names.filter((name) => nodes.silent.has(name)),
    ...queryServices(() => query),
    introduce: async (node) => {
      if (nodes.silent.has(node.name)) throw new RpcError(node.name, 'unreachable', `Node ${node.name} does not answer`);
      return {
        uuid: uuidOf(node.name),
        certificate_digest: 'ab',
        port: node.port ?? 1811,
        protocol_version: nodeProtocolVersion,
        release: '0.1.0',
        hypervisors: ['fake'],
        now: clock.now(),
      };
    },
  });
  const silent = { info: () => undefined, warn: () => undefined, error: (_: object, text: string) => void process.stderr.write(`${text} ${JSON.stringify(_)}\n`) };
  const locks = createLockManager();
  const queue = await createJobQueue({
    store,
    config,
    locks,
    live: nodes.live,
    rpc: nodes.rpc,
    clock,
    ids: systemIds,
    units,
    log: silent,
    onFatal: (error) => void process.stderr.write(`fatal: ${String(error)}\n`),
  });
  const sources = { config, clock, rpc: { callMany: callMany(nodes) } };
  const query = createQuery({
    config,
    live: nodes.live,
    locks,
    jobs: queue,
    clock,
    ids: systemIds,
    nodeLists: { os: createOsList(sources), extstorage: createExtStorageList(sources), exports: createExportList(sources) },
    version: { software_version: '3.0.2', protocol_version: 3_000_000, config_version: 3_000_000, os_api_version: 20, export_version: 0, vcs_version: 'test', architecture: ['64bits', 'x86_64'] },
  });
  queue.start();

  const wait = async (id: number): Promise<JobView> => {
    for (;;) {
      await queue.waitForChange(id, ['status'], null, null, 10);
      const job = queue.get(id);
      if (job === undefined) throw new Error(`Job ${id} is gone`);
      if (job.end !== null) return job;
      await clock.sleep(0.5);
    }
  };
  return {
    nodes,
    config,
    queue,
    answering,
    wait,
    async run(opcode) {
      const [submitted] = await queue.submit([[opcode]]);
      if (submitted === undefined || 'error' in submitted) throw submitted?.error ?? new Error('not submitted');
      const job = await wait(submitted.id);
      const op = job.ops[0];
      if (op === undefined) throw new Error('a job without opcodes');
      return { status: op.status, result: op.result, log: op.log.map(([, , , text]) => (typeof text === 'string' ? text : JSON.stringify(text))) };
    },
    async snapshot() {
      const lines = await nodes.state();
      for (const kind of ['instance', 'disk', 'node', 'nodegroup', 'network', 'cluster'] as const) {
        for (const object of config.view.all(kind)) {
          const { serial_no: _serial, mtime: _mtime, ...rest } = object;
          lines.push(`${kind} ${JSON.stringify(rest, Object.keys(rest).sort())} ${JSON.stringify(rest)}`);
        }
      }
      return lines.sort();
    },
    async close() {
      await queue.stop();
      query.close();
      await nodes.close();
      await store.close();
    },
  };
}

/** One node after the other. */
function callMany(nodes: SimulatedNodes): ClusterRpc['callMany'] {
  return async (uuids, method, request, options) => {
    const outcomes = new Map<string, { value: never } | { error: never }>();
    for (const uuid of uuids) {
      const asked = (typeof request === 'function' ? (request as (node: string) => unknown)(uuid) : request) as never;
      outcomes.set(uuid, await nodes.rpc.call(uuid, method, asked, options).then((value) => ({ value: value as never }), (error: unknown) => ({ error: error as never })));
    }
    return outcomes;
  };
}
