/** The object that has tags. */
import { OpPrereqError } from '@ganeti/errors';
import type { ConfigTx, ConfigView } from '@ganeti/master-config';
import type { LockPlan } from '@ganeti/master-jobs';
import type { LockMode } from '@ganeti/master-locking';
import { groupOf, instanceLock, instanceOf, nodeOf } from '../common/lookup';

export interface TagParams {
  readonly kind: 'cluster' | 'instance' | 'network' | 'node' | 'nodegroup';
  readonly name: string | null;
}
export type TagTarget = { readonly kind: TagParams['kind']; readonly uuid: string };

export function tagTarget(view: ConfigView, params: TagParams): TagTarget {
  const { kind } = params;
  if (kind === 'cluster') return { kind, uuid: view.cluster().uuid };
  const { name } = params;
  if (name === null || name === '') throw new OpPrereqError(`Tags of which ${kind}? Give its 'name'`, 'wrong_input');
  switch (kind) {
    case 'instance':
      return { kind, uuid: instanceOf(view, { instance_name: name }, { forthcoming: true }).uuid };
    case 'node':
      return { kind, uuid: nodeOf(view, name).uuid };
    case 'nodegroup':
      return { kind, uuid: groupOf(view, name).uuid };
    case 'network': {
      const network = view.network(name);
      if (network === undefined) throw new OpPrereqError(`Network '${name}' is not known`, 'unknown_entity');
      return { kind, uuid: network.uuid };
    }
  }
}

/** The cluster itself has no lock for its tags: a transaction is enough there. */
export function tagLocks(view: ConfigView, params: TagParams, mode: LockMode): LockPlan {
  const { kind, name } = params;
  if (kind === 'cluster' || name === null) return {};
  if (kind === 'instance') return { instance: { names: [instanceLock(view, name)], mode } };
  const uuid = { node: view.node(name), nodegroup: view.group(name), network: view.network(name) }[kind]?.uuid;
  return uuid === undefined ? {} : { [kind]: { names: [uuid], mode } };
}

export function tagsOf(view: ConfigView, target: TagTarget): readonly string[] {
  return target.kind === 'cluster' ? view.cluster().tags : (view.get(target.kind, target.uuid)?.tags ?? []);
}

export function setTags(tx: ConfigTx, target: TagTarget, tags: readonly string[]): void {
  if (JSON.stringify(tagsOf(tx, target)) !== JSON.stringify(tags)) tx.update(target.kind, target.uuid, { tags });
}
