import { defineOpcode, required } from '../define';
import { networkName } from '../params';
import { nonEmptyString } from '../types';

export const networkRename = defineOpcode({
  id: 'OP_NETWORK_RENAME',
  path: 'network/rename',
  title: 'Rename a network',
  doc: 'Gives a network another name; its UUID, addresses and connections stay. Answers the new name.',
  params: { network_name: networkName, new_name: required(nonEmptyString, 'The new name.') },
  result: nonEmptyString,
  permission: 'network.rename',
  cli: [{ command: 'network rename', args: ['network_name', 'new_name'], doc: 'Rename a network.' }],
  rest: [
    {
      method: 'PUT',
      path: '/2/networks/[network_name]/rename',
      body: 'params',
      query: { 'dry-run': { param: 'dry_run', type: 'bool' } },
      resource: 'networks_name_rename',
      doc: 'Rename the network.',
    },
  ],
});
