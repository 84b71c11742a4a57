import { join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import { createCommands, type BlockDeviceDriver, type Commands, type Device } from '@ganeti/node-storage';
import { createBlockdevDriver } from '@ganeti/node-storage-blockdev';
import { createDrbdDriver } from '@ganeti/node-storage-drbd';
import { createExtDriver, Providers } from '@ganeti/node-storage-ext';
import { createSimulatedStorage, type Simulator, type SimulatedStorage } from '@ganeti/node-storage-fake';
import { createFileStorage } from '@ganeti/node-storage-file';
import { createGlusterDriver } from '@ganeti/node-storage-gluster';
import { createLvmDriver } from '@ganeti/node-storage-lvm';
import { createRbdDriver } from '@ganeti/node-storage-rbd';
import { systemClock, type Paths } from '@ganeti/runtime';
import { programs, runner } from './programs';
import { driverKinds, type NodedSettings } from './settings';

interface Parts {
  readonly settings: NodedSettings;
  readonly paths: Paths;
  readonly commands: Commands;
}

/** Debian packages of the programs drivers run. */
const packages = Object.fromEntries(Object.entries(programs).map(([name, program]) => [name, program.package]));

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

/** `onProblem`: for the log, when somebody has to decide something about a disk. */
export function createStorage(settings: NodedSettings, paths: Paths, simulator: Simulator, onProblem?: (message: string) => void): SimulatedStorage {
  if (driverKinds(settings, paths.root).storage === 'simulated') return createSimulatedStorage(simulator, paths);
  const commands = createCommands(runner, packages);
  const volumes = real.map((create) => create({ settings, paths, commands }));
  const below = (device: Device): BlockDeviceDriver => {
    const driver = volumes.find(({ types }) => types.includes(device.dev_type));
    if (driver === undefined) throw new OpExecError(`A ${device.dev_type} device cannot be below a mirror`);
    return driver;
  };
  const drbd = createDrbdDriver({ commands, runner, clock: systemClock, identity: simulator.identity, below, onProblem });
  return { drivers: [...volumes, drbd], close: () => drbd.close() };
}
