/**
 * Which rows a change makes outdated: the one place that knows what rows show of other objects. When a field begins to show
 * something new of another object, this is where it has to be noted.
 */
import type { Change, ConfigView } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import type { Disk, Instance, Network, Node, NodeGroup } from '@ganeti/objects';
import type { StoredRows } from './stored-rows';

export interface AllRows {
  readonly instance: StoredRows;
  readonly node: StoredRows;
  readonly nodegroup: StoredRows;
  readonly network: StoredRows;
}

interface Sources {
  /** Shows what `changes` have made already. */
  readonly view: ConfigView;
  readonly rows: AllRows;
}

/** Outdates rows after a commit. */
export function dropAfterCommit(changes: readonly Change[], sources: Sources): void {
  for (const change of changes) {
    switch (change.kind) {
      case 'cluster':
        for (const rows of Object.values(sources.rows) as StoredRows[]) rows.dropAll();
        break;
      case 'instance':
        instanceChanged(change.uuid, change.before as Instance | null, change.after as Instance | null, sources);
        break;
      case 'disk':
        diskChanged(change.before as Disk | null, change.after as Disk | null, sources);
        break;
      case 'node':
        nodeChanged(change.uuid, change.before as Node | null, change.after as Node | null, sources);
        break;
      case 'nodegroup':
        groupChanged(change.uuid, change.before as NodeGroup | null, change.after as NodeGroup | null, sources);
        break;
      case 'network':
        networkChanged(change.uuid, change.before as Network | null, change.after as Network | null, sources);
        break;
      case 'filter':
        break;
    }
  }
}

/** Nodes count their instances and name them, groups too, networks name their users. */
function instanceChanged(uuid: string, before: Instance | null, after: Instance | null, { view, rows }: Sources): void {
  rows.instance.drop(uuid);
  if (!differ(before, after, ['name', 'primary_node', 'nics', 'disks'])) return;
  rows.instance.place(uuid, after?.name ?? null);
  rows.nodegroup.dropAll();
  rows.network.dropAll();
  for (const node of [before?.primary_node, after?.primary_node]) if (node !== undefined) rows.node.drop(node);
  if (after !== null) for (const node of view.nodesOfInstance(after)) rows.node.drop(node);
}

function diskChanged(before: Disk | null, after: Disk | null, { rows }: Sources): void {
  for (const disk of [before, after]) {
    if (disk === null) continue;
    if (disk.instance !== null) rows.instance.drop(disk.instance);
    if (differ(before, after, ['instance', 'nodes'])) for (const node of disk.nodes) rows.node.drop(node);
  }
}

function nodeChanged(uuid: string, before: Node | null, after: Node | null, sources: Sources): void {
  const { rows } = sources;
  rows.node.drop(uuid);
  if (!differ(before, after, ['name', 'group', 'offline'])) return;
  rows.node.place(uuid, after?.name ?? null);
  rows.nodegroup.dropAll();
  dropInstancesOn(uuid, sources);
}

function groupChanged(uuid: string, before: NodeGroup | null, after: NodeGroup | null, { rows }: Sources): void {
  rows.nodegroup.place(uuid, after?.name ?? null);
  rows.nodegroup.drop(uuid);
  rows.node.dropAll();
  rows.network.dropAll();
  if (differ(before, after, ['name'])) rows.instance.dropAll();
}

function networkChanged(uuid: string, before: Network | null, after: Network | null, { rows }: Sources): void {
  rows.network.place(uuid, after?.name ?? null);
  rows.network.drop(uuid);
  if (differ(before, after, ['name'])) rows.instance.dropAll();
}

function dropInstancesOn(node: string, { view, rows }: Sources): void {
  for (const instance of view.primariesOf(node)) rows.instance.drop(instance);
  for (const instance of view.secondariesOf(node)) rows.instance.drop(instance);
}

/** Whether it came, went, or one of these properties is another object than before. */
function differ<T extends object>(before: T | null, after: T | null, properties: readonly (keyof T)[]): boolean {
  if (before === null || after === null) return true;
  return properties.some((property) => before[property] !== after[property]);
}

/**
 * Outdates rows after reports of nodes. Remembers which nodes were reachable: whether they are is shown with each of their
 * instances, while their free memory, which changes all the time, is not.
 */
export function liveDependencies(live: LiveView, config: { readonly view: ConfigView }, rows: AllRows) {
  const reachable = new Map<string, boolean>();
  return (change: { readonly node: string; readonly instances: readonly string[] }): void => {
    const { view } = config;
    rows.node.drop(change.node);
    const now = live.node(change.node).reachable;
    if (reachable.get(change.node) !== now) {
      reachable.set(change.node, now);
      dropInstancesOn(change.node, { view, rows });
    }
    for (const name of change.instances) {
      const instance = view.instance(name);
      if (instance !== undefined) rows.instance.drop(instance.uuid);
    }
  };
}
