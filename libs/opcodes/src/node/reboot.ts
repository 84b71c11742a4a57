import { z } from 'zod';
import { defineOpcode, optional } from '../define';
import { oneNode } from '../params';
import { flag, positiveInt } from '../types';

export const nodeReboot = defineOpcode({
  id: 'OP_NODE_REBOOT',
  path: 'node/reboot',
  title: 'Reboot a node and wait for it',
  doc:
    'Reboots a node that has no running instances any more, and waits until it is back: the job ends when its daemon answers again after a new boot. ' +
    'Fails when instances of it run, unless told to ignore them, or when it does not come back in time.',
  params: {
    ...oneNode,
    ignore_instances: flag('Also when instances run on it; they go down with it.'),
    wait_seconds: optional(positiveInt, 900, 'How long to wait for it, in seconds.'),
  },
  summary: 'node_name',
  result: z.null(),
  permission: 'node.reboot',
  own: true,
  cli: [{ command: 'node reboot', args: ['node_name'], hidden: ['node_uuid'], confirm: 'Reboot node {name}?', doc: 'Reboot a node that runs nothing, and wait until it is back.' }],
  rest: [{ method: 'POST', path: '/2/nodes/[node_name]/reboot', body: 'params', resource: 'nodes_name_reboot', doc: 'Reboot the node and wait until it is back.' }],
});
