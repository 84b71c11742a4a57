import { z } from 'zod';
import { defineOpcode, optional, required } from '../define';
import { anyJson, nonEmptyString } from '../types';

export const extStorageDiagnose = defineOpcode({
  id: 'OP_EXT_STORAGE_DIAGNOSE',
  path: 'ext-storage/diagnose',
  title: 'Show external storage providers',
  doc: 'Answers a row with the wanted fields for each external storage provider that some node has.',
  params: {
    output_fields: required(
      z.array(nonEmptyString),
      'Fields of the rows: name, node_status (what each node says), nodegroup_status (whether all nodes of a group have it), parameters.',
    ),
    names: optional(z.array(nonEmptyString), [], 'Only these providers; empty: all.'),
  },
  result: z.array(z.array(anyJson)),
  permission: 'extstorage.read',
  cli: [
    {
      command: 'storage diagnose',
      args: [],
      defaults: { output_fields: ['name', 'node_status', 'nodegroup_status'] },
      hidden: ['output_fields', 'names'],
      doc: 'Show on which nodes external storage providers are and whether they are valid.',
    },
    {
      command: 'storage info',
      args: ['names...'],
      defaults: { output_fields: ['name', 'nodegroup_status', 'parameters'] },
      hidden: ['output_fields'],
      doc: 'Show parameters of external storage providers.',
    },
  ],
});
