import { defineLogicalUnit, withJobs } from '@ganeti/master-jobs';
import type { Json } from '@ganeti/objects';
import { clusterVerify } from '@ganeti/opcodes';
import { groupOf } from '../common/lookup';

export const clusterVerifyUnit = defineLogicalUnit({
  definition: clusterVerify,
  locks: () => ({}),

  async check(params, cx) {
    if (params.group_name !== null) return [groupOf(cx.config, params.group_name).name];
    return [...cx.config.all('nodegroup')].map((group) => group.name).sort();
  },

  async run(params, groups) {
    const { debug_simulate_errors, error_codes, ignore_errors, verbose, skip_checks, verify_clutter } = params;
    const report = { debug_simulate_errors, error_codes, ignore_errors, verbose };
    // One group alone has nothing to wait for; else every group's job follows that of the configuration.
    const alone = params.group_name !== null;
    const groupJob = (group: string, index: number): Json[] => [
      {
        OP_ID: 'OP_CLUSTER_VERIFY_GROUP',
        group_name: group,
        ...report,
        skip_checks,
        verify_clutter,
        ...(alone ? {} : { depends: [[-(index + 1), []]] }),
      },
    ];
    const configJob: Json[] = [{ OP_ID: 'OP_CLUSTER_VERIFY_CONFIG', ...report }];
    return withJobs([...(alone ? [] : [configJob]), ...groups.map(groupJob)]);
  },
});
