/** Devices that somebody else makes and looks after (a SAN, iSCSI): they are adopted and used, never made, renamed, grown or removed. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { isAbsolute, normalize } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import { deviceAt, volumeStatus, writeZeros, type BlockDeviceDriver, type Device, type FoundDevice } from '@ganeti/node-storage';

export interface BlockdevOptions {
  /** The block device at a path; null: there is none. */
  readonly look?: (path: string) => Promise<FoundDevice | null>;
}

const blockDeviceAt = async (path: string): Promise<FoundDevice | null> => {
  const found = await deviceAt(path);
  return found?.block === true ? found : null;
};

export function createBlockdevDriver({ look = blockDeviceAt }: BlockdevOptions = {}): BlockDeviceDriver {
  const find = async (device: Device): Promise<FoundDevice | null> => {
    const path = device.blockdev_path ?? '';
    if (!isAbsolute(path) || normalize(path) !== path || !path.startsWith('/dev/')) {
      throw new OpExecError(`Block device "${path}" of disk ${device.uuid || device.name} must be a path below /dev without "." or ".." parts`);
    }
    return look(path);
  };
  const existing = async (device: Device): Promise<FoundDevice> => {
    const found = await find(device);
    if (found === null) throw new OpExecError(`Block device ${device.blockdev_path} does not exist on this node; attach it here first`);
    return found;
  };
  const largeEnough = async (device: Device): Promise<FoundDevice> => {
    const found = await existing(device);
    if (found.size < device.size) throw new OpExecError(`Block device ${device.blockdev_path} has ${found.size} MiB, ${device.size} MiB are recorded for it; check where it comes from`);
    return found;
  };

  return {
    types: ['blockdev'],
    create: async (device) => {
      const { path } = await largeEnough(device);
      await requireUnused(path);
    },
    remove: async () => undefined,
    rename: async (device) => {
      throw new OpExecError(`Block device ${device.blockdev_path} is not managed here and cannot be renamed`);
    },
    grow: async (device) => {
      throw new OpExecError(`Block device ${device.blockdev_path} is not managed here; grow it where it comes from`);
    },
    wipe: async (device, offset, size, progress) => {
      const { path, size: whole } = await existing(device);
      await writeZeros(path, offset, Math.max(0, Math.min(size, whole - offset)), progress);
    },
    setInfo: async () => undefined,
    assemble: async (device, { ignoreSize }) => (await (ignoreSize ? existing(device) : largeEnough(device))).path,
    shutdown: async () => undefined,
    status: async (device) => volumeStatus(device, await find(device)),
    space: async () => [],
    listVolumes: async () => [],
  };
}

/** The kernel gives a device to one that wants it for himself (O_EXCL) only when no file system, volume group or mirror has it. */
async function requireUnused(path: string): Promise<void> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_EXCL);
    await file.close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
    throw new OpExecError(`Block device ${path} is in use on this node (mounted, or part of a volume group, RAID or mirror); adopt another one`);
  }
}
