import { OpPrereqError } from '@ganeti/errors';
import { iallocatorOption } from '../cli-options';
import { defineOpcode, optional, type RestRequest } from '../define';
import { iallocator, ignoreIpolicy, oneNode, targetNode } from '../params';
import { bodyParams, queryBool } from '../rest';
import { modeOrLive, nodeOrAllocator, rules } from '../rules';
import { bool, jobIdList, maybe, migrationMode } from '../types';

export const nodeMigrate = defineOpcode({
  id: 'OP_NODE_MIGRATE',
  path: 'node/migrate',
  title: 'Migrate all instances away from a node',
  doc: 'Submits a migration for each instance whose primary node this is, and answers the ids of the jobs. Mirrored instances go to their secondary node.',
  params: {
    ...oneNode,
    mode: maybe(
      migrationMode,
      'Whether the instances keep running meanwhile; without it the hypervisor parameter `migration_mode` decides.',
    ),
    live: maybe(bool, 'Older form of `mode`; both together are refused.'),
    ...targetNode,
    allow_runtime_changes: optional(
      bool,
      true,
      'The memory of an instance may be made smaller so that it fits on the target.',
    ),
    ignore_ipolicy: ignoreIpolicy,
    iallocator,
  },
  summary: 'node_name',
  result: jobIdList,
  permission: 'node.migrate',
  rule: rules(modeOrLive, nodeOrAllocator('target_node')),
  cli: [
    {
      command: 'node migrate',
      args: ['node_name'],
      options: [
        {
          flags: '--non-live',
          param: 'mode',
          type: 'custom',
          parse: () => ({ mode: 'non-live' }),
          doc: 'Stop each instance while its memory is moved.',
        },
        { flags: '--migration-mode <mode>', param: 'mode', type: 'string' },
        { flags: '-n, --target-node <node>', param: 'target_node', type: 'string' },
        iallocatorOption,
        {
          flags: '--no-runtime-changes',
          param: 'allow_runtime_changes',
          type: 'negated',
          doc: 'Do not make the memory of instances smaller.',
        },
      ],
      hidden: ['node_uuid', 'target_node_uuid', 'live'],
      confirm: 'Migrate all instances away from node {name}?',
      doc: 'Migrate all instances away from a node.',
    },
  ],
  rest: [
    {
      method: 'POST',
      path: '/2/nodes/[node_name]/migrate',
      body: 'params',
      parse,
      documented: {
        query: {
          mode: { type: 'string', doc: 'Older form of the body: live or non-live.' },
          live: { type: 'bool', doc: 'Older form of `mode`: 1 is live, 0 is non-live.' },
        },
      },
      resource: 'nodes_name_migrate',
      doc: 'Migrate all instances away from the node. A body is ignored when the query has one of its older forms.',
    },
  ],
});

function parse(request: RestRequest): Record<string, unknown> {
  const { live, mode } = request.query;
  if (live === undefined && mode === undefined) return bodyParams(request, ['node_name', 'reason']);
  if (live !== undefined && mode !== undefined) {
    throw new OpPrereqError("Give only one of the query arguments 'live' and 'mode'", 'wrong_input');
  }
  return { mode: mode?.[0] ?? (queryBool(request, 'live') ? 'live' : 'non-live') };
}
