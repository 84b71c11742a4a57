import { defineOpcode, required } from '../define';
import { groupName } from '../params';
import { nonEmptyString } from '../types';

export const groupRename = defineOpcode({
  id: 'OP_GROUP_RENAME',
  path: 'group/rename',
  title: 'Rename a node group',
  doc: 'Gives a group another name; its UUID and its nodes stay. Answers the new name.',
  params: { group_name: groupName, new_name: required(nonEmptyString, 'The new name.') },
  result: nonEmptyString,
  permission: 'group.rename',
  cli: [{ command: 'group rename', args: ['group_name', 'new_name'], doc: 'Rename a node group.' }],
  rest: [
    {
      method: 'PUT',
      path: '/2/groups/[group_name]/rename',
      body: 'params',
      query: { 'dry-run': { param: 'dry_run', type: 'bool' } },
      resource: 'groups_name_rename',
      doc: 'Rename the node group.',
    },
  ],
});
