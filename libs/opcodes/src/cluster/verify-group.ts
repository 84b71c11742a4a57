import { z } from 'zod';
import { defineOpcode, required } from '../define';
import { skipChecks, verifyClutter, verifyReport } from '../params';
import { nonEmptyString } from '../types';

export const clusterVerifyGroup = defineOpcode({
  id: 'OP_CLUSTER_VERIFY_GROUP',
  path: 'cluster/verify-group',
  title: 'Check the nodes and instances of a group',
  doc: 'Compares what the nodes of a group report with what the configuration says. Answers whether no error was found.',
  params: {
    group_name: required(nonEmptyString, 'The node group to check.'),
    ...verifyReport,
    skip_checks: skipChecks,
    verify_clutter: verifyClutter,
  },
  summary: 'group_name',
  result: z.boolean(),
  permission: 'cluster.verify',
});
