/** A cluster of simulated nodes on this machine, with real daemons. Its state stays in its directory. */
import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectMaster, type MasterClient } from '@ganeti/master-api';
import type { Json } from '@ganeti/objects';
import { createPaths, daemonPid as runningPid, distDir, startDaemon, stopDaemon, type Daemon } from '@ganeti/runtime';
import { claimBlock, freePort } from './addresses';
import { certifyNode, installMaster, installNode, qemu, nodeCertificate } from './install';
import { nodeAddress, nodeName, nodeRoot, readState, writeState, type DevClusterState, type DevNode } from './state';

export interface UpOptions {
  readonly dir: string;
  /** Default 3, or as many as the cluster has. */
  readonly nodes?: number;
  /** 0: any free port. Default 5080, or the one it had. */
  readonly rapiPort?: number;
  readonly processes?: 'one' | 'many';
  /** Memory of each simulated node, MiB; default 65536. */
  readonly nodeMemory?: number;
  /** kvm: real QEMU with its emulator, over simulated storage; default simulated. */
  readonly guests?: 'simulated' | 'kvm';
  /** Added to masterd's environment at this and, when given there, every later start. */
  readonly masterdEnv?: NodeJS.ProcessEnv;
}

/** What `up` prints. */
export interface UpAnswer {
  readonly rapi_url: string;
  readonly user: string;
  readonly password: string;
  readonly ca_file: string;
  readonly dir: string;
  readonly gnt: readonly string[];
  readonly masterd_pid: number;
  readonly rapi_pid: number;
  readonly nodes: readonly { readonly name: string; readonly address: string; readonly pid: number }[];
}

/** Start the cluster in `dir`, making it when it does not exist. Daemons that run already are left alone. */
export async function clusterUp(options: UpOptions): Promise<UpAnswer> {
  const { dir } = options;
  const before = readState(dir);
  const state = await plan(options, before);
  const master = masterNode(state);
  const masterRoot = nodeRoot(dir, master.name);
  writeState(dir, state);

  const roots = state.nodes.map((node) => installNode(dir, state, node));
  installMaster(masterRoot, state);
  const isNew = !existsSync(createPaths(masterRoot).stateDatabase);
  if (isNew) initialise(masterRoot, state, master);
  const uncertified = [...state.nodes];
  const certify = async (): Promise<void> => {
    for (let node = uncertified.shift(); node !== undefined; node = uncertified.shift()) {
      await certifyNode(masterRoot, nodeRoot(dir, node.name), node, randomUUID());
    }
  };
  await Promise.all(Array.from({ length: 16 }, certify));
  if (isNew && state.nodes.length > addedByJobs) enrol(dir, masterRoot, state.nodes.slice(1));

  if (state.processes === 'one') {
    if (runningPid(masterRoot, 'noded') === null) await startDaemon('noded', roots);
  } else {
    await Promise.all(roots.filter((root) => runningPid(root, 'noded') === null).map((root) => startDaemon('noded', [root])));
  }
  if (runningPid(masterRoot, 'masterd') === null) await startDaemon('masterd', [masterRoot], { env: options.masterdEnv });
  await addNodes(masterRoot, state);
  if (runningPid(masterRoot, 'rapi') === null) await startDaemon('rapi', [masterRoot]);
  return describeCluster(dir);
}

/** Stop all daemons, rapi first. The state stays. */
export async function clusterDown(dir: string): Promise<void> {
  const state = readState(dir);
  if (state === null) return;
  const masterRoot = nodeRoot(dir, masterNode(state).name);
  await stopDaemon(masterRoot, 'rapi');
  await stopDaemon(masterRoot, 'masterd');
  await Promise.all(nodedRoots(dir, state).map((root) => stopDaemon(root, 'noded')));
}

/** `name`: masterd, rapi or noded:NAME. */
export async function startOne(dir: string, name: string, env?: NodeJS.ProcessEnv): Promise<void> {
  const { kind, root } = locate(dir, name);
  const state = mustRead(dir);
  if (runningPid(root, kind) !== null) return;
  const roots = kind === 'noded' && state.processes === 'one' ? state.nodes.map((node) => nodeRoot(dir, node.name)) : [root];
  await startDaemon(kind, roots, { env });
}

export async function stopOne(dir: string, name: string): Promise<void> {
  const { kind, root } = locate(dir, name);
  await stopDaemon(root, kind);
}

/** Kill a daemon as a power cut would (SIGKILL). */
export async function killOne(dir: string, name: string): Promise<void> {
  const { kind, root } = locate(dir, name);
  const pid = runningPid(root, kind);
  if (pid === null) return;
  process.kill(pid, 'SIGKILL');
  while (runningPid(root, kind) === pid) await new Promise((resolve) => setTimeout(resolve, 5));
}

export function isRunning(dir: string, name: string): boolean {
  const { kind, root } = locate(dir, name);
  return runningPid(root, kind) !== null;
}

/** Command line of gnt against this cluster. */
export function gntCommand(dir: string): string[] {
  return [process.execPath, join(distDir(), 'gnt/main.mjs'), '--root', nodeRoot(dir, masterNode(mustRead(dir)).name)];
}

/** Socket of masterd. */
export function masterSocket(dir: string): string {
  return createPaths(nodeRoot(dir, masterNode(mustRead(dir)).name)).masterSocket;
}

/** The cluster as it runs now; a pid of 0: that daemon does not run. */
export function describeCluster(dir: string): UpAnswer {
  const state = mustRead(dir);
  const masterRoot = nodeRoot(dir, masterNode(state).name);
  return {
    rapi_url: `https://127.0.0.1:${state.rapiPort}`,
    user: state.user,
    password: state.password,
    ca_file: createPaths(masterRoot).caCertificate,
    dir,
    gnt: gntCommand(dir),
    masterd_pid: runningPid(masterRoot, 'masterd') ?? 0,
    rapi_pid: runningPid(masterRoot, 'rapi') ?? 0,
    nodes: state.nodes.map((node) => ({
      name: node.name,
      address: node.address,
      pid: runningPid(state.processes === 'one' ? masterRoot : nodeRoot(dir, node.name), 'noded') ?? 0,
    })),
  };
}

async function plan(options: UpOptions, before: DevClusterState | null): Promise<DevClusterState> {
  const count = Math.max(options.nodes ?? 3, before?.nodes.length ?? 0);
  const block = claimBlock(options.dir, count, before?.block);
  if (before !== null && block !== before.block) {
    throw new Error(`The addresses 127.0.${before.block}.x of the cluster in ${options.dir} are in use by another one; stop that first`);
  }
  const wantedPort = options.rapiPort ?? before?.rapiPort ?? 5080;
  return {
    clusterName: before?.clusterName ?? 'cluster.example.com',
    block,
    nodes: Array.from({ length: count }, (_, index) => ({ name: nodeName(index), address: nodeAddress(block, index) })),
    rapiPort: wantedPort !== 0 ? wantedPort : (before?.rapiPort ?? (await freePort())),
    user: before?.user ?? 'admin',
    password: before?.password ?? randomBytes(9).toString('base64url'),
    processes: options.processes ?? before?.processes ?? 'many',
    nodeMemory: options.nodeMemory ?? before?.nodeMemory ?? 65536,
    guests: options.guests ?? before?.guests ?? 'simulated',
  };
}

/** KVM's parameters for guests that need nothing of the machine. */
const emulated = { kvm_path: qemu, kvm_flag: 'disabled', kernel_path: '', vga: 'none' };

function initialise(root: string, state: DevClusterState, master: DevNode): void {
  const settings = {
    cluster_name: state.clusterName,
    node_name: master.name,
    address: master.address,
    rapi_addresses: ['127.0.0.1', master.address],
    rapi_names: ['localhost', state.clusterName],
    master_ip: master.address,
    // The machine is simulated, and its name is nobody's.
    skip_checks: true,
    parameters: {
      vg_name: 'xenvg',
      ...(state.guests === 'kvm' ? { enabled_hypervisors: ['kvm'], hvparams: { kvm: emulated } } : { enabled_hypervisors: ['fake'] }),
      enabled_disk_templates: ['drbd', 'plain', 'file', 'sharedfile', 'diskless'],
      nicparams: { link: 'br0' },
      // Small instances are the rule here, and nobody has to pay for large ones.
      ipolicy: {
        minmax: [
          {
            min: { 'memory-size': 4, 'disk-size': 4, 'disk-count': 0, 'cpu-count': 1, 'nic-count': 0, 'spindle-use': 1 },
            max: { 'memory-size': 4194304, 'disk-size': 4194304, 'disk-count': 16, 'cpu-count': 64, 'nic-count': 8, 'spindle-use': 12 },
          },
        ],
        std: { 'memory-size': 128, 'disk-size': 1024, 'disk-count': 1, 'cpu-count': 1, 'nic-count': 1, 'spindle-use': 1 },
        'disk-templates': ['drbd', 'plain', 'file', 'sharedfile', 'diskless'],
        // Thousands of them shall find a place on three nodes.
        'vcpu-ratio': 1024,
        'spindle-ratio': 4096,
      },
    },
  };
  execFileSync(process.execPath, [join(distDir(), 'masterd/main.mjs'), 'init', '--root', root, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** A new cluster of more nodes than this is written at once; a job for each would have all others run their hooks each time. */
const addedByJobs = 20;

function enrol(dir: string, masterRoot: string, nodes: readonly DevNode[]): void {
  const list = nodes.map(({ name, address }) => ({ name, address, ...nodeCertificate(nodeRoot(dir, name)) }));
  const file = join(dir, 'enrol.json');
  writeFileSync(file, JSON.stringify(list));
  execFileSync(process.execPath, [join(distDir(), 'masterd/main.mjs'), 'enrol', '--root', masterRoot, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  rmSync(file);
}

/** Add the nodes that the cluster does not have yet, all at once. */
async function addNodes(masterRoot: string, state: DevClusterState): Promise<void> {
  const client = connectMaster(createPaths(masterRoot).masterSocket, { client: 'dev-cluster' });
  try {
    const answer = await client.query({ kind: 'node', fields: ['name'], form: 'dicts' });
    const known = new Set((JSON.parse(answer.rowsJson.toString()) as { name: string }[]).map((row) => row.name));
    const missing = state.nodes.filter((node) => !known.has(node.name));
    if (missing.length === 0) return;
    const outcomes = await client.submit(
      missing.map((node) => [{ OP_ID: 'OP_NODE_ADD', node_name: node.name, primary_ip: node.address, secondary_ip: node.address }]),
    );
    for (const outcome of outcomes) {
      if ('error' in outcome) throw outcome.error;
      await jobSucceeded(client, outcome.jobId);
    }
  } finally {
    client.close();
  }
}

/** Throws with the result when the job does not succeed. */
async function jobSucceeded(client: MasterClient, jobId: number): Promise<void> {
  let info: Json = null;
  for (;;) {
    const change = await client.waitForChange({
      jobId,
      fields: ['status', 'opresult'],
      previousInfo: info,
      previousLogSerial: null,
      timeout: 30,
    });
    if (change === null) throw new Error(`Job ${jobId} is gone`);
    if (change === 'nochange') continue;
    info = change.job_info;
    const [status, result] = change.job_info;
    if (status === 'success') return;
    if (status === 'error' || status === 'canceled') throw new Error(`Job ${jobId} failed: ${JSON.stringify(result)}`);
  }
}

function masterNode(state: DevClusterState): DevNode {
  const [first] = state.nodes;
  if (first === undefined) throw new Error('a cluster has at least one node');
  return first;
}

function nodedRoots(dir: string, state: DevClusterState): string[] {
  const nodes = state.processes === 'one' ? [masterNode(state)] : state.nodes;
  return nodes.map((node) => nodeRoot(dir, node.name));
}

function mustRead(dir: string): DevClusterState {
  const state = readState(dir);
  if (state === null) throw new Error(`There is no cluster in ${dir}; make one with: npm run -s cluster -- up --dir ${dir}`);
  return state;
}

function locate(dir: string, name: string): { kind: Daemon; root: string } {
  const state = mustRead(dir);
  const master = masterNode(state);
  const [kind, node] = name.split(':');
  if (kind === 'masterd' || kind === 'rapi') return { kind, root: nodeRoot(dir, master.name) };
  const found = state.nodes.find((each) => each.name === node || each.name.split('.')[0] === node);
  if (kind === 'noded' && found !== undefined) {
    return { kind, root: nodeRoot(dir, state.processes === 'one' ? master.name : found.name) };
  }
  throw new Error(`No daemon ${name} here; there are masterd, rapi, ${state.nodes.slice(0, 3).map((each) => `noded:${each.name}`).join(', ')} …`);
}
