/** The drivers of a guest node, as noded makes them. */
import { createCommands, type BlockDeviceDriver } from '@ganeti/node-storage';
import { createDrbdDriver, drbdPackages } from '@ganeti/node-storage-drbd';
import { createLvmDriver, lvmPackages } from '@ganeti/node-storage-lvm';
import { execaRunner, systemClock } from '@ganeti/runtime';
import type { DriverSettings } from './protocol';

export function storageDrivers(node: number, settings: DriverSettings): BlockDeviceDriver[] {
  const commands = createCommands(execaRunner, { ...lvmPackages, ...drbdPackages });
  const lvm = createLvmDriver({ commands, thinPools: settings.thinPools });
  const drbd = createDrbdDriver({ commands, runner: execaRunner, clock: systemClock, identity: () => ({ uuid: `uuid-node${node}`, name: `node${node}` }), below: () => lvm });
  return [lvm, drbd];
}
