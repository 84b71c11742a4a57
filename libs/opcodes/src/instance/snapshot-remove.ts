import { z } from 'zod';
import { defineOpcode } from '../define';
import { oneInstance } from '../params';
import { snapshotName } from './snapshot-name';

export const instanceSnapshotRemove = defineOpcode({
  id: 'OP_INSTANCE_SNAPSHOT_REMOVE',
  path: 'instance/snapshot-remove',
  title: 'Remove a snapshot of an instance',
  doc: 'The disks stay as they are. The instance may run.',
  params: { ...oneInstance, snapshot_name: snapshotName },
  summary: 'instance_name',
  result: z.null(),
  permission: 'instance.snapshot-remove',
  own: true,
  cli: [
    {
      command: 'instance remove-snapshot',
      args: ['instance_name', 'snapshot_name'],
      hidden: ['instance_uuid'],
      doc: 'Remove a snapshot.',
    },
  ],
  rest: [
    {
      method: 'DELETE',
      path: '/2/instances/[instance_name]/snapshots/[snapshot_name]',
      body: 'none',
      query: { 'dry-run': { param: 'dry_run', type: 'bool' } },
      resource: 'instances_name_snapshots_name',
      doc: 'Remove the snapshot.',
    },
  ],
});
