import { z } from 'zod';
import { defineOpcode, required } from '../define';
import { oneInstance } from '../params';
import { anyJson, exportMode } from '../types';

export const backupPrepare = defineOpcode({
  id: 'OP_BACKUP_PREPARE',
  path: 'backup/prepare',
  title: 'Prepare to send an instance to another cluster',
  doc:
    'For `remote`: makes the key that the transfer is protected by, and answers what the other cluster needs to know: ' +
    '`handshake`, `x509_key_name` and `x509_ca`. For `local` there is nothing to prepare, and the answer is null.',
  params: {
    ...oneInstance,
    mode: required(
      exportMode,
      'Where the export will go: to a node of this cluster (local), or to another cluster (remote).',
    ),
  },
  summary: 'instance_name',
  result: z.record(z.string(), anyJson).nullable(),
  permission: 'backup.prepare',
  rest: [
    {
      method: 'PUT',
      path: '/2/instances/[instance_name]/prepare-export',
      body: 'none',
      query: { mode: { param: 'mode', type: 'string' } },
      resource: 'instances_name_prepare_export',
      doc: 'Prepare an export.',
    },
  ],
});
