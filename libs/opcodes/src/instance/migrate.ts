import { z } from 'zod';
import { defineOpcode, optional } from '../define';
import { iallocator, ignoreIpolicy, oneInstance, targetNode } from '../params';
import { modeOrLive, nodeOrAllocator, rules } from '../rules';
import { bool, flag, maybe } from '../types';

export const instanceMigrate = defineOpcode({
  id: 'OP_INSTANCE_MIGRATE',
  path: 'instance/migrate',
  title: 'Move a running instance to another node',
  doc: 'Moves the instance to its secondary node, or to `target_node` when its disks can be reached everywhere, while it runs. With `cleanup` it sets right what an interrupted migration left.',
  params: {
    ...oneInstance,
    mode: maybe(
      z.enum(['live', 'non-live']),
      'Whether it keeps running meanwhile; without it the hypervisor parameter `migration_mode` decides.',
    ),
    live: maybe(bool, 'Older form of `mode`; both together are refused.'),
    ...targetNode,
    allow_runtime_changes: optional(
      bool,
      true,
      'The memory of the instance may be made smaller so that it fits on the target.',
    ),
    ignore_ipolicy: ignoreIpolicy,
    cleanup: flag(
      'Find out where the instance runs after a failed migration, and bring the configuration and disks in line.',
    ),
    iallocator: iallocator,
    allow_failover: flag('Fail over instead when the instance is not running or cannot migrate.'),
    ignore_hvversions: flag('Go on when the target runs an older version of the hypervisor than the source.'),
  },
  summary: 'instance_name',
  rule: rules(modeOrLive, nodeOrAllocator('target_node')),
  result: z.null(),
  permission: 'instance.migrate',
  cli: [
    {
      command: 'instance migrate',
      args: ['instance_name'],
      options: [
        {
          flags: '--non-live',
          param: 'mode',
          type: 'custom',
          parse: () => ({ mode: 'non-live' }),
          doc: 'Stop it while its memory is moved.',
        },
        { flags: '--migration-mode <mode>', param: 'mode', type: 'string' },
        { flags: '-n, --target-node <node>', param: 'target_node', type: 'string' },
        { flags: '-I, --iallocator <name>', param: 'iallocator', type: 'string' },
        {
          flags: '--no-runtime-changes',
          param: 'allow_runtime_changes',
          type: 'negated',
          doc: 'Do not make its memory smaller.',
        },
      ],
      hidden: ['instance_uuid', 'target_node_uuid', 'live'],
      confirm: 'Migrate instance {name}?',
      doc: 'Move a running instance to its other node.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/instances/[instance_name]/migrate',
      body: 'params',
      resource: 'instances_name_migrate',
      doc: 'Migrate the instance.',
    },
  ],
});
