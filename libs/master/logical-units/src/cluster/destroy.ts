import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { clusterDestroy } from '@ganeti/opcodes';
import { warn } from '../common/disk-steps';
import { addressCall } from '../common/master-address';

/** The configuration stays until the machine is cleaned up: a job cannot remove the queue it is in. */
export const clusterDestroyUnit = defineLogicalUnit({
  definition: clusterDestroy,
  locks: () => ({ cluster: { names: ['BGL'], mode: 'exclusive' } }),

  async check(_params, cx): Promise<{ readonly master: string }> {
    const master = cx.config.cluster().master_node;
    const names = (objects: Iterable<{ readonly name: string }>): string => [...objects].map(({ name }) => name).sort().slice(0, 5).join(', ');
    const others = [...cx.config.all('node')].filter(({ uuid }) => uuid !== master);
    if (others.length > 0) throw new OpPrereqError(`The cluster still has ${others.length} node(s) beside the master (${names(others)}); remove them first`, 'wrong_input');
    const instances = cx.config.count('instance');
    if (instances > 0) throw new OpPrereqError(`The cluster still has ${instances} instance(s) (${names(cx.config.all('instance'))}); remove them first`, 'wrong_input');
    return { master };
  },

  /** The run has the post hooks run, while the address is still there. */
  hooks: (_params, _plan, cx) => ({
    path: 'cluster-destroy', objectType: 'CLUSTER', environment: { OP_TARGET: cx.config.cluster().cluster_name }, preNodes: [], postNodes: [],
  }),

  async run(_params, { master }, cx) {
    await cx.postHooks([master]);
    const call = addressCall(cx.config, cx.config.cluster(), false);
    try {
      if (call !== null) await cx.call('address-down', call.node, call.method, call.request);
    } catch (error) {
      if (cx.signal.aborted) throw error;
      warn(cx, `The cluster's address could not be taken down: ${(error as Error).message}`);
    }
    return master;
  },
});
