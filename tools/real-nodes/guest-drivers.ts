/** The drivers of a guest node, as noded makes them. */
import { createCommands, type BlockDeviceDriver } from '@ganeti/node-storage';
import { createLvmDriver, lvmPackages } from '@ganeti/node-storage-lvm';
import { execaRunner } from '@ganeti/runtime';
import type { DriverSettings } from './protocol';

export function storageDrivers(_node: number, settings: DriverSettings): BlockDeviceDriver[] {
  const commands = createCommands(execaRunner, lvmPackages);
  return [createLvmDriver({ commands, thinPools: settings.thinPools })];
}
