import { z } from 'zod';
import { keyValuesFromText, wrongInput } from '../cli-values';
import { defineOpcode, optional, required } from '../define';
import { groupName, networkName } from '../params';
import { bool, nicMode, nonEmptyString } from '../types';

export const networkConnect = defineOpcode({
  id: 'OP_NETWORK_CONNECT',
  path: 'network/connect',
  title: 'Connect a network to a node group',
  doc:
    'Says how NICs in this network are attached to the nodes of a group. After that instances of the group can have NICs in the network.',
  params: {
    group_name: groupName,
    network_name: networkName,
    network_mode: required(nicMode, 'How NICs are attached: to a bridge, to an Open vSwitch, by routes, or by a script of the administrator (`ext`). It is the `mode` that the NICs get.'),
    network_link: required(nonEmptyString, 'What NICs are attached to: name of the bridge or switch, or the routing table.'),
    network_vlan: optional(z.string(), '', 'VLAN of the NICs; empty: none.'),
    conflicts_check: optional(
      bool,
      true,
      'Refuse when instances of the group already have addresses of this network without being part of it.',
    ),
  },
  summary: 'network_name',
  result: z.null(),
  permission: 'network.connect',
  cli: [
    {
      command: 'network connect',
      args: ['network_name', 'group_name...'],
      each: 'group_name',
      lookUp: { param: 'group_name', kind: 'group' },
      options: [
        {
          flags: '-N, --nic-parameters <name=value,...>',
          param: 'network_mode',
          type: 'custom',
          parse: nicParamsFromText,
          doc: 'How NICs are attached: mode=bridged,link=br0, and vlan.',
        },
        {
          flags: '--no-conflicts-check',
          param: 'conflicts_check',
          type: 'negated',
          doc: 'Go on when instances already have addresses of the network.',
        },
      ],
      hidden: ['network_link', 'network_vlan'],
      doc: 'Connect a network to node groups; to all when none is named.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/networks/[network_name]/connect',
      body: 'params',
      query: { 'dry-run': { param: 'dry_run', type: 'bool' } },
      resource: 'networks_name_connect',
      doc: 'Connect the network to a node group.',
    },
  ],
});

function nicParamsFromText(text: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(keyValuesFromText(text)).map(([name, value]) => {
      if (!['mode', 'link', 'vlan'].includes(name)) throw wrongInput(`"${text}": ${name} is none of mode, link and vlan`);
      return [`network_${name}`, value];
    }),
  );
}
