import { z } from 'zod';
import { defineOpcode, optional } from '../define';
import { bool, maybe } from '../types';

const health = z.object({
  uuid: z.string(),
  name: z.string(),
  score: z.number(),
  failingN1: z.array(z.string()),
  conflicts: z.array(z.string()),
  offlinePrimary: z.array(z.string()),
  offlineSecondary: z.array(z.string()),
  notEvacuable: z.array(z.string()),
  affinity: z.array(z.string()),
});

export const clusterCheck = defineOpcode({
  id: 'OP_CLUSTER_CHECK',
  path: 'cluster/check',
  title: 'Check the placement of instances',
  doc:
    'Tells for each group its score and what is wrong with where instances are: nodes that could not take over what they would have to (N+1), instances that ' +
    'must not share a node and do, nodes that could not be emptied, rules of affinity that are broken; and what balancing would leave of that. Changes nothing.',
  params: { simulate: optional(bool, true, 'Also try what balancing would bring.') },
  result: z.object({
    groups: z.array(health),
    balanced: z.array(health.extend({ moves: z.int() })).nullable(),
    split: z.array(z.string()),
    healthy: z.boolean(),
    needsRebalance: z.boolean(),
    /** Continuous balancing; null: it is off. */
    balancing: maybe(z.object({ interval: z.int(), max_moves: z.int(), min_gain: z.number() }), '').schema,
  }),
  permission: 'cluster.check',
  own: true,
  cli: [
    {
      command: 'cluster check',
      args: [],
      options: [{ flags: '--no-simulation', param: 'simulate', type: 'negated' }],
      doc: 'Check where instances are, and whether balancing would help.',
    },
  ],
  rest: [{ method: 'POST', path: '/2/check', body: 'params', resource: 'check', doc: 'Check the placement of instances; the result of the job has what was found.' }],
});
