/**
 * All objects in memory with the indexes that readers need. There are two of them: the head, which transactions see and
 * change, and the durable one behind `ClusterConfig.view`. Both hold the same frozen objects.
 */
import type { Instance, ObjectKind, ObjectKinds } from '@ganeti/objects';
import { NameIndex } from './names';
import { SetIndex } from './set-index';

export type AnyObject = ObjectKinds[ObjectKind];

export const objectKinds = ['cluster', 'nodegroup', 'node', 'network', 'instance', 'disk', 'filter'] as const satisfies readonly ObjectKind[];

export type NamedKind = 'node' | 'instance' | 'nodegroup' | 'network';

export class Tables {
  /** Number of durable commits in it (of the head: including those under way). */
  revision = 0;
  /** By name; uniqueness is an invariant's matter. */
  readonly names: Readonly<Record<NamedKind, NameIndex>> = {
    node: new NameIndex(true),
    instance: new NameIndex(true),
    nodegroup: new NameIndex(false),
    network: new NameIndex(false),
  };
  /** node -> instances */
  readonly primaries = new SetIndex();
  /** node -> instances with a drbd disk there that have another primary node */
  readonly secondaries = new SetIndex();
  /** group -> nodes */
  readonly groupNodes = new SetIndex();
  private readonly objects: { readonly [K in ObjectKind]: Map<string, ObjectKinds[K]> } = {
    cluster: new Map(),
    nodegroup: new Map(),
    node: new Map(),
    network: new Map(),
    instance: new Map(),
    disk: new Map(),
    filter: new Map(),
  };
  /** instance -> its entries in `secondaries`, to take them back when something changes */
  private readonly placedOn = new Map<string, readonly string[]>();

  get<K extends ObjectKind>(kind: K, uuid: string): ObjectKinds[K] | undefined {
    return this.objects[kind].get(uuid);
  }

  all<K extends ObjectKind>(kind: K): Iterable<ObjectKinds[K]> {
    return this.objects[kind].values();
  }

  count(kind: ObjectKind): number {
    return this.objects[kind].size;
  }

  /** Put an object (or, with null, take it away) and bring the indexes up to date. */
  set(kind: ObjectKind, uuid: string, after: AnyObject | null): void {
    const before = this.get(kind, uuid);
    if (before !== undefined) this.unindex(kind, before);
    const table = this.objects[kind] as Map<string, AnyObject>;
    if (after === null) table.delete(uuid);
    else table.set(uuid, after);
    if (after !== null) this.index(kind, after);
    if (kind === 'instance') this.place(uuid);
    if (kind === 'disk') {
      const owners = [before, after].flatMap((disk) => (disk as ObjectKinds['disk'] | null | undefined)?.instance ?? []);
      for (const owner of new Set(owners)) this.place(owner);
    }
  }

  private index(kind: ObjectKind, object: AnyObject): void {
    if (isNamed(kind)) this.names[kind].add((object as ObjectKinds[NamedKind]).name, object.uuid);
    if (kind === 'instance') this.primaries.add((object as Instance).primary_node, object.uuid);
    if (kind === 'node') this.groupNodes.add((object as ObjectKinds['node']).group, object.uuid);
  }

  private unindex(kind: ObjectKind, object: AnyObject): void {
    if (isNamed(kind)) this.names[kind].remove((object as ObjectKinds[NamedKind]).name, object.uuid);
    if (kind === 'instance') this.primaries.remove((object as Instance).primary_node, object.uuid);
    if (kind === 'node') this.groupNodes.remove((object as ObjectKinds['node']).group, object.uuid);
  }

  /** Works out anew on which nodes an instance is secondary; depends on the instance and on its disks, whichever changed. */
  private place(uuid: string): void {
    for (const node of this.placedOn.get(uuid) ?? []) this.secondaries.remove(node, uuid);
    const instance = this.objects.instance.get(uuid);
    const nodes = instance === undefined ? [] : secondaryNodes(this, instance);
    for (const node of nodes) this.secondaries.add(node, uuid);
    if (nodes.length === 0) this.placedOn.delete(uuid);
    else this.placedOn.set(uuid, nodes);
  }
}

/** Nodes that hold drbd disks of an instance, without its primary node, in the order of its disks. */
export function secondaryNodes(tables: Pick<Tables, 'get'>, instance: Instance): string[] {
  const nodes = new Set<string>();
  for (const uuid of instance.disks) {
    const id = tables.get('disk', uuid)?.logical_id;
    if (id?.type === 'drbd') nodes.add(id.node_a).add(id.node_b);
  }
  nodes.delete(instance.primary_node);
  return [...nodes];
}

function isNamed(kind: ObjectKind): kind is NamedKind {
  return kind === 'node' || kind === 'instance' || kind === 'nodegroup' || kind === 'network';
}
