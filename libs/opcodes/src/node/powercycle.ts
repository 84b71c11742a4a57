import { force } from '../cli-options';
import { defineOpcode } from '../define';
import { oneNode } from '../params';
import { flag, nonEmptyString } from '../types';

export const nodePowercycle = defineOpcode({
  id: 'OP_NODE_POWERCYCLE',
  path: 'node/powercycle',
  title: 'Reboot a node hard',
  doc:
    'Has the node reboot at once, without stopping anything: its instances are lost until they are started again. ' +
    'Answers what the node says about it. The master reboots itself only when forced.',
  params: { ...oneNode, force: flag('Also when the node is the master.') },
  summary: 'node_name',
  result: nonEmptyString.nullable(),
  permission: 'node.powercycle',
  cli: [
    {
      command: 'node powercycle',
      args: ['node_name'],
      options: [force],
      hidden: ['node_uuid'],
      confirm: 'Reboot node {name} hard, without stopping its instances?',
      doc: 'Reboot a node hard.',
    },
  ],
  rest: [
    {
      method: 'POST',
      path: '/2/nodes/[node_name]/powercycle',
      body: 'params',
      query: { force: { param: 'force', type: 'bool' } },
      resource: 'nodes_name_powercycle',
      doc: 'Reboot the node hard.',
    },
  ],
});
