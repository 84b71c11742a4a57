/** Disks that are files, wherever they lie: `locate` says where, and refuses what may not lie there. */
import { dirname } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import { InsufficientSpace, volumeStatus, writeZeros, type BlockDeviceDriver, type Commands, type Device, type Space } from '@ganeti/node-storage';
import { clear, halfMoved, makeFile, moveFile, removeEmpty, removeFile, requireRoom, resize, sizeOf, type Shape } from './files';
import { createSnapshots } from './snapshots';

export interface FilePlace {
  readonly path: string;
  /** The directory all files are below; it is never removed. */
  readonly base: string;
}

export interface FileDriverOptions extends Shape {
  readonly types: readonly string[];
  readonly commands: Commands;
  /** Throws OpExecError for a device that may not lie where it says. */
  readonly locate: (device: Device) => Promise<FilePlace>;
  readonly space: (names: readonly string[]) => Promise<Space[]>;
}

/** Debian packages of the programs it runs. */
export const filePackages: Readonly<Record<string, string>> = { cp: 'coreutils', fallocate: 'util-linux' };

export function createFileDriver(options: FileDriverOptions): BlockDeviceDriver {
  const { types, commands, locate, space, allocated } = options;
  const find = async (device: Device): Promise<FilePlace & { size: number | null }> => {
    const place = await locate(device);
    return { ...place, size: await sizeOf(place.path) };
  };
  const existing = async (device: Device): Promise<FilePlace & { size: number }> => {
    const { size, ...place } = await find(device);
    if (size === null) throw new OpExecError(`File ${place.path} of disk ${device.uuid || device.name} does not exist on this node; recreate the disk, or check the file system`);
    return { ...place, size };
  };

  return {
    types,

    create: async (device) => {
      const { path, base, size } = await find(device);
      if (size !== null && size < device.size) throw new OpExecError(`File ${path} exists already with ${size} MiB instead of ${device.size}; remove it or choose another name`);
      if (size !== null) return;
      await requireRoom(base, device.size, path, options);
      try {
        await makeFile(commands, path, device.size, options);
      } catch (error) {
        await removeEmpty(dirname(path), base);
        throw inWords(error, path, device.size);
      }
    },

    remove: async (device) => {
      const { path, base } = await locate(device);
      await removeFile(path, base);
    },

    rename: async (device, newId) => {
      const [from, to] = [await find(device), await find(newId)];
      if (from.path === to.path) return;
      if (from.size === null && to.size !== null) return;
      if (from.size === null && !(await halfMoved(to.path))) await existing(device);
      if (to.size !== null) throw new OpExecError(`File ${from.path} cannot be renamed to ${to.path}: that name is taken`);
      await moveFile(commands, from.path, to.path);
      await removeEmpty(dirname(from.path), from.base);
    },

    grow: async (device, amount, { dryRun, backingStore }) => {
      // A file has nothing above its backing store.
      if (!backingStore) return;
      const { path, base, size } = await existing(device);
      const end = device.size + amount;
      if (end <= size) return;
      await requireRoom(base, end - size, path, options);
      if (dryRun) return;
      await resize(commands, path, size, end, options).catch((error: unknown) => {
        throw inWords(error, path, end - size);
      });
    },

    wipe: async (device, offset, size, progress) => {
      const { path, size: whole } = await existing(device);
      const length = Math.max(0, Math.min(size, whole - offset));
      if (allocated || length === 0) await writeZeros(path, offset, length, progress);
      else await clear(commands, path, offset, length, progress);
    },

    // Files have no place for it that every file system knows.
    setInfo: async (device) => void (await existing(device)),

    assemble: async (device, { ignoreSize }) => {
      const { path, size } = await existing(device);
      if (!ignoreSize && size < device.size) {
        throw new OpExecError(`File ${path} has ${size} MiB, ${device.size} MiB are recorded for it; check the storage, or activate it ignoring the size`);
      }
      return path;
    },

    // A file is always there.
    shutdown: async () => undefined,

    status: async (device) => {
      const { path, size } = await find(device);
      return volumeStatus(device, size === null ? null : { path, size });
    },

    space,
    listVolumes: async () => [],
    snapshots: createSnapshots(commands, existing, find),
  };
}

function inWords(error: unknown, path: string, wanted: number): unknown {
  const full = (error as NodeJS.ErrnoException).code === 'ENOSPC' || (error instanceof Error && error.message.includes('No space left'));
  return full ? new InsufficientSpace('the file system on this node', wanted, 0, path) : error;
}
