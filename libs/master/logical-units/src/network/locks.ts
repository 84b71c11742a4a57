/** Lock plans of operations on networks. */
import type { ConfigView } from '@ganeti/master-config';
import type { LockPlan } from '@ganeti/master-jobs';

/** The network alone, exclusively. */
export function networkLock(view: ConfigView, name: string): LockPlan {
  const uuid = view.network(name)?.uuid;
  return uuid === undefined ? {} : { network: { names: [uuid], mode: 'exclusive' } };
}

/**
 * A network and a group, exclusively, and what the group's instances are kept from changing: whoever makes or changes an
 * instance holds its group shared.
 */
export function connectionLocks(view: ConfigView, params: { readonly network_name: string; readonly group_name: string }): LockPlan {
  const group = view.group(params.group_name)?.uuid;
  return {
    ...networkLock(view, params.network_name),
    ...(group === undefined ? {} : { nodegroup: { names: [group], mode: 'exclusive' } }),
  };
}
