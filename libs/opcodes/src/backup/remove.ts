import { z } from 'zod';
import { defineOpcode } from '../define';
import { oneInstance } from '../params';

export const backupRemove = defineOpcode({
  id: 'OP_BACKUP_REMOVE',
  path: 'backup/remove',
  title: 'Remove the exports of an instance',
  doc: 'Removes the exports of an instance from all nodes. The instance itself need not exist any more.',
  params: { ...oneInstance },
  summary: 'instance_name',
  result: z.null(),
  permission: 'backup.remove',
  cli: [
    {
      command: 'backup remove',
      args: ['instance_name'],
      hidden: ['instance_uuid'],
      doc: 'Remove the exports of an instance.',
    },
  ],
  rest: [
    {
      method: 'DELETE',
      path: '/2/instances/[instance_name]/export',
      body: 'params',
      resource: 'instances_name_export',
      doc: 'Remove the exports of the instance.',
    },
  ],
});
