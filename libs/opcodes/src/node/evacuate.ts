import { iallocatorOption } from '../cli-options';
import { defineOpcode, required } from '../define';
import { earlyRelease, iallocator, oneNode } from '../params';
import { nodeOrAllocator, rules } from '../rules';
import { bool, evacuationMode, jobIdList, maybe, nonEmptyString } from '../types';

export const nodeEvacuate = defineOpcode({
  id: 'OP_NODE_EVACUATE',
  path: 'node/evacuate',
  title: 'Move instances away from a node',
  doc:
    'Finds other nodes for the instances of a node, submits the jobs that move them, and answers the ids of the jobs. ' +
    'Where they go is planned by an allocator, or for secondary instances said by `remote_node`.',
  params: {
    early_release: earlyRelease,
    ...oneNode,
    remote_node: maybe(nonEmptyString, 'The new secondary node; only with `secondary-only`.'),
    remote_node_uuid: maybe(nonEmptyString, 'UUID of `remote_node`.'),
    iallocator,
    mode: required(
      evacuationMode,
      'Which instances: those that have the node as primary node (`primary-only`) or secondary node (`secondary-only`). Both at once (`all`) is refused: an instance would have to move twice.',
    ),
    ignore_soft_errors: maybe(bool, 'Have the allocator go on where a rule of good placement would be broken.'),
  },
  summary: 'node_name',
  result: jobIdList,
  permission: 'node.evacuate',
  rule: rules(nodeOrAllocator('remote_node'), ({ remote_node: node, mode }) =>
    node !== null && mode !== 'secondary-only' ? 'remote_node can only take secondary instances: give mode secondary-only' : null,
  ),
  cli: [
    {
      command: 'node evacuate',
      args: ['node_name'],
      options: [
        {
          flags: '-p, --primary-only',
          param: 'mode',
          type: 'custom',
          parse: () => ({ mode: 'primary-only' }),
          doc: 'Only instances whose primary node it is.',
        },
        {
          flags: '-s, --secondary-only',
          param: 'mode',
          type: 'custom',
          parse: () => ({ mode: 'secondary-only' }),
          doc: 'Only instances whose secondary node it is.',
        },
        { flags: '-n, --new-secondary <node>', param: 'remote_node', type: 'string' },
        iallocatorOption,
        { flags: '--ignore-soft-errors', param: 'ignore_soft_errors', type: 'flag' },
      ],
      defaults: { mode: 'all' },
      hidden: ['node_uuid', 'remote_node_uuid'],
      confirm: 'Move instances away from node {name}?',
      doc: 'Move instances away from a node.',
    },
  ],
  rest: [
    {
      method: 'POST',
      path: '/2/nodes/[node_name]/evacuate',
      body: 'params',
      query: { 'dry-run': { param: 'dry_run', type: 'bool' } },
      documented: {
        query: {
          iallocator: { type: 'string', doc: 'Older form: move secondary instances to where this allocator says.' },
          remote_node: { type: 'string', doc: 'Older form: move secondary instances to this node.' },
          early_release: { type: 'bool', doc: 'Older form of the parameter of that name.' },
        },
      },
      resource: 'nodes_name_evacuate',
      doc:
        'Move instances away from the node. With arguments of the older form in the query, secondary instances are moved by one job ' +
        'each, and the answer is a list of [job id, instance, new node].',
    },
  ],
});
