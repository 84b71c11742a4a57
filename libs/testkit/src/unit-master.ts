/** A master on a memory store, for unitWorld. Several can follow each other on the same memory, as after crashes. */
import { OpPrereqError, RpcError } from '@ganeti/errors';
import { openConfig, type ClusterConfig } from '@ganeti/master-config';
import { createJobQueue, type JobQueue } from '@ganeti/master-jobs';
import { createLockManager, type LockManager } from '@ganeti/master-locking';
import { createLogicalUnits, createPlacement, queryServices } from '@ganeti/master-logical-units';
import { createQuery } from '@ganeti/master-query';
import { createExportList, createExtStorageList, createOsList, type ClusterRpc } from '@ganeti/master-rpc';
import { memoryStore, type Memory, type StateStore } from '@ganeti/master-state';
import { nodeProtocolVersion } from '@ganeti/objects';
import { systemIds, type Clock } from '@ganeti/runtime';
import { uuidOf, type SimulatedNodes } from './simulated-nodes';

export interface UnitMaster {
  readonly config: ClusterConfig;
  readonly queue: JobQueue;
  readonly locks: LockManager;
  stop(): Promise<void>;
  /** Dies when it comes to a place where a crash is interesting for the nth time from now on; resolves then. */
  dieAt(n: number): Promise<void>;
  /** It shall live. */
  spare(): void;
}

/** `answering`: addresses where something accepts connections. */
export async function bootMaster(memory: Memory, nodes: SimulatedNodes, clock: Clock, answering: ReadonlySet<string>): Promise<UnitMaster> {
  let dead = false;
  let left = Infinity;
  let onDeath: () => void = () => undefined;
  const never = new Promise<never>(() => undefined);
  /** What a dead master does reaches nobody, and it hears nothing. */
  const alive = async <T>(work: () => Promise<T>): Promise<T> => {
    if (dead) return never;
    try {
      const result = await work();
      return dead ? await never : result;
    } catch (error) {
      return dead ? await never : Promise.reject(error);
    }
  };
  const failpoint = (): void => {
    left -= 1;
    if (left > 0 || dead) return;
    dead = true;
    query.close();
    // Only its timers end: what it waits for never comes.
    void queue.stop();
    onDeath();
  };

  const inner = memoryStore(memory);
  const store: StateStore = { ...inner, commit: (batch) => alive(() => inner.commit(batch)) };
  await store.open();
  const config = await openConfig(store, { clock, ids: systemIds });
  const answers = (name: string): void => {
    if (nodes.silent.has(name)) throw new RpcError(name, 'unreachable', `Node ${name} does not answer`);
  };
  const units = createLogicalUnits({
    placement: createPlacement({ config, live: nodes.live }),
    names: {
      resolve: async (name) => {
        if (!name.endsWith('.example.com')) throw new OpPrereqError(`The name ${name} does not resolve`, 'resolver_error');
        return { name, address: '127.0.2.1' };
      },
      answers: async (address) => answering.has(address),
    },
    redistribute: async () => nodes.names.filter((name) => nodes.silent.has(name)),
    ...queryServices(() => query),
    introduce: async (node) => {
      answers(node.name);
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
  const locks = createLockManager();
  const log = { info: () => undefined, warn: () => undefined, error: (bindings: object, text: string) => void process.stderr.write(`${text} ${JSON.stringify(bindings)}\n`) };
  const queue = await createJobQueue({
    store,
    config,
    locks,
    live: nodes.live,
    rpc: { call: (node, method, request, options) => alive(() => nodes.rpc.call(node, method, request, options)) },
    clock,
    ids: systemIds,
    units,
    log,
    settings: { failpoint },
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
  return {
    config,
    queue,
    locks,
    async stop() {
      await queue.stop();
      query.close();
      await store.close();
    },
    dieAt: (n) => {
      left = n;
      return new Promise((resolve) => (onDeath = resolve));
    },
    spare: () => void (left = Infinity),
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
