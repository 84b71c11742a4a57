import { z } from 'zod';
import { defineOpcode, optional, required } from '../define';
import { nonNegativeInt, positiveInt } from '../types';

export const clusterSetBalancing = defineOpcode({
  id: 'OP_CLUSTER_SET_BALANCING',
  path: 'cluster/set-balancing',
  title: 'Set continuous balancing',
  doc:
    'Has the watcher balance the cluster again and again: every `interval` seconds it submits OP_CLUSTER_BALANCE, unless moves of an earlier one are ' +
    'still under way. Off by default.',
  params: {
    interval: required(nonNegativeInt.max(30 * 86_400), 'Seconds between two rounds; 0 turns it off.'),
    max_moves: optional(positiveInt, 5, 'Most moves of each group in one round.'),
    min_gain: optional(z.number().min(0), 0.01, 'How much of the score each move has to gain.'),
  },
  result: z.null(),
  permission: 'cluster.set-balancing',
  own: true,
  cli: [{ command: 'cluster set-balancing', args: ['interval'], argTypes: { interval: 'int' }, doc: 'Balance the cluster every so many seconds; 0 turns that off.' }],
  rest: [{ method: 'PUT', path: '/2/balance', body: 'params', resource: 'balance', doc: 'Have the cluster balanced continuously, or no longer.' }],
});
