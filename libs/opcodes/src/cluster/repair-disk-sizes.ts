import { z } from 'zod';
import { defineOpcode, optional } from '../define';
import { nonEmptyString, nonNegativeInt } from '../types';

export const clusterRepairDiskSizes = defineOpcode({
  id: 'OP_CLUSTER_REPAIR_DISK_SIZES',
  path: 'cluster/repair-disk-sizes',
  title: 'Correct recorded disk sizes',
  doc:
    'Asks the primary nodes how large the disks of instances are, and corrects the configuration where it says otherwise. Answers ' +
    '[instance, index of the disk, what was corrected, size in MiB] for each correction; the third is `size` or `spindles`.',
  params: { instances: optional(z.array(nonEmptyString), [], 'Only the disks of these instances; empty: of all.') },
  result: z.array(z.tuple([nonEmptyString, nonNegativeInt, nonEmptyString, nonNegativeInt])),
  permission: 'cluster.repair-disk-sizes',
  cli: [
    {
      command: 'cluster repair-disk-sizes',
      args: ['instances...'],
      doc: 'Correct the recorded sizes of disks by what the nodes say.',
    },
  ],
});
