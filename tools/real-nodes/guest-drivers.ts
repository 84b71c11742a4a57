/** The drivers of a guest node, as noded makes them. */
import type { Hypervisor } from '@ganeti/node-hypervisor';
import { createXenHypervisor } from '@ganeti/node-hypervisor-xen';
import { createCommands, type BlockDeviceDriver } from '@ganeti/node-storage';
import { createDrbdDriver, drbdPackages } from '@ganeti/node-storage-drbd';
import { createBlockdevDriver } from '@ganeti/node-storage-blockdev';
import { createExtDriver, extPackages, Providers } from '@ganeti/node-storage-ext';
import { createFileStorage, filePackages } from '@ganeti/node-storage-file';
import { createLvmDriver, lvmPackages } from '@ganeti/node-storage-lvm';
import { createPaths, detachedLauncher, execaRunner, systemClock } from '@ganeti/runtime';
import type { DriverSettings } from './protocol';

const paths = createPaths('');

export function storageDrivers(node: number, settings: DriverSettings): BlockDeviceDriver[] {
  const commands = createCommands(execaRunner, { ...lvmPackages, ...drbdPackages, ...filePackages, ...extPackages });
  const lvm = createLvmDriver({ commands, thinPools: settings.thinPools });
  const drbd = createDrbdDriver({ commands, runner: execaRunner, clock: systemClock, identity: () => ({ uuid: `uuid-node${node}`, name: `node${node}` }), below: () => lvm });
  const files = createFileStorage({
    commands,
    list: paths.fileStoragePaths,
    root: paths.root,
    sharedDirectory: paths.ssconf('shared_file_storage_dir'),
    allocated: settings.preallocate ?? false,
  });
  const external = createExtDriver({ commands, providers: new Providers(paths.extStorageSearchPath) });
  return [lvm, drbd, files, createBlockdevDriver(), external];
}

/** Throws when the node has none of this name. */
export function hypervisor(kind: string): Hypervisor {
  if (kind !== 'xen-pvm' && kind !== 'xen-hvm') throw new Error(`guest nodes have no ${kind}`);
  return createXenHypervisor({ kind, paths, runner: execaRunner, detached: detachedLauncher, clock: systemClock });
}
