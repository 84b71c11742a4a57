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
  cli: [
    {
      command: 'cluster verify',
      args: [],
      options: [
        { flags: '-v, --verbose', param: 'verbose', type: 'flag' },
        { flags: '--debug-simulate-errors', param: 'debug_simulate_errors', type: 'flag' },
        { flags: '--error-codes', param: 'error_codes', type: 'flag' },
        {
          flags: '--no-nplus1-mem',
          param: 'skip_checks',
          type: 'custom',
          parse: () => ({ skip_checks: ['nplusone_mem'] }),
          doc: 'Leave out whether secondaries could take over.',
        },
        {
          flags: '--no-hv-param-assessment',
          param: 'skip_checks',
          type: 'custom',
          parse: () => ({ skip_checks: ['hvparam_assessment'] }),
          doc: 'Leave out advice on hypervisor parameters.',
        },
        { flags: '-I, --ignore-errors <code>', param: 'ignore_errors', type: 'list' },
        { flags: '-g, --node-group <group>', param: 'group_name', type: 'string' },
        { flags: '--verify-ssh-clutter', param: 'verify_clutter', type: 'flag' },
      ],
      doc: 'Check the configuration and all nodes.',
    },
  ],
});
