import { defineOpcode, required } from '../define';
import { nonEmptyString } from '../types';

export const clusterRename = defineOpcode({
  id: 'OP_CLUSTER_RENAME',
  path: 'cluster/rename',
  title: 'Give the cluster another name',
  doc:
    'Changes the name of the cluster, and the address that comes with it: the name has to resolve, and its address must be free when it ' +
    'is another one. Answers the name as it is resolved.',
  params: { name: required(nonEmptyString, 'The new name: a host name that resolves.') },
  summary: 'name',
  result: nonEmptyString,
  permission: 'cluster.rename',
  cli: [
    {
      command: 'cluster rename',
      args: ['name'],
      confirm: 'Rename the cluster to {name}? Its address changes with its name.',
      doc: 'Give the cluster another name and its address.',
    },
  ],
});
