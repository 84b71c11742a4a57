import { OpPrereqError } from '@ganeti/errors';
import type { Cluster, DiskTemplate } from '@ganeti/objects';
import { posix } from 'node:path';

/** Directory of the file disks of an instance; null for templates without files. `below`: a directory of its own below the cluster's. */
export function fileDirectory(cluster: Cluster, template: DiskTemplate, instance: string, below: string | null): string | null {
  if (template !== 'file' && template !== 'sharedfile') return null;
  const base = template === 'file' ? cluster.file_storage_dir : cluster.shared_file_storage_dir;
  if (base === '') throw new OpPrereqError(`The cluster has no directory for disks of template '${template}'`, 'wrong_state');
  if (below !== null && (posix.isAbsolute(below) || posix.normalize(below).startsWith('..'))) {
    throw new OpPrereqError(`'file_storage_dir' is '${below}'; it must be a relative path that stays below ${base}`, 'wrong_input');
  }
  return posix.join(base, below ?? '', instance);
}

/** How file disks are opened when nobody says otherwise. */
export const defaultFileDriver = 'loop';
