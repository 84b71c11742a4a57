import { z } from 'zod';
import { defineOpcode, optional } from '../define';
import { flag, jobIdList, maybe, nonEmptyString, positiveInt } from '../types';

export const nodeRollingReboot = defineOpcode({
  id: 'OP_NODE_ROLLING_REBOOT',
  path: 'node/rolling-reboot',
  title: 'Reboot nodes in sets',
  doc:
    'Answers sets of nodes that can be rebooted together: no instance has both its nodes in a set, and what has only one node finds room elsewhere meanwhile. ' +
    'The master comes last. With `execute` each node gets a job that moves its instances away, reboots it, waits until it is back, and moves them back; the jobs of a set ' +
    'begin when those of the set before have succeeded.',
  params: {
    group_name: maybe(nonEmptyString, 'Name or UUID of the only group; without it all.'),
    nodes: maybe(z.array(nonEmptyString), 'Names of the only nodes to reboot.'),
    node_tags: optional(z.array(nonEmptyString), [], 'Only nodes with one of these tags.'),
    offline_maintenance: flag('Shut instances down and start them again instead of moving them.'),
    skip_non_redundant: flag('Leave out nodes with instances that are on one node only.'),
    ignore_non_redundant: flag('Take no notice of instances that are on one node only: they go down with their node and are started afterwards.'),
    execute: flag('Submit the jobs; otherwise the sets are only answered.'),
    wait_seconds: optional(positiveInt, 900, 'How long each node may take to come back, in seconds.'),
  },
  result: jobIdList.extend({
    groups: z.array(
      z.object({
        group: z.string(),
        sets: z.array(z.object({ nodes: z.array(z.string()), moves: z.array(z.object({ instance: z.string(), from: z.string(), to: z.string() })) })),
        stuck: z.array(z.object({ node: z.string(), why: z.string() })),
      }),
    ),
  }),
  permission: 'node.rolling-reboot',
  own: true,
  cli: [
    {
      command: 'node rolling-reboot',
      args: ['nodes...'],
      options: [
        { flags: '-G, --group <group>', param: 'group_name', type: 'string' },
        { flags: '--node-tags <list>', param: 'node_tags', type: 'list' },
        { flags: '-X, --exec', param: 'execute', type: 'flag' },
      ],
      finish: (params: Record<string, unknown>) => ({ ...params, nodes: Array.isArray(params['nodes']) && params['nodes'].length === 0 ? null : params['nodes'] }),
      doc: 'Show sets of nodes that can be rebooted together; with --exec reboot them.',
    },
  ],
  rest: [{ method: 'POST', path: '/2/rolling-reboot', body: 'params', resource: 'rolling_reboot', doc: 'Plan, or with `execute` carry out, reboots of nodes in sets.' }],
});
