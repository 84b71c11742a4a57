import { z } from 'zod';
import { defineOpcode, optional, required } from '../define';
import { anyJson, nonEmptyString } from '../types';

export const osDiagnose = defineOpcode({
  id: 'OP_OS_DIAGNOSE',
  path: 'os/diagnose',
  title: 'Show OS definitions',
  doc: 'Answers a row with the wanted fields for each OS definition that some node has.',
  params: {
    output_fields: required(
      z.array(nonEmptyString),
      'Fields of the rows: name, valid, variants, parameters, api_versions, hidden, blacklisted, node_status, os_hvp, osparams.',
    ),
    names: optional(z.array(nonEmptyString), [], 'Only these definitions; empty: all.'),
  },
  result: z.array(z.array(anyJson)),
  permission: 'os.read',
  cli: [
    {
      command: 'os diagnose',
      args: [],
      defaults: { output_fields: ['name', 'valid', 'node_status'] },
      hidden: ['output_fields', 'names'],
      doc: 'Show where OS definitions are, and what is wrong with them.',
    },
    {
      command: 'os info',
      args: ['names...'],
      defaults: {
        output_fields: ['name', 'valid', 'hidden', 'blacklisted', 'variants', 'parameters', 'api_versions'],
      },
      hidden: ['output_fields'],
      doc: 'Show variants and parameters of OS definitions.',
    },
  ],
});
