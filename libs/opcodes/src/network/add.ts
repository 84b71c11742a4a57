import { z } from 'zod';
import { defineOpcode, optional, required } from '../define';
import { rules, inNetwork, macPrefix } from '../rules';
import { bool, maybe, nonEmptyString } from '../types';
import { address4, address6, network4, network6 } from './types';

export const networkAdd = defineOpcode({
  id: 'OP_NETWORK_ADD',
  path: 'network/add',
  title: 'Make a network',
  doc:
    'Makes a pool of IPv4 addresses that NICs of instances can be given addresses from. It can be used once it is ' +
    '[connected](network-connect.md) to a node group.',
  params: {
    network_name: required(nonEmptyString, 'Name of the new network.', { alias: 'name' }),
    network: required(network4, 'The addresses, as `192.0.2.0/24`; from /16 to /30.'),
    gateway: maybe(address4, 'Address of the router; it is not given to instances.'),
    network6: maybe(network6, 'IPv6 addresses, as `2001:db8::/64`; instances make theirs themselves.'),
    gateway6: maybe(address6, 'IPv6 address of the router.'),
    mac_prefix: maybe(nonEmptyString, 'First three octets of MAC addresses in this network, instead of those of the cluster.'),
    add_reserved_ips: maybe(z.array(address4), 'Addresses that are never given to instances.'),
    conflicts_check: optional(bool, true, 'Also reserve the addresses that nodes and the cluster have in this network.'),
    tags: optional(z.array(nonEmptyString), [], 'Tags of the new network.'),
  },
  summary: 'network_name',
  result: z.null(),
  permission: 'network.add',
  rule: rules(
    macPrefix,
    ({ network }) => {
      const bits = Number(String(network).split('/')[1]);
      return bits < 16 || bits > 30 ? `network ${String(network)}: the prefix has to be from 16 to 30 bits long` : null;
    },
    ({ network, gateway, add_reserved_ips: reserved }) => {
      const addresses = [...(gateway === null ? [] : [gateway]), ...((reserved ?? []) as unknown[])].map(String);
      const outside = addresses.find((address) => !inNetwork(address, String(network)));
      return outside === undefined ? null : `address ${outside} is not in the network ${String(network)}`;
    },
    (given) => {
      const [network, gateway] = [given.network6, given.gateway6] as (string | null)[];
      if (typeof gateway !== 'string') return null;
      if (typeof network !== 'string') return "'gateway6' needs 'network6'";
      return inNetwork(gateway, network) ? null : `address ${gateway} is not in the network ${network}`;
    },
  ),
  cli: [
    {
      command: 'network add',
      args: ['network_name'],
      options: [
        { flags: '--network <address/bits>', param: 'network', type: 'string' },
        { flags: '-m, --mac-prefix <octets>', param: 'mac_prefix', type: 'string' },
        {
          flags: '--no-conflicts-check',
          param: 'conflicts_check',
          type: 'negated',
          doc: 'Do not reserve the addresses of nodes and cluster.',
        },
      ],
      doc: 'Make a network, a pool of addresses.',
    },
  ],
  rest: [
    {
      method: 'POST',
      path: '/2/networks',
      body: 'params',
      query: { 'dry-run': { param: 'dry_run', type: 'bool' } },
      resource: 'networks',
      doc: 'Make a network.',
    },
  ],
});
