import { z } from 'zod';
import { defineOpcode } from '../define';

export const clusterDestroy = defineOpcode({
  id: 'OP_CLUSTER_DESTROY',
  path: 'cluster/destroy',
  title: 'Give the cluster up',
  doc:
    'The last job of a cluster. Only the master may be left, and no instances. Runs the `cluster-destroy` hooks and answers the UUID ' +
    'of the master; its daemons are stopped afterwards.',
  params: {},
  result: z.string().min(1),
  permission: 'cluster.destroy',
  cli: [
    {
      command: 'cluster destroy',
      args: [],
      confirmOption: '--yes-do-it',
      confirm: 'Give this cluster up? Its configuration is lost.',
      doc: 'Give up a cluster that has no instances and no nodes but the master.',
    },
  ],
});
