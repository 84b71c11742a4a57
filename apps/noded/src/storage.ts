import { join } from 'node:path';
import { createCommands, type BlockDeviceDriver, type Commands } from '@ganeti/node-storage';
import { createBlockdevDriver } from '@ganeti/node-storage-blockdev';
import { createExtDriver, extPackages, Providers } from '@ganeti/node-storage-ext';
import { createSimulatedStorage, type Simulator, type SimulatedStorage } from '@ganeti/node-storage-fake';
import { createFileStorage, filePackages } from '@ganeti/node-storage-file';
import { createGlusterDriver, glusterPackages } from '@ganeti/node-storage-gluster';
import { createLvmDriver, lvmPackages } from '@ganeti/node-storage-lvm';
import { createRbdDriver, rbdPackages } from '@ganeti/node-storage-rbd';
import { execaRunner, type Paths } from '@ganeti/runtime';
import { driverKinds, type NodedSettings } from './settings';

interface Parts {
  readonly settings: NodedSettings;
  readonly paths: Paths;
  readonly commands: Commands;
}

/** Debian packages of the programs drivers run. */
const packages = { ...lvmPackages, ...filePackages, ...glusterPackages, ...rbdPackages, ...extPackages };

/** One driver per technology; what templates it serves is its `types`. */
const real: readonly ((parts: Parts) => BlockDeviceDriver)[] = [
  ({ settings, commands }) => createLvmDriver({ commands, thinPools: settings.lvm.thin_pools }),
  ({ settings, paths, commands }) =>
    createFileStorage({
      commands,
      list: paths.fileStoragePaths,
      root: paths.root,
      sharedDirectory: paths.ssconf('shared_file_storage_dir'),
      allocated: settings.file.preallocate,
    }),
  ({ paths, commands }) => createGlusterDriver({ commands, mounts: join(paths.runDir, 'gluster') }),
  ({ commands }) => createRbdDriver({ commands }),
  () => createBlockdevDriver(),
  ({ paths, commands }) => createExtDriver({ commands, providers: new Providers(paths.extStorageSearchPath) }),
];

export function createStorage(settings: NodedSettings, paths: Paths, simulator: Simulator): SimulatedStorage {
  if (driverKinds(settings, paths.root).storage === 'simulated') return createSimulatedStorage(simulator, paths);
  const commands = createCommands(execaRunner, packages);
  return { drivers: real.map((create) => create({ settings, paths, commands })), close: async () => undefined };
}
