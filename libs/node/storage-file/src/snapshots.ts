/** What a file holds, frozen: in one moment where the file system shares blocks between files, else by copying. */
import { OpExecError } from '@ganeti/errors';
import type { Commands, Device, SnapshotDriver } from '@ganeti/node-storage';
import type { FilePlace } from './driver';
import { cloneFile, copyFile } from './files';
import { isInUse } from './in-use';

export function createSnapshots(
  commands: Commands,
  existing: (device: Device) => Promise<FilePlace & { size: number }>,
  find: (device: Device) => Promise<FilePlace & { size: number | null }>,
): SnapshotDriver {
  return {
    take: async (device, snapshotDevice) => {
      const { path } = await existing(device);
      const snapshot = await find(snapshotDevice);
      if (snapshot.size !== null) return;
      if (await cloneFile(commands, path, snapshot.path)) return;
      // A copy takes its time: what a guest writes meanwhile would be in it in part.
      if (await isInUse(path)) {
        throw new OpExecError(`File ${path} is in use, and its file system cannot freeze it in one moment; stop the instance, or keep its disks on a file system with reflinks (XFS, Btrfs)`);
      }
      await copyFile(commands, path, snapshot.path);
    },

    rollBack: async (device, snapshotDevice) => {
      const { path } = await existing(device);
      const snapshot = await find(snapshotDevice);
      if (snapshot.size === null) throw new OpExecError(`Snapshot ${snapshot.path} does not exist on this node; ${path} stays as it is`);
      if (await isInUse(path)) throw new OpExecError(`File ${path} is in use; stop what has it open before it is rolled back`);
      if (!(await cloneFile(commands, snapshot.path, path))) await copyFile(commands, snapshot.path, path);
    },
  };
}
