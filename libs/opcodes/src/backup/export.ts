import { z } from 'zod';
import { defineOpcode, optional, required } from '../define';
import { compress, oneInstance, shutdownTimeout } from '../params';
import { anyJson, bool, exportMode, flag, maybe, nonEmptyString } from '../types';

export const backupExport = defineOpcode({
  id: 'OP_BACKUP_EXPORT',
  path: 'backup/export',
  title: 'Export an instance',
  doc:
    'Writes the data of an instance and its description into the export directory of a node, from where it can be made anew ' +
    '(`local`), or sends it to another cluster (`remote`). With snapshots the instance is down only for a moment. ' +
    'Answers whether it was finished, and for each disk whether it was written.',
  params: {
    ...oneInstance,
    compress,
    shutdown_timeout: shutdownTimeout,
    target_node: required(
      z.union([nonEmptyString, z.array(anyJson)]),
      'For `local` the node that takes the export; for `remote` what the receiving cluster announced for each disk.',
      { alias: 'destination' },
    ),
    target_node_uuid: maybe(nonEmptyString, 'UUID of `target_node`, for `local`.'),
    shutdown: optional(bool, true, 'Stop the instance first, so that its disks are consistent.'),
    remove_instance: flag('Remove the instance when it is exported; needs `shutdown`.'),
    ignore_remove_failures: flag('Let `remove_instance` go on when a disk cannot be removed.'),
    mode: optional(exportMode, 'local', 'To a node of this cluster (local), or to another cluster (remote).'),
    x509_key_name: maybe(z.array(anyJson), 'For `remote`: name of the key, as the preparation answered it.'),
    destination_x509_ca: maybe(nonEmptyString, 'For `remote`: certificate of the receiving cluster, in PEM.'),
    zero_free_space: flag('Fill the free space with zeros first. Refused: the helper VM that does it is not started here; what is zero already takes no room.'),
    zeroing_timeout_fixed: maybe(z.int(), 'For `zero_free_space`: seconds that it may take, whatever the size.'),
    zeroing_timeout_per_mib: maybe(z.number(), 'For `zero_free_space`: seconds more for each MiB of disk.'),
    long_sleep: flag('Leave the instance stopped for the whole export when not all of its disks can have snapshots.'),
  },
  summary: 'instance_name',
  result: z.tuple([z.boolean(), z.array(z.boolean())]),
  permission: 'backup.export',
  rule: ({ mode, target_node: target, shutdown, remove_instance: remove, ...params }) => {
    if (remove === true && shutdown !== true)
      return "'remove_instance' needs 'shutdown': a running instance cannot be removed";
    if (params.ignore_remove_failures === true && remove !== true)
      return "'ignore_remove_failures' is for 'remove_instance'";
    if (mode === 'local')
      return typeof target === 'string' ? null : "'target_node' has to name one node for a local export";
    if (!Array.isArray(target)) return "'target_node' has to be the list that the receiving cluster announced";
    const missing = ['x509_key_name', 'destination_x509_ca'].find((name) => params[name] === null);
    return missing === undefined ? null : `'${missing}' has to be given for a remote export`;
  },
  cli: [
    {
      command: 'backup export',
      args: ['instance_name'],
      options: [
        { flags: '-n, --node <node>', param: 'target_node', type: 'string', doc: 'Node that takes the export.' },
        { flags: '--transport-compression <program>', param: 'compress', type: 'string' },
        {
          flags: '--noshutdown',
          param: 'shutdown',
          type: 'custom',
          parse: () => ({ shutdown: false }),
          doc: 'Do not stop the instance.',
        },
        { flags: '--ignore-remove-failures', param: 'ignore_remove_failures', type: 'flag' },
        {
          flags: '-f, --force',
          param: 'mode',
          type: 'custom',
          parse: () => ({}),
          doc: 'For old scripts; there is no question to answer.',
        },
      ],
      hidden: ['instance_uuid', 'target_node_uuid', 'x509_key_name', 'destination_x509_ca'],
      doc: 'Export an instance to a node.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/instances/[instance_name]/export',
      body: 'params',
      resource: 'instances_name_export',
      doc: 'Export the instance.',
    },
  ],
});
