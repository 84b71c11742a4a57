import { z } from 'zod';
import { defineOpcode, optional } from '../define';
import { oneInstance } from '../params';
import { flag, maybe, timeout } from '../types';

export const instanceShutdown = defineOpcode({
  id: 'OP_INSTANCE_SHUTDOWN',
  path: 'instance/shutdown',
  title: 'Stop an instance',
  doc: 'Asks the instance to shut down, and stops it hard when it has not done so in time.',
  params: {
    ...oneInstance,
    force: flag('Stop it even if it is marked offline.'),
    ignore_offline_nodes: flag('When the primary node is offline, only record that the instance should be stopped.'),
    timeout: optional(timeout, 120, 'Seconds the instance gets to shut down by itself; 0 stops it hard at once.'),
    no_remember: flag('Do not record that the instance should be stopped.'),
    admin_state_source: maybe(
      z.enum(['admin', 'user']),
      'Who wants it stopped: an administrator, or the user inside it.',
    ),
  },
  summary: 'instance_name',
  result: z.null(),
  permission: 'instance.shutdown',
  cli: [
    {
      command: 'instance shutdown',
      aliases: ['instance stop'],
      args: ['instance_name...'],
      each: 'instance_name',
      options: [
        { flags: '-f, --force', param: 'force', type: 'flag' },
        { flags: '--timeout <seconds>', param: 'timeout', type: 'int' },
        { flags: '--ignore-offline', param: 'ignore_offline_nodes', type: 'flag' },
      ],
      hidden: ['instance_uuid', 'admin_state_source'],
      doc: 'Stop instances.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/instances/[instance_name]/shutdown',
      body: 'params',
      query: {
        no_remember: { param: 'no_remember', type: 'bool' },
        'dry-run': { param: 'dry_run', type: 'bool' },
      },
      resource: 'instances_name_shutdown',
      doc: 'Stop the instance.',
    },
  ],
});
