import { z } from 'zod';
import { force } from '../cli-options';
import { defineOpcode } from '../define';
import { networkName } from '../params';
import { flag } from '../types';

export const networkRemove = defineOpcode({
  id: 'OP_NETWORK_REMOVE',
  path: 'network/remove',
  title: 'Remove a network',
  doc: 'Removes a network that is connected to no node group.',
  params: { network_name: networkName, force: flag('No effect: a network that is in use is never removed.') },
  summary: 'network_name',
  result: z.null(),
  permission: 'network.remove',
  cli: [{ command: 'network remove', args: ['network_name'], options: [force], doc: 'Remove a network.' }],
  rest: [
    {
      method: 'DELETE',
      path: '/2/networks/[network_name]',
      body: 'params',
      query: { 'dry-run': { param: 'dry_run', type: 'bool' } },
      resource: 'networks_name',
      doc: 'Remove the network.',
    },
  ],
});
