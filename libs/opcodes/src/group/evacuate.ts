import { z } from 'zod';
import { iallocatorOption } from '../cli-options';
import { defineOpcode } from '../define';
import { earlyRelease, groupName, iallocator } from '../params';
import { flag, jobIdList, maybe, nonEmptyString } from '../types';

export const groupEvacuate = defineOpcode({
  id: 'OP_GROUP_EVACUATE',
  path: 'group/evacuate',
  title: 'Move all instances out of a node group',
  doc: 'Has an allocator plan where the instances of a group can go, submits the jobs that move them, and answers the ids of the jobs.',
  params: {
    group_name: groupName,
    early_release: earlyRelease,
    iallocator,
    target_groups: maybe(z.array(nonEmptyString), 'Groups to move to; without it any other group.'),
    sequential: flag('Let each job wait for the one before, instead of running them beside each other.'),
    force_failover: flag('Stop running instances and start them in the other group, instead of migrating them.'),
  },
  summary: 'group_name',
  result: jobIdList,
  permission: 'group.evacuate',
  rule: ({ group_name: group, target_groups: targets }) =>
    Array.isArray(targets) && targets.includes(group) ? `target_groups names ${String(group)}, the group to be emptied` : null,
  cli: [
    {
      command: 'group evacuate',
      args: ['group_name'],
      options: [{ flags: '--to <group,...>', param: 'target_groups', type: 'list' }, iallocatorOption],
      doc: 'Move all instances out of a node group.',
    },
  ],
});
