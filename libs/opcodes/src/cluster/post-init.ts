import { z } from 'zod';
import { defineOpcode } from '../define';

export const clusterPostInit = defineOpcode({
  id: 'OP_CLUSTER_POST_INIT',
  path: 'cluster/post-init',
  title: 'Run the hooks of a new cluster',
  doc: 'The first job of every cluster: runs the `cluster-init` hooks on the master. It is submitted by the initialisation itself.',
  params: {},
  result: z.boolean(),
  permission: 'cluster.init',
});
