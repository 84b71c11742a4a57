import { z } from 'zod';
import { defineOpcode, optional, required } from '../define';
import { anyJson, nonEmptyString } from '../types';

export const nodeQueryvols = defineOpcode({
  id: 'OP_NODE_QUERYVOLS',
  path: 'node/queryvols',
  title: 'List the logical volumes of nodes',
  doc: 'Asks nodes for their LVM volumes and answers a row with the wanted fields for each.',
  params: {
    output_fields: required(
      z.array(nonEmptyString),
      'Fields of the rows: node, phys (device it lies on), vg, name, size (MiB), instance (that it belongs to).',
    ),
    nodes: optional(z.array(nonEmptyString), [], 'The nodes; empty: all.'),
  },
  result: z.array(anyJson),
  permission: 'node.read',
  cli: [
    {
      command: 'node volumes',
      args: ['nodes...'],
      options: [{ flags: '-o, --output <field,...>', param: 'output_fields', type: 'list' }],
      table: {
        columns: {
          node: { title: 'Node' },
          phys: { title: 'PhysDev' },
          vg: { title: 'VG' },
          name: { title: 'Name' },
          size: { title: 'Size', kind: 'unit' },
          instance: { title: 'Instance' },
        },
      },
      defaults: { output_fields: ['node', 'phys', 'vg', 'name', 'size', 'instance'] },
      doc: 'List the logical volumes of nodes.',
    },
  ],
});
