import { z } from 'zod';
import { defineOpcode } from '../define';
import { oneInstance } from '../params';
import { flag } from '../types';

export const instanceActivateDisks = defineOpcode({
  id: 'OP_INSTANCE_ACTIVATE_DISKS',
  path: 'instance/activate-disks',
  title: 'Make the disks of an instance usable',
  doc: 'Assembles the disks on the nodes without starting the instance. Answers node, name of the disk, and path of its device there, for each disk.',
  params: {
    ...oneInstance,
    ignore_size: flag('Take the devices as they are, whatever size is recorded.'),
    wait_for_sync: flag('Wait until the copies are equal.'),
  },
  summary: 'instance_name',
  result: z.array(z.tuple([z.string(), z.string(), z.string().nullable()])),
  permission: 'instance.activate-disks',
  cli: [
    {
      command: 'instance activate-disks',
      args: ['instance_name'],
      hidden: ['instance_uuid'],
      doc: 'Make the disks usable without starting the instance.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/instances/[instance_name]/activate-disks',
      body: 'none',
      query: {
        ignore_size: { param: 'ignore_size', type: 'bool' },
      },
      resource: 'instances_name_activate_disks',
      doc: 'Make the disks usable.',
    },
  ],
});
