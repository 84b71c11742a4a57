import { z } from 'zod';
import { defineOpcode } from '../define';

export const clusterActivateMasterIp = defineOpcode({
  id: 'OP_CLUSTER_ACTIVATE_MASTER_IP',
  path: 'cluster/activate-master-ip',
  title: "Set up the cluster's address",
  doc: "Sets the cluster's address up on the master's network device, as starting the master does by itself.",
  params: {},
  result: z.null(),
  permission: 'cluster.master-ip',
  cli: [
    {
      command: 'cluster activate-master-ip',
      args: [],
      doc: "Set up the cluster's address on the master.",
    },
  ],
});
