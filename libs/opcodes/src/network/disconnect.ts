import { z } from 'zod';
import { defineOpcode } from '../define';
import { groupName, networkName } from '../params';

export const networkDisconnect = defineOpcode({
  id: 'OP_NETWORK_DISCONNECT',
  path: 'network/disconnect',
  title: 'Disconnect a network from a node group',
  doc: 'Undoes [connecting](network-connect.md). Refused while instances of the group have NICs in the network.',
  params: { group_name: groupName, network_name: networkName },
  summary: 'network_name',
  result: z.null(),
  permission: 'network.disconnect',
  cli: [
    {
      command: 'network disconnect',
      args: ['network_name', 'group_name...'],
      each: 'group_name',
      lookUp: { param: 'group_name', kind: 'group' },
      doc: 'Disconnect a network from node groups; from all when none is named.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/networks/[network_name]/disconnect',
      body: 'params',
      query: { 'dry-run': { param: 'dry_run', type: 'bool' } },
      resource: 'networks_name_disconnect',
      doc: 'Disconnect the network from a node group.',
    },
  ],
});
