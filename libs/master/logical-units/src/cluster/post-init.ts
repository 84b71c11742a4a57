import { defineLogicalUnit } from '@ganeti/master-jobs';
import { clusterPostInit } from '@ganeti/opcodes';

export const clusterPostInitUnit = defineLogicalUnit({
  definition: clusterPostInit,
  locks: () => ({ cluster: { names: ['BGL'], mode: 'exclusive' } }),
  check: async () => null,
  hooks(_params, _plan, cx) {
    const { cluster_name: name, master_node: master } = cx.config.cluster();
    return { path: 'cluster-init', objectType: 'CLUSTER', environment: { OP_TARGET: name }, preNodes: [], postNodes: [master] };
  },
  run: async () => true,
});
