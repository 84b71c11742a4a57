/** What a path on this machine is. */
import { readFile, stat } from 'node:fs/promises';
import type { FoundVolume } from './volume-status';

const MIB = 1024 * 1024;
/** Whatever the device's own blocks are, the kernel counts these here. */
const SECTOR = 512;

export interface FoundDevice extends FoundVolume {
  readonly block: boolean;
}

/** A block device or a file, through links; null: there is nothing that can hold a disk. Size MiB, rounded down. */
export async function deviceAt(path: string): Promise<FoundDevice | null> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (['ENOENT', 'ENOTDIR', 'ENXIO'].includes(error.code ?? '')) return null;
    throw error;
  });
  if (found?.isFile()) return { path, size: Math.floor(found.size / MIB), block: false };
  if (!found?.isBlockDevice()) return null;
  // Linux' encoding of device numbers (glibc, gnu_dev_major).
  const { rdev } = found;
  const [major, minor] = [Math.floor(rdev / 256) % 4096, (rdev % 256) + Math.floor(rdev / 2 ** 20) * 256];
  const sectors = Number(await readFile(`/sys/dev/block/${major}:${minor}/size`, 'utf8'));
  return { path, size: Math.floor((sectors * SECTOR) / MIB), major, minor, block: true };
}
