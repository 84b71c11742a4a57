/** Everything that can be asked for, by kind. */
import { ProtocolError } from '@ganeti/errors';
import type { LockInfo } from '@ganeti/master-locking';
import { describe, type Field } from './field';
import { clusterResource } from './fields/cluster';
import { exportResource } from './fields/export';
import { extStorageResource } from './fields/extstorage';
import { filterResource } from './fields/filter';
import { groupResource } from './fields/group';
import { instanceResource } from './fields/instance';
import { jobResource, type JobSource } from './fields/job';
import { lockResource } from './fields/lock';
import { networkResource } from './fields/network';
import { nodeResource } from './fields/node';
import { osResource } from './fields/os';
import type { AnyResource } from './resource';
import { queryKinds, type FieldDescription, type NodeLists, type QueryKind } from './types';

/** What is neither configuration nor live data. */
export interface Sources {
  readonly jobs: JobSource;
  readonly locks: { list(): readonly LockInfo[] };
  readonly nodeLists: NodeLists;
}

export interface Kind {
  readonly resource: AnyResource;
  readonly fields: ReadonlyMap<string, Field<unknown>>;
}

/** Other names of kinds: the configuration, locks and hooks say nodegroup. */
const aliases: Readonly<Record<string, QueryKind>> = { nodegroup: 'group' };

export class Kinds {
  readonly #kinds: ReadonlyMap<string, Kind>;

  constructor({ jobs, locks, nodeLists }: Sources) {
    const resources: readonly AnyResource[] = [
      instanceResource,
      nodeResource,
      groupResource,
      networkResource,
      jobResource(jobs),
      lockResource(() => locks.list()),
      filterResource,
      exportResource(() => nodeLists.exports()),
      clusterResource,
      osResource(() => nodeLists.os()),
      extStorageResource(() => nodeLists.extstorage()),
    ];
    this.#kinds = new Map(
      resources.map((resource) => [resource.kind, { resource, fields: new Map((resource.fields as Field<unknown>[]).map((field) => [field.name, field])) }]),
    );
  }

  /** Throws ProtocolError. */
  get(name: string): Kind {
    const kind = this.#kinds.get(aliases[name] ?? name);
    if (kind === undefined) throw new ProtocolError(`There is nothing called '${name}' to ask for; there are ${queryKinds.join(', ')}`);
    return kind;
  }
}

/** Descriptions of all fields of all kinds, sorted by name; they depend on nothing. */
export function describeAllFields(): Readonly<Record<QueryKind, readonly FieldDescription[]>> {
  const nobody = (): Promise<never> => Promise.reject(new Error('only fields are asked for'));
  const kinds = new Kinds({
    jobs: { get: () => undefined, archived: nobody, list: () => [] },
    locks: { list: () => [] },
    nodeLists: { os: nobody, extstorage: nobody, exports: nobody },
  });
  return Object.fromEntries(queryKinds.map((kind) => [kind, describeSorted(kinds.get(kind))])) as Record<QueryKind, FieldDescription[]>;
}

export function describeSorted({ fields }: Kind): FieldDescription[] {
  return [...fields.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map(describe);
}
