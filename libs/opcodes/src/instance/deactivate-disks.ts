import { z } from 'zod';
import { defineOpcode } from '../define';
import { oneInstance } from '../params';
import { flag } from '../types';

export const instanceDeactivateDisks = defineOpcode({
  id: 'OP_INSTANCE_DEACTIVATE_DISKS',
  path: 'instance/deactivate-disks',
  title: 'Take the disks of an instance down',
  doc: 'Shuts the disks down on all nodes. Refused while the instance runs.',
  params: {
    ...oneInstance,
    force: flag('Do it although the instance seems to be running.'),
  },
  summary: 'instance_name',
  result: z.null(),
  permission: 'instance.deactivate-disks',
  cli: [
    {
      command: 'instance deactivate-disks',
      args: ['instance_name'],
      options: [{ flags: '-f, --force', param: 'force', type: 'flag' }],
      hidden: ['instance_uuid'],
      doc: 'Take the disks of a stopped instance down.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/instances/[instance_name]/deactivate-disks',
      body: 'none',
      query: {
        force: { param: 'force', type: 'bool' },
      },
      resource: 'instances_name_deactivate_disks',
      doc: 'Take the disks down.',
    },
  ],
});
