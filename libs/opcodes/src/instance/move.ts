import { z } from 'zod';
import { defineOpcode, required } from '../define';
import { compress, ignoreIpolicy, oneInstance, shutdownTimeout } from '../params';
import { flag, maybe, nonEmptyString } from '../types';

export const instanceMove = defineOpcode({
  id: 'OP_INSTANCE_MOVE',
  path: 'instance/move',
  title: 'Copy an instance to another node',
  doc: 'Stops the instance, copies its disks to another node, removes the old ones, and starts it there if it was running. For disks that exist on one node only.',
  params: {
    ...oneInstance,
    shutdown_timeout: shutdownTimeout,
    ignore_ipolicy: ignoreIpolicy,
    target_node: required(nonEmptyString, 'The node to move to.'),
    target_node_uuid: maybe(nonEmptyString, 'UUID of `target_node`.'),
    compress,
    ignore_consistency: flag('Go on when the old node does not answer, or the instance cannot be stopped there.'),
  },
  summary: 'instance_name',
  result: z.null(),
  permission: 'instance.move',
  cli: [
    {
      command: 'instance move',
      args: ['instance_name'],
      options: [{ flags: '-n, --node <node>', param: 'target_node', type: 'string' }],
      hidden: ['instance_uuid', 'target_node_uuid'],
      confirm: 'Move instance {name}? It is down while its disks are copied.',
      doc: 'Move an instance to another node by copying its disks.',
    },
  ],
});
