import { OpExecError } from '@ganeti/errors';
import type { Hypervisor } from '@ganeti/node-hypervisor';
import { ProgramMissing, type BlockDeviceDriver, type Device, type MirrorDriver, type StorageUnits } from '@ganeti/node-storage';

export interface DriverSet {
  readonly storage: readonly BlockDeviceDriver[];
  readonly hypervisors: readonly Hypervisor[];
}

/** Finds drivers by type and name. */
export class Drivers {
  readonly storage: readonly BlockDeviceDriver[];
  readonly hypervisors: readonly Hypervisor[];
  readonly #byType = new Map<string, BlockDeviceDriver>();

  constructor({ storage, hypervisors }: DriverSet) {
    this.storage = storage;
    this.hypervisors = hypervisors;
    for (const driver of storage) for (const type of driver.types) this.#byType.set(type, driver);
  }

  storageFor(device: Device): BlockDeviceDriver {
    const driver = this.#byType.get(device.dev_type);
    if (driver === undefined) throw new OpExecError(`This node has no driver for disks of type ${device.dev_type}; enable it in noded.json`);
    return driver;
  }

  mirrorFor(device: Device): MirrorDriver {
    const { mirror } = this.storageFor(device);
    if (mirror === undefined) throw new OpExecError(`Disk ${device.uuid} of type ${device.dev_type} has no mirror`);
    return mirror;
  }

  /**
   * What all storage drivers tell. One whose programs are not installed here has nothing to tell; one that fails is told to
   * `failed`, and without that its error is thrown.
   */
  async allStorage<T>(tell: (driver: BlockDeviceDriver) => Promise<readonly T[]>, failed?: (driver: BlockDeviceDriver, error: Error) => void): Promise<T[]> {
    const told = await Promise.all(
      this.storage.map((driver) =>
        tell(driver).catch((error: unknown) => {
          if (error instanceof ProgramMissing) return [];
          if (failed === undefined) throw error;
          failed(driver, error as Error);
          return [];
        }),
      ),
    );
    return told.flat();
  }

  unitsOf(type: string): StorageUnits | undefined {
    return this.storage.find(({ units }) => units?.types.includes(type))?.units;
  }

  hypervisor(name: string): Hypervisor {
    const found = this.hypervisors.find((hypervisor) => hypervisor.name === name);
    if (found === undefined) throw new OpExecError(`This node has no driver for hypervisor ${name}; enable it in noded.json`);
    return found;
  }
}
