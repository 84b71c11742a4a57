import { z } from 'zod';
import { defineOpcode, required } from '../define';
import { oneInstance } from '../params';
import { needs } from '../rules';
import { flag, nonEmptyString } from '../types';

export const instanceRename = defineOpcode({
  id: 'OP_INSTANCE_RENAME',
  path: 'instance/rename',
  title: 'Give an instance another name',
  doc: 'Renames a stopped instance, and tells its OS by the rename script of the definition. Answers the new name.',
  params: {
    ...oneInstance,
    new_name: required(nonEmptyString, 'The new name.'),
    name_check: flag('Resolve the new name, and use what the resolver answers.'),
    ip_check: flag('Refuse when the address of the new name answers; needs `name_check`.'),
  },
  rule: needs('ip_check', 'name_check', 'without a look-up there is no address to check'),
  result: z.string(),
  permission: 'instance.rename',
  cli: [
    {
      command: 'instance rename',
      args: ['instance_name', 'new_name'],
      hidden: ['instance_uuid'],
      doc: 'Give a stopped instance another name.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/instances/[instance_name]/rename',
      body: 'params',
      resource: 'instances_name_rename',
      doc: 'Rename the instance.',
    },
  ],
});
