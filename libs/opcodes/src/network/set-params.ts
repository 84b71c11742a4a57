import { z } from 'zod';
import { defineOpcode } from '../define';
import { networkName } from '../params';
import { rules, changesSomething, macPrefix } from '../rules';
import { maybe, nonEmptyString } from '../types';
import { address4, address6, network6, none } from './types';

export const networkSetParams = defineOpcode({
  id: 'OP_NETWORK_SET_PARAMS',
  path: 'network/set-params',
  title: 'Change a network',
  doc: 'Changes a network. What is not given stays as it is, and the text `none` takes a value away. The IPv4 addresses themselves cannot be changed.',
  params: {
    network_name: networkName,
    gateway: maybe(z.union([address4, none]), 'Address of the router.'),
    network6: maybe(z.union([network6, none]), 'IPv6 addresses, as `2001:db8::/64`.'),
    gateway6: maybe(z.union([address6, none]), 'IPv6 address of the router.'),
    mac_prefix: maybe(nonEmptyString, 'First three octets of MAC addresses of NICs that come later.'),
    add_reserved_ips: maybe(z.array(address4), 'Addresses that are no longer given to instances.'),
    remove_reserved_ips: maybe(z.array(address4), 'Reserved addresses that may be given to instances again.'),
  },
  summary: 'network_name',
  result: z.null(),
  permission: 'network.set-params',
  rule: rules(
    changesSomething('gateway', 'network6', 'gateway6', 'mac_prefix', 'add_reserved_ips', 'remove_reserved_ips'),
    macPrefix,
    ({ add_reserved_ips: added, remove_reserved_ips: removed }) => {
      const both = ((added ?? []) as string[]).find((address) => ((removed ?? []) as string[]).includes(address));
      return both === undefined ? null : `address ${both} cannot be added and removed at once`;
    },
  ),
  cli: [
    {
      command: 'network modify',
      args: ['network_name'],
      options: [{ flags: '-m, --mac-prefix <octets>', param: 'mac_prefix', type: 'string' }],
      doc: 'Change a network.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/networks/[network_name]/modify',
      body: 'params',
      resource: 'networks_name_modify',
      doc: 'Change the network.',
    },
  ],
});
