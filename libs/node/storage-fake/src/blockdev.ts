import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import { volumeStatus, type BlockDeviceDriver, type Device } from '@ganeti/node-storage';
import { zeroContent } from './content';
import type { Simulator } from './simulator/simulator';

const MIB = 1024 * 1024;

/** Devices (here: files below the root) that somebody else made and looks after; they are used, never made or removed. */
export function createBlockdevDriver(simulator: Simulator, root: string): BlockDeviceDriver {
  const find = (device: Device): { path: string; size: number } | null => {
    const recorded = device.blockdev_path ?? '';
    if (!isAbsolute(recorded)) throw new OpExecError(`Block device path "${recorded}" must be absolute`);
    const path = root === '' ? recorded : join(root, recorded);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? null : { path, size: Math.floor(stat.size / MIB) };
  };
  const existing = (device: Device): { path: string; size: number } => {
    const found = find(device);
    if (found === null) throw new OpExecError(`Block device ${device.blockdev_path} does not exist on ${simulator.identity().name}; attach it there first`);
    return found;
  };
  const perform = <T>(op: string, device: Device, work: () => T): Promise<T> =>
    simulator.perform(`blockdev.${op}`, device.blockdev_path ?? '', work);

  return {
    types: ['blockdev'],
    create: (device) => perform('create', device, () => void existing(device)),
    remove: (device) => perform('remove', device, () => undefined),
    rename: async (device) => {
      throw new OpExecError(`Block device ${device.blockdev_path} is not managed here and cannot be renamed`);
    },
    grow: async (device) => {
      throw new OpExecError(`Block device ${device.blockdev_path} is not managed here; grow it where it comes from`);
    },
    wipe: (device, offset, size, progress) =>
      perform('wipe', device, () => {
        zeroContent(existing(device).path, offset, size);
        progress(100);
      }),
    setInfo: (device) => perform('set-info', device, () => undefined),
    assemble: (device) => perform('assemble', device, () => existing(device).path),
    shutdown: (device) => perform('shutdown', device, () => undefined),
    status: (device) => perform('status', device, () => volumeStatus(device, find(device))),
    space: async () => [],
    listVolumes: async () => [],
  };
}
