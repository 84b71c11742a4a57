import { z } from 'zod';
import { history, maybeInt, maybeText, text, texts } from './common';

/** A network as `/2/networks` answers it. */
export const networkRow = z.object({
  name: text('Name.'),
  network: text('IPv4 network, such as 192.0.2.0/24.'),
  gateway: maybeText('IPv4 address of the gateway.'),
  network6: maybeText('IPv6 network.'),
  gateway6: maybeText('IPv6 address of the gateway.'),
  mac_prefix: maybeText('First three bytes of the MAC addresses of NICs in it.'),
  free_count: maybeInt('Addresses that are free.'),
  reserved_count: maybeInt('Addresses that are taken.'),
  map: maybeText('One character for each address: `X` taken, `.` free.'),
  group_list: z
    .array(z.tuple([z.string(), z.string(), z.string(), z.string()]))
    .describe('Node groups it is connected to: name, NIC mode, link and VLAN each.'),
  inst_list: texts('Instances with a NIC in it.'),
  external_reservations: maybeText('Addresses that are not for instances, separated by commas.'),
  ...history,
});
