/** Who names whom by uuid: what must not disappear while somebody refers to it. */
import type { Cluster, Disk, Instance, Node, NodeGroup, ObjectKind } from '@ganeti/objects';
import { SetIndex } from './set-index';
import type { AnyObject } from './tables';

export interface Reference {
  readonly kind: ObjectKind;
  readonly uuid: string;
  /** What the object is to the one that refers to it, e.g. "primary node". */
  readonly as: string;
}

export function referencesOf(kind: ObjectKind, object: AnyObject): Reference[] {
  switch (kind) {
    case 'cluster':
      return [{ kind: 'node', uuid: (object as Cluster).master_node, as: 'master node' }];
    case 'node':
      return [{ kind: 'nodegroup', uuid: (object as Node).group, as: 'group' }];
    case 'nodegroup':
      return Object.keys((object as NodeGroup).networks).map((uuid) => ({ kind: 'network', uuid, as: 'network' }));
    case 'instance':
      return instanceReferences(object as Instance);
    case 'disk':
      return diskReferences(object as Disk);
    case 'network':
    case 'filter':
      return [];
  }
}

function instanceReferences(instance: Instance): Reference[] {
  return [
    { kind: 'node', uuid: instance.primary_node, as: 'primary node' },
    ...instance.disks.map((uuid) => ({ kind: 'disk', uuid, as: 'disk' }) as const),
    ...instance.nics.flatMap(({ network }) => (network === null ? [] : [{ kind: 'network', uuid: network, as: 'network' } as const])),
  ];
}

function diskReferences(disk: Disk): Reference[] {
  const id = disk.logical_id;
  const nodes = new Set([...disk.nodes, ...(id.type === 'drbd' ? [id.node_a, id.node_b] : [])]);
  const references: Reference[] = [...nodes].map((uuid) => ({ kind: 'node', uuid, as: 'node' }));
  if (disk.instance !== null) references.push({ kind: 'instance', uuid: disk.instance, as: 'instance' });
  return references;
}

/** The same backwards, for the head: object -> uuids of those that refer to it, prefixed by their kind. */
export class References {
  private readonly sources = new SetIndex();

  replace(kind: ObjectKind, uuid: string, before: AnyObject | null, after: AnyObject | null): void {
    const source = `${kind} ${uuid}`;
    for (const target of before === null ? [] : referencesOf(kind, before)) this.sources.remove(target.uuid, source);
    for (const target of after === null ? [] : referencesOf(kind, after)) this.sources.add(target.uuid, source);
  }

  to(uuid: string): { kind: ObjectKind; uuid: string }[] {
    return [...this.sources.of(uuid)].map((source) => {
      const [kind, from] = source.split(' ') as [ObjectKind, string];
      return { kind, uuid: from };
    });
  }
}
