import { z } from 'zod';
import { defineOpcode } from '../define';

export const clusterDeactivateMasterIp = defineOpcode({
  id: 'OP_CLUSTER_DEACTIVATE_MASTER_IP',
  path: 'cluster/deactivate-master-ip',
  title: "Take down the cluster's address",
  doc: "Takes the cluster's address off the master's network device. Clients that use it lose their connection until it is set up again.",
  params: {},
  result: z.null(),
  permission: 'cluster.master-ip',
  cli: [
    {
      command: 'cluster deactivate-master-ip',
      args: [],
      confirm: 'Take the cluster address down? Clients that use it are disconnected.',
      doc: "Take the cluster's address off the master.",
    },
  ],
});
