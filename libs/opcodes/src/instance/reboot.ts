import { z } from 'zod';
import { defineOpcode, required } from '../define';
import { oneInstance, shutdownTimeout } from '../params';
import { flag, rebootType } from '../types';

export const instanceReboot = defineOpcode({
  id: 'OP_INSTANCE_REBOOT',
  path: 'instance/reboot',
  title: 'Restart an instance',
  doc: 'Restarts the instance: inside its hypervisor process (`soft`), as a stop and start without touching the disks (`hard`), or with the disks deactivated and activated again (`full`).',
  params: {
    ...oneInstance,
    shutdown_timeout: shutdownTimeout,
    ignore_secondaries: flag(
      'With `full`: start it although its disks are not as they should be on the secondary node.',
    ),
    reboot_type: required(rebootType, 'How thorough: soft, hard or full.'),
  },
  summary: 'instance_name',
  result: z.null(),
  permission: 'instance.reboot',
  cli: [
    {
      command: 'instance reboot',
      args: ['instance_name...'],
      each: 'instance_name',
      options: [{ flags: '-t, --type <type>', param: 'reboot_type', type: 'string' }],
      defaults: { reboot_type: 'hard' },
      hidden: ['instance_uuid'],
      doc: 'Restart instances; hard, unless a type is given.',
    },
  ],
  rest: [
    {
      method: 'POST',
      path: '/2/instances/[instance_name]/reboot',
      body: 'params',
      query: {
        type: { param: 'reboot_type', type: 'string', default: 'hard' },
        ignore_secondaries: { param: 'ignore_secondaries', type: 'bool' },
        'dry-run': { param: 'dry_run', type: 'bool' },
      },
      resource: 'instances_name_reboot',
      doc: 'Restart the instance.',
    },
  ],
});
