/** Lists of nodes, groups, instances and networks. */
import { collection, uriList, type RestResource } from './resource';
import { groupRow } from './rows/group';
import { consoleInfo, instanceRow } from './rows/instance';
import { networkRow } from './rows/network';
import { nodeRole, nodeRow } from './rows/node';

export const objectResources: readonly RestResource[] = [
  ...collection({
    base: '/2/instances',
    item: 'instance_name',
    what: 'instance',
    area: 'instance',
    row: instanceRow,
    list: uriList('id', 'instance'),
    locks: ['list', 'one'],
  }),
  {
    method: 'GET',
    path: '/2/instances/[instance_name]/console',
    title: 'Tell how to reach the console of an instance',
    access: 'read',
    permission: 'instance.console',
    answer: consoleInfo,
    errors: { 404: 'There is no instance of this name.', 503: 'The instance is not running, so it has no console.' },
  },
  ...collection({
    base: '/2/nodes',
    item: 'node_name',
    what: 'node',
    area: 'node',
    row: nodeRow,
    list: uriList('id', 'node'),
  }),
  {
    method: 'GET',
    path: '/2/nodes/[node_name]/role',
    title: 'Show the role of a node',
    access: 'anyone',
    permission: 'node.read',
    query: { lock: { type: 'bool', doc: 'Taken for old clients; lists never wait for locks.' } },
    answer: nodeRole,
    errors: { 404: 'There is no node of this name.' },
  },
  ...collection({
    base: '/2/groups',
    item: 'group_name',
    what: 'node group',
    area: 'group',
    row: groupRow,
    list: uriList('name', 'node group'),
  }),
  ...collection({
    base: '/2/networks',
    item: 'network_name',
    what: 'network',
    area: 'network',
    row: networkRow,
    list: uriList('name', 'network'),
  }),
];
