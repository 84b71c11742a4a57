import { z } from 'zod';
import { diskStateOption, hypervisorState, nodeParameters } from '../cli-options';
import { defineOpcode, optional, required } from '../define';
import { diskState, hvState } from '../params';
import { bool, flag, maybe, nonEmptyString, paramDict } from '../types';

export const nodeAdd = defineOpcode({
  id: 'OP_NODE_ADD',
  path: 'node/add',
  title: 'Add a node to the cluster',
  doc:
    'Takes a machine into the cluster whose node daemon already runs with a certificate of this cluster. ' +
    'With `readd` a node that is known, and was reinstalled, takes its old place.',
  params: {
    node_name: required(nonEmptyString, 'Name of the node.'),
    hv_state: hvState,
    disk_state: diskState,
    primary_ip: maybe(
      nonEmptyString,
      'Address at which the cluster reaches the node; without it the name is resolved.',
    ),
    secondary_ip: maybe(nonEmptyString, 'Address for replication and migration; without it the primary one.'),
    readd: flag('The node is already known: give it its certificates and data again, and take it online.'),
    group: maybe(nonEmptyString, 'Node group to put it in; without it the default group.'),
    master_capable: maybe(bool, 'Whether it may become a master candidate.'),
    vm_capable: maybe(bool, 'Whether it may run instances.'),
    ndparams: maybe(paramDict, 'Node parameters that differ from those of the group.'),
    node_setup: flag(
      'Set the machine up over ssh first. Nodes here are prepared by installation, so this has no effect.',
    ),
    port: optional(z.int().min(1).max(65535), 1811, 'TCP port of its node daemon. Not in Ganeti.'),
  },
  summary: 'node_name',
  result: z.null(),
  permission: 'node.add',
  cli: [
    {
      command: 'node add',
      args: ['node_name'],
      options: [
        { flags: '-s, --secondary-ip <address>', param: 'secondary_ip', type: 'string' },
        { flags: '-g, --node-group <group>', param: 'group', type: 'string' },
        nodeParameters,
        { flags: '--no-node-setup', param: 'node_setup', type: 'negated' },
        hypervisorState,
        diskStateOption,
      ],
      doc: 'Add a node to the cluster.',
    },
  ],
});
