import { z } from 'zod';
import { defineOpcode, optional } from '../define';
import { bool, flag, jobIdList, maybe, nonEmptyString, positiveInt } from '../types';

const step = z.object({
  instance: z.string(),
  from: z.array(z.string()),
  to: z.array(z.string()),
  score: z.number(),
  notation: z.string(),
  commands: z.array(z.string()),
});

/** What balancing of one group would do, or does. */
export const balancedGroup = z.object({
  group: z.string(),
  initial: z.number(),
  final: z.number(),
  steps: z.array(step),
  sets: z.array(z.array(z.int())),
});

export const clusterBalance = defineOpcode({
  id: 'OP_CLUSTER_BALANCE',
  path: 'cluster/balance',
  title: 'Balance the cluster',
  doc:
    'Looks for moves of instances that spread the load of each group better over its nodes, and answers them with the score of the group before ' +
    'and after (lower is better; docs/placement.md explains it). Moves of one set do not disturb each other. With `execute` the moves are ' +
    'submitted as jobs, those of a set together, each set after the one before it has succeeded.',
  params: {
    group_name: maybe(nonEmptyString, 'Name or UUID of the only group to balance; without it each group is balanced by itself.'),
    execute: flag('Submit the jobs that make the moves; otherwise they are only answered.'),
    max_moves: maybe(positiveInt, 'Most moves in each group; without it as many as make the score better.'),
    min_score: optional(z.number().min(0), 1e-9, 'A group with a score below this is good enough and left alone.'),
    min_gain: optional(z.number().min(0), 0.01, 'How much of the score a move has to gain once the score is below `min_gain_limit`.'),
    min_gain_limit: optional(z.number().min(0), 0.1, 'Score below which `min_gain` counts.'),
    disk_moves: optional(bool, true, 'Secondary nodes may be replaced, which copies disks.'),
    instance_moves: optional(bool, true, 'Instances may be migrated and failed over.'),
    evac_mode: flag('Only move instances away from nodes that are offline or drained.'),
    restricted_migration: flag('Migrate nothing but instances of drained nodes.'),
    instances: maybe(z.array(nonEmptyString), 'Names of the only instances that may be moved.'),
    exclude_instances: optional(z.array(nonEmptyString), [], 'Names of instances that stay where they are.'),
    ignore_soft_errors: flag('Break rules of good placement where that helps.'),
  },
  result: jobIdList.extend({ groups: z.array(balancedGroup) }),
  permission: 'cluster.balance',
  own: true,
  cli: [
    {
      command: 'cluster balance',
      args: [],
      options: [
        { flags: '-G, --group <group>', param: 'group_name', type: 'string' },
        { flags: '-X, --exec', param: 'execute', type: 'flag' },
        { flags: '-l, --max-length <n>', param: 'max_moves', type: 'int' },
        { flags: '-e, --min-score <score>', param: 'min_score', type: 'number' },
        { flags: '-g, --min-gain <gain>', param: 'min_gain', type: 'number' },
        { flags: '--no-disk-moves', param: 'disk_moves', type: 'negated' },
        { flags: '--no-instance-moves', param: 'instance_moves', type: 'negated' },
        { flags: '-E, --evac-mode', param: 'evac_mode', type: 'flag' },
        { flags: '--select-instances <list>', param: 'instances', type: 'list' },
        { flags: '--exclude-instances <list>', param: 'exclude_instances', type: 'list' },
      ],
      doc: 'Show the moves that balance the cluster; with --exec make them.',
    },
  ],
  rest: [{ method: 'POST', path: '/2/balance', body: 'params', resource: 'balance', doc: 'Plan, or with `execute` make, the moves that balance the cluster; the result of the job has them.' }],
});
