/** What hook scripts are told about a node group: scripts run on the master. */
import type { ConfigView } from '@ganeti/master-config';
import type { HooksSpec } from '@ganeti/master-jobs';

export function groupHooks(view: ConfigView, path: string, name: string, more: Readonly<Record<string, string>> = {}): HooksSpec {
  const master = [view.cluster().master_node];
  return { path, objectType: 'GROUP', environment: { OP_TARGET: name, GROUP_NAME: name, ...more }, preNodes: master, postNodes: master };
}
