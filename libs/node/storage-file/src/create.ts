/** Disks of the templates file and sharedfile. A shared directory is mounted by the administrator; for a node both are directories. */
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import type { BlockDeviceDriver, Commands, Space } from '@ganeti/node-storage';
import { AllowedDirectories } from './allowed';
import { createFileDriver } from './driver';
import { freeIn } from './files';

export interface FileStorageOptions {
  readonly commands: Commands;
  /** The list of directories, /etc/ganeti/file-storage-paths. */
  readonly list: string;
  /** Put before every path; empty on a real machine. */
  readonly root: string;
  /** The file that says which directory the cluster shares (ssconf); missing: none is known as shared. */
  readonly sharedDirectory: string;
  readonly allocated: boolean;
}

export function createFileStorage({ commands, list, root, sharedDirectory, allocated }: FileStorageOptions): BlockDeviceDriver {
  const allowed = new AllowedDirectories(list, root);
  return createFileDriver({
    types: ['file', 'sharedfile'],
    commands,
    allocated,
    locate: (device) => {
      if (!device.file) throw new OpExecError(`Disk ${device.uuid || device.name} of type ${device.dev_type} has no path; its description is damaged`);
      return allowed.locate(device.file.path);
    },
    space: async (names) => {
      const directories = names.filter(isAbsolute);
      if (directories.length === 0) return [];
      const shared = (await readFile(sharedDirectory, 'utf8').catch(() => '')).trim();
      const listed = await allowed.directories();
      const spaces = await Promise.all(
        directories.map(async (name): Promise<Space[]> => {
          if (!listed.some((dir) => name === dir || name.startsWith(`${dir}/`))) return [];
          const room = await freeIn(join(root, name)).catch(() => null);
          return room === null ? [] : [{ type: name === shared ? 'sharedfile' : 'file', name, ...room }];
        }),
      );
      return spaces.flat();
    },
  });
}
