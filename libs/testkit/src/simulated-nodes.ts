/**
 * Nodes in this process, with the real services and the simulated drivers behind real gRPC connections: what LogicalUnits are
 * tested against. Time passes quickly for everybody in it.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { RpcError } from '@ganeti/errors';
import type { LiveView } from '@ganeti/master-live';
import type { NodeCallOptions, NodeRpc } from '@ganeti/master-rpc';
import { connectNode, serveNode, type InstanceReceived, type NodeConnection, type NodeMethod } from '@ganeti/node-api';
import { createBackend, NodeIdentityFile, type MachineFacts } from '@ganeti/node-backend';
import type { Hypervisor } from '@ganeti/node-hypervisor';
import { createFakeHypervisor } from '@ganeti/node-hypervisor-fake';
import { createSimulatedStorage, simulatedMasterAddress, Simulator, simulatorSettings } from '@ganeti/node-storage-fake';
import { doubledEffects } from './dev-cluster/operations';
import { testAuthority, testTls } from './test-keys';
import { SimulatedLive } from './simulated-live';
import { uuidOf } from './uuid-of';
import { createPaths, execaRunner, systemClock, systemIds, writeBundle, writeFileDurably, type Clock, type Paths } from '@ganeti/runtime';

/** A clock on which `factor` seconds pass in one since `start` (seconds of the epoch): equal in all processes that say the same. */
export function fastClock(factor: number, start = systemClock.now()): Clock {
  return {
    now: () => start + (systemClock.now() - start) * factor,
    sleep: (seconds, signal) => systemClock.sleep(seconds / factor, signal),
    after: (seconds, callback) => systemClock.after(seconds / factor, callback),
  };
}

/** What a master knows of its nodes. */
export interface MasterNodes {
  readonly names: readonly string[];
  readonly rpc: NodeRpc;
  readonly live: LiveView;
  /** Names of nodes that do not answer. */
  readonly silent: ReadonlySet<string>;
  /** Where each can be found. */
  readonly places: readonly NodeDoor[];
  /** Files of the master: those of the first node. */
  readonly masterPaths: Paths;
  /** The live view learns what runs where, and who is back, as status streams would tell it. */
  report(): Promise<void>;
}
export interface NodeDoor {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** File of its certificate and key. */
  readonly bundle: string;
  /** Names its present boot; not there before its first reset. */
  readonly bootFile: string;
}
/** How another process reaches nodes: as the master of this cluster. */
export interface NodeDoors {
  readonly nodes: readonly NodeDoor[];
  readonly tls: { readonly ca: string; readonly cert: string; readonly key: string };
  /** Root directory of the master. */
  readonly root: string;
}

/** A call on its way to a node. */
export interface PassingCall {
  /** Its name. */
  readonly node: string;
  readonly method: NodeMethod;
}

export interface SimulatedNodes extends MasterNodes {
  readonly doors: NodeDoors;
  /** Called before and after each call that carries a step; may throw in place of the node. */
  onStep: (when: 'before' | 'after', node: string, method: NodeMethod, step: string) => void;
  /** Stands between the master and its nodes: may refuse a call, delay it, or lose its answer. `carry` does it. */
  weather: <T>(call: PassingCall, carry: () => Promise<T>) => Promise<T>;
  readonly simulators: ReadonlyMap<string, Simulator>;
  /** What a machine is like, by the node's name; missing: it has what it needs. */
  readonly facts: Map<string, MachineFacts>;
  /** Seconds by which a node's clock is wrong, by its name. */
  readonly clockErrors: Map<string, number>;
  /** Bridges that no machine has. */
  readonly missingBridges: Set<string>;
  /** Where a node's files lie. */
  paths(name: string): Paths;
  readonly silent: Set<string>;
  /** Nodes that were told to leave the cluster. */
  readonly left: ReadonlySet<string>;
  /** Lets calls (`Disks.Create`) or driver operations fail from now on, on every node or on these; patterns as in faults.json. */
  fail(operation: string, object?: string, when?: 'before' | 'after', on?: readonly string[]): void;
  /** Nothing fails any more. */
  mend(): void;
  /** The node loses its power and boots: guests and mirrors are gone, volumes stay. */
  powerCut(name: string): Promise<void>;
  /** Effects that a step had twice on the same object: there must be none. */
  doubled(): string[];
  /** Volumes, minors, guests and their devices of all nodes, as text: equal when nothing differs. */
  state(): Promise<string[]>;
  close(): Promise<void>;
}

function filesBelow(place: string): string[] {
  if (!existsSync(place)) return [];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.name.endsWith('.new'))
    .map((entry) => join(entry.parentPath, entry.name));
}

export { uuidOf };

/** A machine that has what it needs. */
export const fitMachine: MachineFacts = { module: () => 'loaded', moduleParameter: () => '/bin/true', moduleVersion: () => '9.2.1', exists: () => true, clockIsKept: () => true };

/** Where the daemon of the nth node (from 0) listens. */
export const simulatedAddress = (index: number): string => `127.0.1.${index + 1}`;

export async function simulatedNodes(names: readonly string[], clock: Clock, settings: Record<string, unknown> = {}): Promise<SimulatedNodes> {
  const dir = mkdtempSync(join(tmpdir(), 'ganeti-nodes-'));
  const ca = await testAuthority();
  const master = await testTls('master', 'master');
  const masterPaths = createPaths(join(dir, names[0] ?? 'master'));
  await writeFileDurably(masterPaths.caCertificate, ca.certificate);
  await writeFileDurably(masterPaths.caKey, ca.key, { mode: 0o600 });
  await writeBundle(masterPaths.masterBundle, { certificate: master.cert, key: master.key });
  const connections = new Map<string, NodeConnection>();
  const simulators = new Map<string, Simulator>();
  const hypervisors = new Map<string, Hypervisor>();
  const left = new Set<string>();
  const facts = new Map<string, MachineFacts>();
  const clockErrors = new Map<string, number>();
  const missingBridges = new Set<string>();
  const ends: (() => Promise<void>)[] = [];
  const ports: NodeDoor[] = [];
  for (const [index, name] of names.entries()) {
    const tls = await testTls(name, 'node');
    const paths = createPaths(join(dir, name));
    await writeFileDurably(paths.caCertificate, tls.ca);
    await writeBundle(paths.nodeBundle, { certificate: tls.cert, key: tls.key });
    const identity = new NodeIdentityFile(tls.cert, join(paths.nodedState, 'name'));
    identity.rename(name);
    const simulator = new Simulator({
      dir: paths.simulator,
      settings: simulatorSettings.parse({ sync_rate: 1_000_000, migration_rate: 1_000_000, shared_dir: join(dir, 'shared'), ...settings }),
      identity: () => identity,
      clock,
      ids: systemIds,
    });
    const storage = createSimulatedStorage(simulator, paths);
    const hypervisor = createFakeHypervisor({ simulator });
    hypervisors.set(uuidOf(name), hypervisor);
    const backend = createBackend({
      drivers: { storage: storage.drivers, hypervisors: [hypervisor] },
      identity,
      paths,
      osSearchPath: [join(process.cwd(), 'os'), ...paths.osSearchPath],
      runner: execaRunner,
      clock: { ...clock, now: () => clock.now() + (clockErrors.get(name) ?? 0) },
      bootId: () => bootOf(bootFile(paths)),
      get facts() {
        return facts.get(name);
      },
      bridgeProblems: async (bridges) => bridges.filter((bridge) => missingBridges.has(bridge)).map((bridge) => ({ bridge, message: `there is no bridge ${bridge}` })),
      masterAddress: simulatedMasterAddress(simulator),
      makeSwitch: async () => undefined,
      reset: () => nodes.powerCut(name),
      restrictedCommands: true,
      onKeys: (tls) => server.setTls(tls),
      intercept: async (method, object, when) => {
        if (method === 'Node.Leave' && when === 'after') left.add(name);
        await simulator.faults.strike(method, object, when);
      },
    });
    const server = await serveNode({ host: simulatedAddress(index), port: 0, tls, handlers: backend.handlers, watch: backend.watch, acceptEpoch: backend.acceptEpoch, changeNumber: backend.changeNumber });
    const connection = connectNode({ name, address: simulatedAddress(index), port: server.port, tls: master, epoch: 1 });
    connections.set(uuidOf(name), connection);
    ports.push({ name, address: simulatedAddress(index), port: server.port, bundle: paths.nodeBundle, bootFile: bootFile(paths) });
    simulators.set(name, simulator);
    ends.push(async () => {
      connection.close();
      await server.close();
      await backend.close();
      simulator.close();
      await Promise.all([storage.close(), hypervisor.close()]);
    });
  }

  const live = new SimulatedLive(clock, (uuid) => bootOf(bootFile(createPaths(join(dir, uuid.slice('uuid-'.length))))), (uuid) => nodes.silent.has(connections.get(uuid)?.name ?? ''));
  const nodes: SimulatedNodes = {
    names,
    places: ports,
    doors: { nodes: ports, tls: master, root: join(dir, names[0] ?? '') },
    simulators,
    facts,
    clockErrors,
    missingBridges,
    paths: (name) => createPaths(join(dir, name)),
    silent: new Set(),
    masterPaths: createPaths(join(dir, names[0] ?? '')),
    left,
    onStep: () => undefined,
    weather: (_call, carry) => carry(),
    rpc: {
      async call(node, method, request, options: NodeCallOptions = {}) {
        const connection = connections.get(node);
        if (connection === undefined) throw new Error(`There is no node ${node}`);
        const name = connection.name;
        const { step, job, timeoutSeconds, onProgress, signal } = options;
        return nodes.weather({ node: name, method }, async () => {
          if (nodes.silent.has(name)) throw new RpcError(name, 'unreachable', `Node ${name} does not answer`);
          if (step !== undefined) nodes.onStep('before', node, method, step);
          const answer = await connection.call(method, request, { job, step, timeoutSeconds, onProgress, signal });
          if (step !== undefined) nodes.onStep('after', node, method, step);
          return answer;
        });
      },
    },
    live,
    mend: () => names.forEach((name) => rmSync(join(nodes.paths(name).simulator, 'faults.json'), { force: true })),
    fail(operation, object = '*', when = 'before', on = names) {
      for (const name of on) {
        const { simulator } = nodes.paths(name);
        mkdirSync(simulator, { recursive: true });
        writeFileSync(join(simulator, 'faults.json'), JSON.stringify([{ operation, object, when, kind: 'fail' }]));
      }
    },
    async report() {
      const online = [...connections].filter(([, { name }]) => !nodes.silent.has(name) && !left.has(name));
      const told = await Promise.all(online.map(async ([uuid, connection]) => [uuid, (await connection.call('Node.Verify', { hypervisors: ['fake'] })).instances] as const));
      live.hear(new Map(told));
    },
    async powerCut(name) {
      await simulators.get(name)?.reset();
      writeFileSync(bootFile(nodes.paths(name)), systemIds.uuid());
    },
    doubled: () => names.flatMap((name) => doubledEffects(name, nodes.paths(name))),
    async state() {
      const lines: string[] = [];
      for (const [uuid, connection] of connections) {
        if ([...left].some((name) => uuidOf(name) === uuid)) continue;
        const seen = await connection.call('Node.Verify', { volume_groups: ['xenvg'], hypervisors: ['fake'] });
        lines.push(...seen.volumes.map((volume) => `${uuid} volume ${volume}`));
        lines.push(...seen.drbd_minors.map((minor) => `${uuid} minor ${minor}`));
        lines.push(...seen.instances.map((guest) => `${uuid} guest ${guest.name} ${guest.state}`));
        for (const { name, state } of seen.instances) {
          if (state !== 'running') continue;
          // It may be gone by now.
          const has = await hypervisors.get(uuid)?.hotplug?.devices({ name } as InstanceReceived).catch(() => undefined);
          lines.push(`${uuid} devices of ${name}: ${[...(has?.disks ?? []), ...(has?.nics ?? [])].sort().join(' ')}`);
        }
      }
      for (const name of names) {
        const { exports, transferKeys, fileStorage } = nodes.paths(name);
        for (const place of [exports, transferKeys, fileStorage]) lines.push(...filesBelow(place).map((file) => `${uuidOf(name)} file ${relative(dir, file)}`));
      }
      return lines.sort();
    },
    async close() {
      for (const end of ends) await end();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return nodes;
}

const bootFile = (paths: Paths): string => join(paths.simulator, 'boot');
const bootOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : 'boot');

/** Nodes of another process. */
export function connectNodes({ nodes, tls, root }: NodeDoors, clock: Clock): MasterNodes & { close(): void } {
  const connections = new Map(nodes.map(({ name, address, port }) => [uuidOf(name), connectNode({ name, address, port, tls, epoch: 1 })]));
  return {
    names: nodes.map(({ name }) => name),
    places: nodes,
    silent: new Set(),
    report: async () => undefined,
    masterPaths: createPaths(root),
    live: new SimulatedLive(clock, (uuid) => bootOf(nodes.find(({ name }) => uuidOf(name) === uuid)?.bootFile ?? '')),
    rpc: {
      async call(node, method, request, { job, step, timeoutSeconds, onProgress, signal }: NodeCallOptions = {}) {
        const connection = connections.get(node);
        if (connection === undefined) throw new Error(`There is no node ${node}`);
        return connection.call(method, request, { job, step, timeoutSeconds, onProgress, signal });
      },
    },
    close: () => connections.forEach((connection) => connection.close()),
  };
}
