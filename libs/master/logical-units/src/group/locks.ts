/** Lock plans of operations on node groups. */
import type { ConfigView } from '@ganeti/master-config';
import type { LockPlan } from '@ganeti/master-jobs';
import type { LockMode } from '@ganeti/master-locking';

/** The group alone. */
export function groupLock(view: ConfigView, name: string, mode: LockMode = 'exclusive'): LockPlan {
  const uuid = view.group(name)?.uuid;
  return uuid === undefined ? {} : { nodegroup: { names: [uuid], mode } };
}
