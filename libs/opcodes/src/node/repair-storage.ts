import { z } from 'zod';
import { defineOpcode, required, type RestRequest } from '../define';
import { oneNode } from '../params';
import { flag, maybe, nonEmptyString, storageType } from '../types';
import { requiredArgument } from './storage-rest';

export const repairNodeStorage = defineOpcode({
  id: 'OP_REPAIR_NODE_STORAGE',
  path: 'node/repair-storage',
  title: 'Repair a storage unit of a node',
  doc:
    'Makes a volume group usable again after one of its physical volumes was lost. Refused while an instance has its only good copy ' +
    'of a disk on that node, unless told otherwise. Other kinds of storage cannot be repaired.',
  params: {
    ...oneNode,
    storage_type: required(storageType, 'Kind of storage: `lvm-vg`.'),
    name: maybe(nonEmptyString, 'Name of the unit: the volume group.'),
    ignore_consistency: flag('Go on although disks of instances have no good copy elsewhere.'),
  },
  summary: 'node_name',
  result: z.null(),
  permission: 'node.repair-storage',
  rule: ({ storage_type: type }) =>
    type === 'lvm-vg' ? null : `storage of type ${String(type)} cannot be repaired, only lvm-vg can`,
  cli: [
    {
      command: 'node repair-storage',
      args: ['node_name', 'storage_type', 'name'],
      hidden: ['node_uuid'],
      doc: 'Repair a storage unit of a node.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/nodes/[node_name]/storage/repair',
      body: 'none',
      parse: (request: RestRequest) => ({
        storage_type: requiredArgument(request, 'storage_type'),
        name: requiredArgument(request, 'name'),
      }),
      documented: {
        query: {
          storage_type: { type: 'string', required: true, doc: 'Kind of storage.' },
          name: { type: 'string', required: true, doc: 'Name of the unit.' },
        },
      },
      resource: 'nodes_name_storage_repair',
      doc: 'Repair a storage unit of the node.',
    },
  ],
});
