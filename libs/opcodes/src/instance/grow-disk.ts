import { z } from 'zod';
import { defineOpcode, optional, required } from '../define';
import { ignoreIpolicy, oneInstance } from '../params';
import { bool, diskIndex, flag, nonNegativeInt } from '../types';

export const instanceGrowDisk = defineOpcode({
  id: 'OP_INSTANCE_GROW_DISK',
  path: 'instance/grow-disk',
  title: 'Make a disk larger',
  doc: 'Makes a disk larger on all its nodes. Disks cannot be made smaller.',
  params: {
    ...oneInstance,
    wait_for_sync: optional(bool, true, 'Wait until the new part is on both nodes.'),
    disk: required(diskIndex, 'Which disk, counted from 0.'),
    amount: required(nonNegativeInt, 'By how much, in MiB; the new size with `absolute`.'),
    absolute: flag('`amount` is the size to reach.'),
    ignore_ipolicy: ignoreIpolicy,
  },
  summary: 'instance_name',
  result: z.null(),
  permission: 'instance.grow-disk',
  cli: [
    {
      command: 'instance grow-disk',
      args: ['instance_name', 'disk', 'amount'],
      argTypes: { amount: 'size' },
      hidden: ['instance_uuid'],
      doc: 'Make a disk larger by an amount such as 2G (or to it, with --absolute).',
    },
  ],
  rest: [
    {
      method: 'POST',
      path: '/2/instances/[instance_name]/disk/[disk]/grow',
      body: 'params',
      resource: 'instances_name_disk_grow',
      doc: 'Make a disk larger.',
    },
  ],
});
