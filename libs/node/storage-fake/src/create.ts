import { join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import { DurableMap, type BlockDeviceDriver, type Device } from '@ganeti/node-storage';
import { createBlockdevDriver } from './blockdev';
import { createDrbdDriver } from './drbd';
import { Wire } from './drbd-wire';
import { fileKind, glusterKind, plainKind, poolKind, sharedFileKind, type FilePlaces } from './kinds';
import type { Simulator } from './simulator/simulator';
import { simulatedUnits } from './units';
import { createVolumeDriver, type VolumeDriver } from './volume-driver';
import { LocalVolumeStore, SharedVolumeStore, type VolumeStore } from './volume-store';

export interface SimulatedStorage {
  /** One per kind: plain, drbd, file, sharedfile, gluster, rbd, ext, blockdev. */
  readonly drivers: readonly BlockDeviceDriver[];
  close(): Promise<void>;
}

/** All storage a simulated node has. Nothing is read or opened before it is used. */
export function createSimulatedStorage(simulator: Simulator, places: FilePlaces): SimulatedStorage {
  const local = (name: string): LocalVolumeStore => new LocalVolumeStore(join(simulator.dir, `${name}.log`));
  const shared = (name: string): SharedVolumeStore => new SharedVolumeStore(() => simulator.shared(name, 'records'));
  const stores: VolumeStore[] = [local('plain'), local('file'), shared('sharedfile'), shared('gluster'), shared('rbd'), shared('ext')];
  const kinds = [
    plainKind(simulator),
    fileKind(simulator, places),
    sharedFileKind(simulator, places),
    glusterKind(simulator),
    poolKind(simulator, 'rbd'),
    poolKind(simulator, 'ext'),
  ];
  const flags = new DurableMap<boolean>(join(simulator.dir, 'pvs.log'));
  const volumes = kinds.map((kind, index) => {
    const driver = createVolumeDriver(simulator, stores[index] as VolumeStore, kind);
    return kind.types.includes('plain') ? { ...driver, units: simulatedUnits(simulator, driver, flags) } : driver;
  });
  const below = (device: Device): VolumeDriver => {
    const driver = volumes.find(({ types }) => types.includes(device.dev_type));
    if (driver === undefined) throw new OpExecError(`A ${device.dev_type} device cannot be below a mirror`);
    return driver;
  };
  const minors = new DurableMap<string>(join(simulator.dir, 'drbd.log'));
  const drbd = createDrbdDriver({ simulator, wire: new Wire(() => simulator.shared('drbd')), below, minors });
  return {
    drivers: [...volumes, drbd, createBlockdevDriver(simulator, places.root)],
    close: async () => {
      await Promise.all([...stores.map((store) => store.close()), minors.close(), flags.close()]);
    },
  };
}
