import { defineOpcode } from '../define';
import { skipChecks, verifyClutter, verifyReport } from '../params';
import { jobIdList, maybe, nonEmptyString } from '../types';

export const clusterVerify = defineOpcode({
  id: 'OP_CLUSTER_VERIFY',
  path: 'cluster/verify',
  title: 'Check the whole cluster',
  doc:
    'Submits one job that checks the configuration and one for each node group that depends on it, and answers their ids. ' +
    'With `group_name` only that group is checked.',
  params: {
    ...verifyReport,
    skip_checks: skipChecks,
    group_name: maybe(nonEmptyString, 'Check only this node group.'),
    verify_clutter: verifyClutter,
  },
  result: jobIdList,
  permission: 'cluster.verify',
});
