import { z } from 'zod';
import { force } from '../cli-options';
import { defineOpcode, required } from '../define';
import { groupName } from '../params';
import { flag, maybe, nonEmptyString } from '../types';

export const groupAssignNodes = defineOpcode({
  id: 'OP_GROUP_ASSIGN_NODES',
  path: 'group/assign-nodes',
  title: 'Put nodes into a group',
  doc:
    'Moves nodes to a group. Their instances stay where they are, so a mirrored instance may end up with its two nodes in different ' +
    'groups: that is refused unless forced.',
  params: {
    group_name: groupName,
    force: flag('Go on when instances then have nodes in different groups.'),
    nodes: required(z.array(nonEmptyString), 'Names of the nodes.'),
    node_uuids: maybe(z.array(nonEmptyString), 'UUIDs of `nodes`.'),
  },
  summary: 'group_name',
  result: z.null(),
  permission: 'group.assign-nodes',
  cli: [
    {
      command: 'group assign-nodes',
      args: ['group_name', 'nodes...'],
      options: [force],
      hidden: ['node_uuids'],
      doc: 'Put nodes into a group.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/groups/[group_name]/assign-nodes',
      body: 'params',
      query: { 'dry-run': { param: 'dry_run', type: 'bool' }, force: { param: 'force', type: 'bool' } },
      resource: 'groups_name_assign_nodes',
      doc: 'Put nodes into the group.',
    },
  ],
});
