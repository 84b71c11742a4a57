import type { Json } from '@ganeti/objects';
import { z } from 'zod';
import { iallocatorOption } from '../cli-options';
import { defineOpcode } from '../define';
import { iallocator, ignoreIpolicy, oneInstance, shutdownTimeout, targetNode } from '../params';
import { nodeOrAllocator } from '../rules';
import { flag } from '../types';

export const instanceFailover = defineOpcode({
  id: 'OP_INSTANCE_FAILOVER',
  path: 'instance/failover',
  title: 'Start an instance on its other node',
  doc: 'Stops the instance, if it runs, and starts it on its secondary node (or `target_node`). It works when the primary node is dead.',
  params: {
    ...oneInstance,
    shutdown_timeout: shutdownTimeout,
    ignore_consistency: flag('Go on although the disks on the target may be out of date: data may be lost.'),
    ...targetNode,
    ignore_ipolicy: ignoreIpolicy,
    cleanup: flag('Find out where the instance runs, and bring the configuration and disks in line; nothing is moved.'),
    iallocator: iallocator,
  },
  summary: 'instance_name',
  rule: nodeOrAllocator('target_node'),
  result: z.null(),
  permission: 'instance.failover',
  cli: [
    {
      command: 'instance failover',
      args: ['instance_name'],
      options: [
        { flags: '-n, --target-node <node>', param: 'target_node', type: 'string' },
        { flags: '-I, --iallocator <name>', param: 'iallocator', type: 'string' },
      ],
      hidden: ['instance_uuid', 'target_node_uuid'],
      confirm: 'Fail instance {name} over? It will be stopped if it runs.',
      doc: 'Start an instance on its other node.',
    },
    {
      command: 'node failover',
      args: ['node'],
      each: 'instance_name',
      lookUp: { param: 'instance_name', kind: 'instance', filter: ({ node }) => primaryNodeIs(String(node)) },
      options: [iallocatorOption],
      hidden: [
        'instance_name',
        'instance_uuid',
        'target_node',
        'target_node_uuid',
        'shutdown_timeout',
        'ignore_ipolicy',
        'cleanup',
      ],
      finish: ({ node: _, ...rest }) => rest,
      confirm: 'Fail all instances over that have {name} as primary node?',
      doc: 'Start all instances of a node on their other nodes.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/instances/[instance_name]/failover',
      body: 'params',
      resource: 'instances_name_failover',
      doc: 'Fail the instance over.',
    },
  ],
});

/** By full name, or its short form. */
function primaryNodeIs(node: string): Json {
  const pattern = `^${node.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\.`;
  return ['|', ['=', 'pnode', node], ['=~', 'pnode', pattern]];
}
