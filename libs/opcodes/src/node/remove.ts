import { z } from 'zod';
import { defineOpcode } from '../define';
import { oneNode } from '../params';

export const nodeRemove = defineOpcode({
  id: 'OP_NODE_REMOVE',
  path: 'node/remove',
  title: 'Take a node out of the cluster',
  doc: 'Takes out a node that has no instances, neither as primary nor as secondary node. The master stays. The node forgets the cluster when it can be reached.',
  params: { ...oneNode },
  summary: 'node_name',
  result: z.null(),
  permission: 'node.remove',
  cli: [{ command: 'node remove', args: ['node_name'], hidden: ['node_uuid'], doc: 'Take a node out of the cluster.' }],
});
