import { z } from 'zod';
import { defineOpcode } from '../define';
import { verifyReport } from '../params';

export const clusterVerifyConfig = defineOpcode({
  id: 'OP_CLUSTER_VERIFY_CONFIG',
  path: 'cluster/verify-config',
  title: 'Check the configuration',
  doc: 'Checks the configuration, certificates and parameters of the cluster without asking any node. Answers whether no error was found.',
  params: { ...verifyReport },
  result: z.boolean(),
  permission: 'cluster.verify',
});
