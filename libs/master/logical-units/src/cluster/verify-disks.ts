import { defineLogicalUnit, withJobs } from '@ganeti/master-jobs';
import { clusterVerifyDisks } from '@ganeti/opcodes';
import { groupOf } from '../common/lookup';

export const clusterVerifyDisksUnit = defineLogicalUnit({
  definition: clusterVerifyDisks,
  locks: () => ({}),

  async check(params, cx): Promise<string[]> {
    if (params.group_name !== null) return [groupOf(cx.config, params.group_name).name];
    return [...cx.config.all('nodegroup')].map((group) => group.name).sort();
  },

  run: async ({ is_strict }, groups) => withJobs(groups.map((group_name) => [{ OP_ID: 'OP_GROUP_VERIFY_DISKS', group_name, is_strict }])),
});
