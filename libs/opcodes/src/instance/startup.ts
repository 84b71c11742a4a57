import { z } from 'zod';
import { defineOpcode, optional } from '../define';
import { oneInstance } from '../params';
import { flag, paramDict, timeout } from '../types';

export const instanceStartup = defineOpcode({
  id: 'OP_INSTANCE_STARTUP',
  path: 'instance/startup',
  title: 'Start an instance',
  doc: 'Activates the disks and starts the instance on its primary node. A started instance is left as it is.',
  params: {
    ...oneInstance,
    force: flag('Start it although its disks are not as they should be on the secondary node.'),
    ignore_offline_nodes: flag('When the primary node is offline, only record that the instance should be running.'),
    hvparams: optional(paramDict, {}, 'Hypervisor parameters for this start only.'),
    beparams: optional(paramDict, {}, 'Backend parameters for this start only.'),
    no_remember: flag('Do not record that the instance should be running.'),
    startup_paused: flag('Start it with its CPUs stopped.'),
    shutdown_timeout: optional(timeout, 120, 'Seconds that what is left of a guest that has crashed gets to end before it is stopped hard.'),
  },
  summary: 'instance_name',
  result: z.null(),
  permission: 'instance.startup',
  cli: [
    {
      command: 'instance startup',
      aliases: ['instance start'],
      args: ['instance_name...'],
      each: 'instance_name',
      options: [
        { flags: '-f, --force', param: 'force', type: 'flag' },
        { flags: '-H, --hypervisor-parameters <name=value,...>', param: 'hvparams', type: 'keyvalue' },
        { flags: '-B, --backend-parameters <name=value,...>', param: 'beparams', type: 'keyvalue' },
        { flags: '--ignore-offline', param: 'ignore_offline_nodes', type: 'flag' },
        { flags: '--paused', param: 'startup_paused', type: 'flag' },
      ],
      hidden: ['instance_uuid', 'shutdown_timeout'],
      doc: 'Start instances.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/instances/[instance_name]/startup',
      body: 'none',
      query: {
        force: { param: 'force', type: 'bool' },
        no_remember: { param: 'no_remember', type: 'bool' },
        'dry-run': { param: 'dry_run', type: 'bool' },
      },
      resource: 'instances_name_startup',
      doc: 'Start the instance.',
    },
  ],
});
