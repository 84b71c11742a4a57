import { z } from 'zod';
import { defineOpcode } from '../define';
import { groupName } from '../params';

export const groupRemove = defineOpcode({
  id: 'OP_GROUP_REMOVE',
  path: 'group/remove',
  title: 'Remove a node group',
  doc: 'Removes a group that has no nodes. The last group of a cluster stays.',
  params: { group_name: groupName },
  summary: 'group_name',
  result: z.null(),
  permission: 'group.remove',
  cli: [{ command: 'group remove', args: ['group_name'], doc: 'Remove an empty node group.' }],
  rest: [
    {
      method: 'DELETE',
      path: '/2/groups/[group_name]',
      body: 'none',
      query: { 'dry-run': { param: 'dry_run', type: 'bool' } },
      resource: 'groups_name',
      doc: 'Remove the node group.',
    },
  ],
});
