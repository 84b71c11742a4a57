/** A master for unitWorld and for crash tests, with the real queue and LogicalUnits. Several can follow each other on the same store, as after crashes. */
import { existsSync } from 'node:fs';
import { OpPrereqError, RpcError } from '@ganeti/errors';
import { openConfig, type ClusterConfig } from '@ganeti/master-config';
import { createJobQueue, type Failpoint, type JobQueue, type JobView } from '@ganeti/master-jobs';
import { createAuthority, createJobKeys, createSecrets } from '@ganeti/master-keys';
import { createLockManager } from '@ganeti/master-locking';
import { createLogicalUnits, queryServices, type KeyService } from '@ganeti/master-logical-units';
import { allocatorPrograms, createPlacement, localEngine } from '@ganeti/master-placement';
import { createContext, createQuery, instanceStatus } from '@ganeti/master-query';
import { createExportList, createExtStorageList, createOsList, type ClusterRpc } from '@ganeti/master-rpc';
import type { StateStore } from '@ganeti/master-state';
import { createWatcher } from '@ganeti/master-watcher';
import { NODED_PORT, nodeProtocolVersion, release, type Json } from '@ganeti/objects';
import { certificateDigest, execaRunner, readBundle, silentLogger, systemIds, type Clock, type Paths } from '@ganeti/runtime';
import { unitDistribution } from './unit-distribution';
import { uuidOf, type MasterNodes } from './simulated-nodes';

export type Opcode = Readonly<Record<string, unknown>>;
export interface Ended {
  readonly status: string;
  readonly result: Json;
  readonly log: readonly string[];
}

export interface EndedJob extends Ended {
  readonly opcode: string;
}

export interface UnitMaster {
  readonly config: ClusterConfig;
  readonly queue: JobQueue;
  /** Runs one opcode to its end. */
  run(opcode: Opcode): Promise<Ended>;
  wait(id: number): Promise<JobView>;
  /** Waits until no job is under way, and tells how the first one after job `last` ended; null: there is none. */
  settle(last: number): Promise<Ended | null>;
  /** How the jobs after `last` have ended that are not under way any more. */
  endedAfter(last: number): EndedJob[];
  /** Nodes tell how they are, and the watcher looks, until nothing is left that it or the clean-up can do. */
  recover(): Promise<void>;
  /** The cluster's objects as comparable text; serial numbers and times left out. */
  objects(): string[];
  /** What jobs have left: rows of their journal, undo that waits, locks. Empty when all is well. */
  remains(): Promise<string[]>;
  stop(): Promise<void>;
}

export interface UnitMasterOptions {
  /** Opened by the caller. */
  readonly store: StateStore;
  readonly nodes: MasterNodes;
  readonly clock: Clock;
  /** Addresses where something accepts connections. */
  readonly answering: ReadonlySet<string>;
  /** Called at each place where a crash is interesting. */
  readonly failpoint: (point: Failpoint) => void;
  /** How long a step waits for its node to come back. */
  readonly nodeReconnectSeconds?: number;
}

export async function bootMaster({ store, nodes, clock, answering, failpoint, nodeReconnectSeconds }: UnitMasterOptions): Promise<UnitMaster> {
  const config = await openConfig(store, { clock, ids: systemIds });
  const answers = (name: string): void => {
    if (nodes.silent.has(name)) throw new RpcError(name, 'unreachable', `Node ${name} does not answer`);
  };
  const { allocatorSearchPath: searchPath, allocatorInputs: dir } = nodes.masterPaths;
  const placement = createPlacement({ config, live: nodes.live, clock, engine: localEngine(), programs: allocatorPrograms({ searchPath, dir, runner: execaRunner }) });
  const distribution = unitDistribution({ config, rpc: nodes.rpc, clock, logger: silentLogger, release });
  const units = createLogicalUnits({
    placement,
    keys: keysOf(nodes.masterPaths),
    names: {
      resolve: async (name) => {
        if (!name.endsWith('.example.com')) throw new OpPrereqError(`The name ${name} does not resolve`, 'resolver_error');
        return { name, address: '127.0.2.1' };
      },
      answers: async (address) => answering.has(address),
    },
    ...distribution,
    ...queryServices(() => query),
    introduce: async (node) => {
      answers(node.name);
      const place = nodes.places.find(({ name }) => name === node.name);
      // One that has left the cluster has given its certificate away, and would be given another one.
      const shown = place !== undefined && existsSync(place.bundle) ? (await readBundle(place.bundle)).certificate : null;
      return {
        uuid: uuidOf(node.name),
        certificate_digest: shown === null ? 'ab' : certificateDigest(shown),
        port: node.port ?? place?.port ?? NODED_PORT,
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
    rpc: nodes.rpc,
    clock,
    ids: systemIds,
    keys: createJobKeys(nodes.masterPaths),
    units,
    log,
    settings: { failpoint, ...(nodeReconnectSeconds === undefined ? {} : { nodeReconnectSeconds }) },
    configHooks: () => existsSync(nodes.masterPaths.hooks('config-update', 'post')),
    onFatal: (error) => void process.stderr.write(`fatal: ${String(error)}\n`),
  });
  const sources = { config, clock, rpc: { callMany: callMany(nodes) } };
  const version = { software_version: '3.0.2', protocol_version: 3_000_000, config_version: 3_000_000, os_api_version: 20, export_version: 0, vcs_version: 'test', architecture: ['64bits', 'x86_64'] };
  const query = createQuery({
    config,
    live: nodes.live,
    locks,
    jobs: queue,
    clock,
    ids: systemIds,
    nodeLists: { os: createOsList(sources), extstorage: createExtStorageList(sources), exports: createExportList(sources) },
    version,
  });
  const statuses = createContext({ config, live: nodes.live, version, now: () => clock.now() });
  const watcher = await createWatcher({
    config,
    live: nodes.live,
    jobs: queue,
    store,
    statusOf: (instance) => instanceStatus(instance, statuses),
    clock,
    callOffline: nodes.rpc.call,
    settings: { roundSeconds: 0, verifyDisksSeconds: 0 },
    onAct: () => undefined,
    onError: (error) => void process.stderr.write(`watcher: ${String(error)}\n`),
  });
  queue.start();
  watcher.start();
  let stopped = false;
  const wait = async (id: number): Promise<JobView> => {
    for (;;) {
      if (stopped) return new Promise<never>(() => undefined);
      await queue.waitForChange(id, ['status'], null, null, 10);
      const job = queue.get(id);
      if (job === undefined) throw new Error(`Job ${id} is gone`);
      if (job.end !== null) return job;
      await clock.sleep(0.5);
    }
  };
  const settled = async (): Promise<void> => {
    for (;;) {
      const open = [...queue.list()].filter(({ end }) => end === null);
      if (open.length === 0) return;
      await Promise.all(open.map(({ id }) => wait(id)));
    }
  };
  const endedAfter = (last: number): EndedJob[] =>
    [...queue.list()]
      .filter(({ id, end }) => id > last && end !== null)
      .sort((a, b) => a.id - b.id)
      .map((job) => ({ opcode: job.ops[0]?.input['OP_ID'] as string, ...endOf(job) }));
  return {
    config,
    queue,
    wait,
    endedAfter,
    async run(opcode) {
      const [submitted] = await queue.submit([[opcode]]);
      if (submitted === undefined || 'error' in submitted) throw submitted?.error ?? new Error('not submitted');
      return endOf(await wait(submitted.id));
    },
    async settle(last) {
      await settled();
      return endedAfter(last)[0] ?? null;
    },
    async recover() {
      const last = queue.lastId;
      let helped = 0;
      for (let round = 0; round < 6; round += 1) {
        await nodes.report();
        // What waits for a node is tried again by and by.
        for (let turn = 0; turn < 100 && (await store.load('cleanup')).length > 0; turn += 1) await clock.sleep(1);
        await watcher.run(true);
        await settled();
        const now = endedAfter(last).filter(({ opcode }) => opcode !== 'OP_GROUP_VERIFY_DISKS').length;
        // Looks at disks of one round have their consequence in the next.
        if (round > 0 && now === helped) return;
        helped = now;
      }
    },
    objects: () =>
      objectKinds.flatMap((kind) =>
        [...config.view.all(kind)].map((object) => {
          const { serial_no: _serial, mtime: _mtime, ...rest } = object as { serial_no?: number; mtime?: number };
          return `${kind} ${JSON.stringify(rest)}`;
        }),
      ),
    async remains() {
      const rows = await Promise.all((['journal', 'cleanup'] as const).map((kind) => store.load(kind)));
      return [...rows.flat().map(({ kind, key }) => `${kind} ${key}`), ...locks.list().map((lock) => `lock ${JSON.stringify(lock)}`)];
    },
    async stop() {
      stopped = true;
      watcher.stop();
      query.close();
      await queue.stop();
      await placement.close();
    },
  };
}

function keysOf(paths: Paths): KeyService {
  const authority = createAuthority(paths, 'cluster.example.com');
  return { authority, secrets: createSecrets(paths, authority, 'cluster.example.com') };
}

const objectKinds = ['cluster', 'nodegroup', 'node', 'instance', 'disk', 'network', 'filter'] as const;

function endOf({ ops: [op] }: JobView): Ended {
  if (op === undefined) throw new Error('a job without opcodes');
  return { status: op.status, result: op.result, log: op.log.map(([, , , text]) => (typeof text === 'string' ? text : JSON.stringify(text))) };
}

/** One node after the other. */
function callMany(nodes: MasterNodes): ClusterRpc['callMany'] {
  return async (uuids, method, request, options) => {
    const outcomes = new Map<string, { value: never } | { error: never }>();
    for (const uuid of uuids) {
      const asked = (typeof request === 'function' ? (request as (node: string) => unknown)(uuid) : request) as never;
      outcomes.set(uuid, await nodes.rpc.call(uuid, method, asked, options).then((value) => ({ value: value as never }), (error: unknown) => ({ error: error as never })));
    }
    return outcomes;
  };
}
