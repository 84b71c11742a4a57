/** Instances of a node, for operations that submit a job for each. */
import type { ConfigView } from '@ganeti/master-config';
import type { LockPlan } from '@ganeti/master-jobs';

/** Names, sorted. */
export function instancesOf(view: ConfigView, uuids: Iterable<string>): string[] {
  return [...uuids].flatMap((uuid) => view.get('instance', uuid)?.name ?? []).sort();
}

/** The node stays as it is while its jobs are planned; each of them takes its own locks. */
export function nodeLock(view: ConfigView, params: { readonly node_name: string; readonly node_uuid: string | null }): LockPlan {
  const node = view.node(params.node_uuid ?? params.node_name)?.uuid;
  return node === undefined ? {} : { node: { names: [node], mode: 'shared' } };
}
