import { z } from 'zod';
import { defineOpcode } from '../define';
import { oneInstance } from '../params';

export const instanceSnapshotList = defineOpcode({
  id: 'OP_INSTANCE_SNAPSHOT_LIST',
  path: 'instance/snapshot-list',
  title: 'List the snapshots of an instance',
  doc: 'Answers name, time (seconds since the epoch) and sizes of the disks (MiB) of each snapshot, the oldest first.',
  params: { ...oneInstance },
  summary: 'instance_name',
  result: z.array(z.object({ name: z.string(), ctime: z.number(), disk_sizes: z.array(z.int()) })),
  permission: 'instance.read',
  own: true,
  cli: [
    {
      command: 'instance list-snapshots',
      args: ['instance_name'],
      hidden: ['instance_uuid'],
      table: { columns: { name: { title: 'Snapshot' }, ctime: { title: 'Taken' }, disk_sizes: { title: 'Disk_sizes' } } },
      doc: 'List the snapshots of an instance.',
    },
  ],
  rest: [
    {
      method: 'GET',
      path: '/2/instances/[instance_name]/snapshots',
      body: 'none',
      resource: 'instances_name_snapshots',
      doc: 'List the snapshots, as the result of a job.',
    },
  ],
});
