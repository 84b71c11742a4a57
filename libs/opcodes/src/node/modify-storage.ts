import { z } from 'zod';
import { boolFromText } from '../cli-values';
import { defineOpcode, required, type RestRequest } from '../define';
import { oneNode } from '../params';
import { queryBool } from '../rest';
import { maybe, nonEmptyString, paramDict, storageType } from '../types';
import { requiredArgument } from './storage-rest';

export const nodeModifyStorage = defineOpcode({
  id: 'OP_NODE_MODIFY_STORAGE',
  path: 'node/modify-storage',
  title: 'Change a storage unit of a node',
  doc: 'Says whether new disks may be put on a physical volume of LVM. Other kinds of storage have nothing to change.',
  params: {
    ...oneNode,
    storage_type: required(storageType, 'Kind of storage: `lvm-pv`.'),
    name: maybe(nonEmptyString, 'Name of the unit: the device of the physical volume.'),
    changes: required(paramDict, 'What to change: `allocatable`, true or false.'),
  },
  summary: 'node_name',
  result: z.null(),
  permission: 'node.modify-storage',
  rule: ({ storage_type: type, changes }) => {
    if (type !== 'lvm-pv') return `storage of type ${String(type)} cannot be modified, only lvm-pv can`;
    const unknown = Object.keys(changes as object).find((name) => name !== 'allocatable');
    if (unknown !== undefined) return `changes: ${unknown} of lvm-pv cannot be modified, only allocatable can`;
    const { allocatable } = changes as { allocatable?: unknown };
    return allocatable === undefined || typeof allocatable === 'boolean'
      ? null
      : 'changes: allocatable has to be true or false';
  },
  cli: [
    {
      command: 'node modify-storage',
      args: ['node_name', 'storage_type', 'name'],
      options: [
        {
          flags: '--allocatable <yes|no>',
          param: 'changes',
          type: 'custom',
          parse: (text) => ({ changes: { allocatable: boolFromText(text) } }),
          doc: 'Whether new disks may be put there.',
        },
      ],
      defaults: { changes: {} },
      hidden: ['node_uuid'],
      doc: 'Change a storage unit of a node.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/nodes/[node_name]/storage/modify',
      body: 'none',
      parse,
      documented: {
        query: {
          storage_type: { type: 'string', required: true, doc: 'Kind of storage.' },
          name: { type: 'string', required: true, doc: 'Name of the unit.' },
          allocatable: { type: 'bool', doc: 'Whether new disks may be put there.' },
        },
      },
      resource: 'nodes_name_storage_modify',
      doc: 'Change a storage unit of the node.',
    },
  ],
});

function parse(request: RestRequest): Record<string, unknown> {
  return {
    storage_type: requiredArgument(request, 'storage_type'),
    name: requiredArgument(request, 'name'),
    changes: request.query['allocatable'] === undefined ? {} : { allocatable: queryBool(request, 'allocatable') },
  };
}
