import { z } from 'zod';
import { defineOpcode } from '../define';

export const clusterRedistConf = defineOpcode({
  id: 'OP_CLUSTER_REDIST_CONF',
  path: 'cluster/redist-conf',
  title: 'Send the configuration to the nodes again',
  doc: 'Sends the configuration to all master candidates and the ssconf files to all nodes, as every change of the configuration does by itself.',
  params: {},
  result: z.null(),
  permission: 'cluster.modify',
  cli: [
    {
      command: 'cluster redist-conf',
      args: [],
      confirmOption: '--yes-do-it',
      doc: 'Send configuration and ssconf files to the nodes again.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/redistribute-config',
      body: 'params',
      resource: 'redist_config',
      doc: 'Send configuration and ssconf files to the nodes again.',
    },
  ],
});
