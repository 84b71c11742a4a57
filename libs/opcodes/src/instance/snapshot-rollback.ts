import { z } from 'zod';
import { defineOpcode } from '../define';
import { oneInstance } from '../params';
import { snapshotName } from './snapshot-name';

export const instanceSnapshotRollback = defineOpcode({
  id: 'OP_INSTANCE_SNAPSHOT_ROLLBACK',
  path: 'instance/snapshot-rollback',
  title: 'Set the disks of an instance back to a snapshot',
  doc: 'The disks of a stopped instance hold again what they held when the snapshot was taken; what was written since is lost. The snapshot stays.',
  params: { ...oneInstance, snapshot_name: snapshotName },
  summary: 'instance_name',
  result: z.null(),
  permission: 'instance.snapshot-rollback',
  own: true,
  cli: [
    {
      command: 'instance rollback-snapshot',
      args: ['instance_name', 'snapshot_name'],
      hidden: ['instance_uuid'],
      confirm: 'Set the disks of {name} back? What was written to them since will be lost.',
      doc: 'Set the disks of a stopped instance back to a snapshot.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/instances/[instance_name]/snapshots/[snapshot_name]/rollback',
      body: 'none',
      query: { 'dry-run': { param: 'dry_run', type: 'bool' } },
      resource: 'instances_name_snapshots_name_rollback',
      doc: 'Set the disks back to the snapshot.',
    },
  ],
});
