import { z } from 'zod';
import { defineOpcode, optional, required, type RestRequest } from '../define';
import { anyJson, maybe, nonEmptyString, storageType } from '../types';
import { requiredArgument } from './storage-rest';

export const nodeQueryStorage = defineOpcode({
  id: 'OP_NODE_QUERY_STORAGE',
  path: 'node/query-storage',
  title: 'List the storage units of nodes',
  doc:
    'Asks nodes for units of one kind of storage: volume groups, physical volumes of LVM, or directories for file disks. ' +
    'Answers a row with the wanted fields for each.',
  params: {
    output_fields: required(
      z.array(nonEmptyString),
      'Fields of the rows: node, type, name, size, used and free (MiB), allocatable (whether new disks may be put there).',
    ),
    storage_type: maybe(storageType, 'Kind of storage; without it the one of the default disk template of the cluster.'),
    nodes: optional(z.array(nonEmptyString), [], 'The nodes; empty: all.'),
    name: maybe(nonEmptyString, 'Only the unit of this name.'),
  },
  result: z.array(z.array(anyJson)),
  // No .read, although it only looks: it is a job that asks the nodes, for which clients have always needed the right to write.
  permission: 'node.query-storage',
  cli: [
    {
      command: 'node list-storage',
      args: ['nodes...'],
      options: [
        { flags: '-t, --storage-type <type>', param: 'storage_type', type: 'string' },
        { flags: '-o, --output <field,...>', param: 'output_fields', type: 'list' },
      ],
      table: {
        columns: {
          node: { title: 'Node' },
          type: { title: 'Type' },
          name: { title: 'Name' },
          size: { title: 'Size', kind: 'unit' },
          used: { title: 'Used', kind: 'unit' },
          free: { title: 'Free', kind: 'unit' },
          allocatable: { title: 'Allocatable' },
        },
      },
      defaults: { output_fields: ['node', 'type', 'name', 'size', 'used', 'free', 'allocatable'] },
      doc: 'List the storage units of nodes.',
    },
  ],
  rest: [
    {
      method: 'GET',
      path: '/2/nodes/[node_name]/storage',
      body: 'none',
      parse,
      documented: {
        query: {
          output_fields: { type: 'string', required: true, doc: 'The wanted fields, separated by commas.' },
          storage_type: { type: 'string', doc: 'Kind of storage.' },
        },
      },
      resource: 'nodes_name_storage',
      doc: 'List the storage units of the node. The rows are the result of the job.',
    },
  ],
});

function parse(request: RestRequest): Record<string, unknown> {
  const fields = requiredArgument(request, 'output_fields');
  const type = request.query['storage_type']?.[0];
  return {
    nodes: [request.path['node_name']],
    output_fields: fields.split(','),
    ...(type === undefined ? {} : { storage_type: type }),
  };
}
