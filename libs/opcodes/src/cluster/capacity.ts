import { z } from 'zod';
import { defineOpcode } from '../define';
import { anyJson, diskTemplate, maybe, nonNegativeInt, positiveInt } from '../types';

const spec = z.object({ memory: z.int(), disk: z.int(), cpus: z.int(), spindles: z.int() });
const filled = z.object({
  /** Sizes and how many of each fit. */
  tiers: z.array(z.object({ spec, count: z.int() })),
  count: z.int(),
  /** The cluster when it is full. */
  final: z.record(z.string(), z.number()),
  /** Reasons why no more fit, with the nodes they hold for; most frequent first. */
  refused: z.array(z.tuple([z.string(), z.int()])),
});

export const clusterCapacity = defineOpcode({
  id: 'OP_CLUSTER_CAPACITY',
  path: 'cluster/capacity',
  title: 'How many more instances fit',
  doc:
    'Fills a copy of the cluster with instances of one size until none fits (`standard`), and another with instances that begin with the largest size the policy ' +
    'allows and shrink by what is short (`tiered`). Changes nothing. `initial` and `final` are sums over all nodes, memory and disk in MiB.',
  params: {
    disk_template: maybe(diskTemplate, 'Disk template of the instances; default: the first that the policy allows.'),
    memory: maybe(positiveInt, 'Memory of each instance in MiB; default: the standard size of the policy. With tiers it is the largest.'),
    disk: maybe(nonNegativeInt, 'Disk of each instance in MiB; default as for `memory`.'),
    vcpus: maybe(positiveInt, 'Virtual CPUs of each instance; default as for `memory`.'),
    spindles: maybe(nonNegativeInt, 'Spindles each instance uses; default as for `memory`.'),
    limit: maybe(positiveInt, 'Stop after so many instances.'),
  },
  result: z.object({ disk_template: diskTemplate, initial: z.record(z.string(), z.number()), standard: filled, tiered: filled, spec: anyJson }),
  permission: 'cluster.capacity',
  own: true,
  cli: [
    {
      command: 'cluster capacity',
      args: [],
      options: [
        { flags: '-t, --disk-template <template>', param: 'disk_template', type: 'string' },
        { flags: '--memory <size>', param: 'memory', type: 'size' },
        { flags: '--disk <size>', param: 'disk', type: 'size' },
      ],
      doc: 'Show how many more instances fit.',
    },
  ],
  rest: [{ method: 'POST', path: '/2/capacity', body: 'params', resource: 'capacity', doc: 'Find out how many more instances fit; the result of the job says it.' }],
});
