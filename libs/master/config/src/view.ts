import type { Cluster, Disk, Instance, Network, Node, NodeGroup, ObjectKind, ObjectKinds } from '@ganeti/objects';
import { ConfigurationError } from '@ganeti/errors';
import type { NamedKind, Tables } from './tables';
import { secondaryNodes } from './tables';
import type { ConfigView } from './types';

/** Read access to tables that move on under it: ask again after an `await`; sets and iterables are those of the moment. */
export class View implements ConfigView {
  constructor(protected readonly tables: Tables) {}

  get revision(): number {
    return this.tables.revision;
  }

  cluster(): Cluster {
    for (const cluster of this.tables.all('cluster')) return cluster;
    throw new ConfigurationError('There is no cluster yet; initialise it first');
  }

  get<K extends ObjectKind>(kind: K, uuid: string): ObjectKinds[K] | undefined {
    return this.tables.get(kind, uuid);
  }

  all<K extends ObjectKind>(kind: K): Iterable<ObjectKinds[K]> {
    return this.tables.all(kind);
  }

  count(kind: ObjectKind): number {
    return this.tables.count(kind);
  }

  node(nameOrUuid: string): Node | undefined {
    return this.find('node', nameOrUuid);
  }

  instance(nameOrUuid: string): Instance | undefined {
    return this.find('instance', nameOrUuid);
  }

  group(nameOrUuid: string): NodeGroup | undefined {
    return this.find('nodegroup', nameOrUuid);
  }

  network(nameOrUuid: string): Network | undefined {
    return this.find('network', nameOrUuid);
  }

  disksOf(instance: Instance): Disk[] {
    return instance.disks.flatMap((uuid) => this.tables.get('disk', uuid) ?? []);
  }

  primariesOf(nodeUuid: string): ReadonlySet<string> {
    return this.tables.primaries.of(nodeUuid);
  }

  secondariesOf(nodeUuid: string): ReadonlySet<string> {
    return this.tables.secondaries.of(nodeUuid);
  }

  nodesOf(groupUuid: string): ReadonlySet<string> {
    return this.tables.groupNodes.of(groupUuid);
  }

  nodesOfInstance(instance: Instance): string[] {
    return [instance.primary_node, ...secondaryNodes(this.tables, instance)];
  }

  private find<K extends NamedKind>(kind: K, nameOrUuid: string): ObjectKinds[K] | undefined {
    const byUuid = this.tables.get(kind, nameOrUuid);
    if (byUuid !== undefined) return byUuid;
    const uuid = this.tables.names[kind].find(nameOrUuid);
    return uuid === undefined ? undefined : this.tables.get(kind, uuid);
  }
}
