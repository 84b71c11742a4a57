import { z } from 'zod';
import { defineOpcode } from '../define';
import { earlyRelease, iallocator, oneInstance } from '../params';
import { jobIdList, maybe, nonEmptyString } from '../types';

export const instanceChangeGroup = defineOpcode({
  id: 'OP_INSTANCE_CHANGE_GROUP',
  path: 'instance/change-group',
  title: 'Move an instance to another node group',
  doc: 'Asks an allocator how to bring the instance into one of the groups, and submits the jobs that do it. Answers them.',
  params: {
    ...oneInstance,
    early_release: earlyRelease,
    iallocator,
    target_groups: maybe(z.array(nonEmptyString), 'Groups to choose from; without them all other groups.'),
  },
  summary: 'instance_name',
  result: jobIdList,
  permission: 'instance.change-group',
  cli: [
    {
      command: 'instance change-group',
      args: ['instance_name'],
      options: [
        { flags: '--to <group>', param: 'target_groups', type: 'list' },
        { flags: '-I, --iallocator <name>', param: 'iallocator', type: 'string' },
      ],
      hidden: ['instance_uuid'],
      doc: 'Move an instance to another node group.',
    },
  ],
});
