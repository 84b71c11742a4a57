import { defineOpcode, optional } from '../define';
import { bool, jobIdList, maybe, nonEmptyString } from '../types';

export const clusterVerifyDisks = defineOpcode({
  id: 'OP_CLUSTER_VERIFY_DISKS',
  path: 'cluster/verify-disks',
  title: 'Find disks that are not active',
  doc: 'Submits one [group check](group-verify-disks.md) for each node group, and answers the ids of the jobs.',
  params: {
    group_name: maybe(nonEmptyString, 'Check only this node group.'),
    is_strict: optional(
      bool,
      true,
      'Also report DRBD disks that are active but whose other side is missing or out of date.',
    ),
  },
  result: jobIdList,
  permission: 'cluster.verify',
  cli: [
    {
      command: 'cluster verify-disks',
      args: [],
      options: [
        { flags: '-g, --node-group <group>', param: 'group_name', type: 'string' },
        {
          flags: '--no-strict',
          param: 'is_strict',
          type: 'negated',
          doc: 'Do not report DRBD disks that only lack their other side.',
        },
      ],
      doc: 'Find disks of running instances that are not active.',
    },
  ],
});
