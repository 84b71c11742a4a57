import { z } from 'zod';
import { defineOpcode } from '../define';
import { oneInstance } from '../params';
import { maybe, positiveInt } from '../types';
import { snapshotName } from './snapshot-name';

export const instanceSnapshotCreate = defineOpcode({
  id: 'OP_INSTANCE_SNAPSHOT_CREATE',
  path: 'instance/snapshot-create',
  title: 'Take a snapshot of the disks of an instance',
  doc:
    'Freezes what all disks hold, under a name. The instance may run: each disk is then as after a power cut, and several disks are ' +
    'frozen one after the other. For templates plain, file, sharedfile, gluster, rbd and ext, where nodes can do it.',
  params: {
    ...oneInstance,
    snapshot_name: snapshotName,
    size: maybe(positiveInt, 'Of template plain: room for what changes on each disk, in MiB. Without it as much as the disk has; a snapshot that is full is lost.'),
  },
  summary: 'instance_name',
  result: z.null(),
  permission: 'instance.snapshot-create',
  own: true,
  cli: [
    {
      command: 'instance create-snapshot',
      args: ['instance_name', 'snapshot_name'],
      options: [{ flags: '--size <size>', param: 'size', type: 'size' }],
      hidden: ['instance_uuid'],
      doc: 'Take a snapshot of the disks of an instance.',
    },
  ],
  rest: [
    {
      method: 'POST',
      path: '/2/instances/[instance_name]/snapshots',
      body: 'params',
      resource: 'instances_name_snapshots',
      doc: 'Take a snapshot of the disks.',
    },
  ],
});
