import { z } from 'zod';
import { defineOpcode } from '../define';
import { oneInstance, shutdownTimeout } from '../params';
import { flag } from '../types';

export const instanceRemove = defineOpcode({
  id: 'OP_INSTANCE_REMOVE',
  path: 'instance/remove',
  title: 'Remove an instance',
  doc: 'Shuts the instance down, removes its disks and forgets it.',
  params: {
    ...oneInstance,
    shutdown_timeout: shutdownTimeout,
    ignore_failures: flag(
      'Go on when the instance cannot be stopped or a disk cannot be removed; what is left behind is logged.',
    ),
  },
  summary: 'instance_name',
  result: z.null(),
  permission: 'instance.remove',
  cli: [
    {
      command: 'instance remove',
      args: ['instance_name'],
      options: [{ flags: '--shutdown-timeout <seconds>', param: 'shutdown_timeout', type: 'int' }],
      hidden: ['instance_uuid'],
      confirm: 'Remove instance {name} and its disks? The data will be lost.',
      doc: 'Remove an instance and its disks.',
    },
  ],
  rest: [
    {
      method: 'DELETE',
      path: '/2/instances/[instance_name]',
      body: 'params',
      query: {
        'dry-run': { param: 'dry_run', type: 'bool' },
      },
      fixed: { ignore_failures: false },
      resource: 'instances_name',
      doc: 'Remove the instance and its disks.',
    },
  ],
});
