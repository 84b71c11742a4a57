/** A cluster of simulated nodes on which nothing is wrong, and ways to break it. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { deviceMessage, instanceMessage } from '@ganeti/master-logical-units';
import type { BlockDeviceMessage, NodeMethod, NodeRequest } from '@ganeti/node-api';
import type { Disk, Instance, ObjectKind, ObjectKinds } from '@ganeti/objects';
import { fitMachine } from './simulated-nodes';
import { creation } from './unit-checks';
import { unitWorld, type UnitWorld } from './unit-world';
import { uuidOf } from './uuid-of';

const [n1, n2, n3, n4] = ['node1.example.com', 'node2.example.com', 'node3.example.com', 'node4.example.com'] as const;
/** Puts right what was broken. */
export type Mend = () => unknown;
type Fields<K extends ObjectKind> = Partial<ObjectKinds[K]>;

/** node1 and node2 are in group default and have instances: plain1 (node1), mirror1 and mirror2 (both), idle1 (node2). node3 with lone1, and node4 are in group spare. */
export async function verifyWorld(): Promise<VerifyWorld> {
  const world = await unitWorld([n1, n2, n3, n4]);
  for (const name of world.nodes.names) world.nodes.facts.set(name, fitMachine);
  const run = async (opcode: object): Promise<void> => {
    const { status, result } = await world.run(opcode as { readonly OP_ID: string });
    if (status !== 'success') throw new Error(JSON.stringify(result));
  };
  const templates = ['drbd', 'plain', 'file', 'sharedfile', 'gluster', 'diskless'];
  await world.config.transaction((tx) => void tx.update('cluster', tx.cluster().uuid, { enabled_disk_templates: templates, candidate_pool_size: 2 }));
  await run({ OP_ID: 'OP_GROUP_ADD', group_name: 'spare' });
  await run({ OP_ID: 'OP_GROUP_ASSIGN_NODES', group_name: 'spare', nodes: [n3, n4] });
  const disk = { disks: [{ size: 64 }] };
  const create = (name: string, more: object) => run({ OP_ID: 'OP_INSTANCE_CREATE', ...creation(`${name}.example.com`, more) });
  await create('plain1', { disk_template: 'plain', ...disk, pnode: n1 });
  await create('mirror1', { disk_template: 'drbd', ...disk, pnode: n1, snode: n2 });
  await create('mirror2', { disk_template: 'drbd', ...disk, pnode: n1, snode: n2, start: false });
  await create('idle1', { pnode: n2 });
  await create('lone1', { pnode: n3 });
  return new VerifyWorld(world);
}

export class VerifyWorld {
  constructor(readonly unit: UnitWorld) {}

  get nodes() {
    return this.unit.nodes;
  }

  /** What a check of the whole cluster finds: lines with codes. */
  async verify(more: object = {}): Promise<{ readonly good: boolean; readonly lines: string[]; readonly log: string[] }> {
    const { skip_checks, verify_clutter, ...report } = { error_codes: true, ...more } as Record<string, unknown>;
    const ofGroups = Object.fromEntries(Object.entries({ skip_checks, verify_clutter }).filter(([, value]) => value !== undefined));
    const groups = ['default', 'spare'].map((group_name) => this.unit.run({ OP_ID: 'OP_CLUSTER_VERIFY_GROUP', group_name, ...report, ...ofGroups }));
    const ended = await Promise.all([this.unit.run({ OP_ID: 'OP_CLUSTER_VERIFY_CONFIG', ...report }), ...groups]);
    for (const { status, result } of ended) if (status !== 'success') throw new Error(JSON.stringify(result));
    const log = ended.flatMap((each) => each.log);
    return { good: ended.every(({ result }) => result === true), log, lines: log.filter((line) => /- (ERROR|WARNING)/.test(line)).map((line) => line.replace(/^ *- /, '')) };
  }

  /** Nodes are sent what they have to have. */
  async redistribute(): Promise<void> {
    const { status, result } = await this.unit.run({ OP_ID: 'OP_CLUSTER_REDIST_CONF' });
    if (status !== 'success') throw new Error(JSON.stringify(result));
  }

  instance(name: string): Instance {
    const instance = this.unit.config.view.instance(`${name}.example.com`);
    if (instance === undefined) throw new Error(`There is no instance ${name}`);
    return instance;
  }

  disk(instance: string): Disk {
    return this.unit.config.view.disksOf(this.instance(instance))[0] as Disk;
  }

  device(instance: string): BlockDeviceMessage {
    return deviceMessage(this.unit.config.view, this.disk(instance));
  }

  /** As nodes are told of it; `name`: another one. */
  guest(instance: string, name = `${instance}.example.com`) {
    return { ...instanceMessage(this.unit.config.view, this.instance(instance)), name };
  }

  /** A call past the master. */
  async call<M extends NodeMethod>(node: string, method: M, request: NodeRequest<M>): Promise<void> {
    await this.nodes.rpc.call(uuidOf(node), method, request);
  }

  async change<K extends ObjectKind>(kind: K, uuid: string, fields: Fields<K>): Promise<Mend> {
    const before = this.unit.config.view.get(kind, uuid) as ObjectKinds[K];
    const old = Object.fromEntries(Object.keys(fields).map((name) => [name, before[name as keyof typeof before]])) as Fields<K>;
    const put = async (values: Fields<K>): Promise<void> => void (await this.unit.config.transaction((tx) => void tx.update(kind, uuid, values as never)));
    await put(fields);
    return () => put(old);
  }

  changeCluster = (fields: Fields<'cluster'>): Promise<Mend> => this.change('cluster', 'uuid-cluster', fields);
  changeNode = (name: string, fields: Fields<'node'>): Promise<Mend> => this.change('node', uuidOf(name), fields);
  changeGroup = (name: string, fields: Fields<'nodegroup'>): Promise<Mend> => this.change('nodegroup', this.unit.config.view.group(name)?.uuid ?? '', fields);
  changeInstance = (name: string, fields: Fields<'instance'>): Promise<Mend> => this.change('instance', this.instance(name).uuid, fields);

  /** The same against all rules. */
  async tamper<K extends ObjectKind>(kind: K, uuid: string, fields: Fields<K>): Promise<Mend> {
    const before = this.unit.config.view.get(kind, uuid) as ObjectKinds[K];
    const old = Object.fromEntries(Object.keys(fields).map((name) => [name, before[name as keyof typeof before]]));
    await this.unit.tamper(kind, uuid, fields as never);
    return () => this.unit.tamper(kind, uuid, old as never);
  }

  /** A file of a node; missing directories are made. */
  file(path: string, content: string, mode = 0o644): Mend {
    const before = existsSync(path) ? readFileSync(path, 'utf8') : null;
    const made = mkdirSync(dirname(path), { recursive: true }) ?? path;
    writeFileSync(path, content);
    chmodSync(path, mode);
    return () => (before === null ? rmSync(made, { recursive: true }) : writeFileSync(path, before));
  }

  facts(node: string, facts: Partial<typeof fitMachine>): Mend {
    this.nodes.facts.set(node, { ...fitMachine, ...facts });
    return () => this.nodes.facts.set(node, fitMachine);
  }

  /** Changes what a node answers to Node.Verify. */
  disguise(node: string, change: (answer: Record<string, unknown>) => object): Mend {
    const rpc = this.nodes.rpc as { call: unknown };
    const original = rpc.call;
    const call = this.nodes.rpc.call.bind(this.nodes.rpc) as (...args: unknown[]) => Promise<Record<string, unknown>>;
    rpc.call = async (uuid: string, method: NodeMethod, ...rest: unknown[]) => {
      const answer = await call(uuid, method, ...rest);
      return method === 'Node.Verify' && uuid === uuidOf(node) ? { ...answer, ...change(answer) } : answer;
    };
    return () => (rpc.call = original);
  }

  /** Who asks for the one node gets to the other. */
  async confuse(node: string, other: string): Promise<Mend> {
    const [from, to] = [node, other].map((name) => this.unit.config.view.node(name));
    const proxy = createServer((socket) => {
      const onward = connect(to?.port ?? 0, to?.primary_ip);
      for (const [one, two] of [[socket, onward], [onward, socket]] as const) one.pipe(two).on('error', () => one.destroy());
      for (const one of [socket, onward]) one.on('error', () => one.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, from?.primary_ip, resolve));
    const mend = await this.changeNode(node, { port: (proxy.address() as AddressInfo).port });
    return async () => {
      await mend();
      await new Promise((resolve) => proxy.close(resolve));
    };
  }

  missing(node: string, directory: string): Mend {
    const list = this.nodes.simulators.get(node)?.settings.missing_directories;
    list?.push(directory);
    return () => list?.pop();
  }

  volumeGroup(node: string, size: number | null): Mend {
    const groups = this.nodes.simulators.get(node)?.settings.volume_groups ?? {};
    const before = groups['xenvg'];
    if (size === null) delete groups['xenvg'];
    else groups['xenvg'] = size;
    return () => (groups['xenvg'] = before ?? 0);
  }
}
