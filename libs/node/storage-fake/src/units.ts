/** Volume groups, physical volumes and directories of a simulated node. */
import { OpExecError } from '@ganeti/errors';
import type { BlockDeviceDriver, DurableMap, StorageUnit, StorageUnits } from '@ganeti/node-storage';
import { simulatedPv } from './kinds';
import type { Simulator } from './simulator/simulator';

/** `flags`: physical volume -> whether new volumes may be put there; missing: they may. */
export function simulatedUnits(simulator: Simulator, drivers: readonly BlockDeviceDriver[], flags: DurableMap<boolean>): StorageUnits[] {
  const groups = Object.keys(simulator.settings.volume_groups);
  const known = (type: string, name: string, names: readonly string[]): void => {
    if (!names.includes(name)) throw new OpExecError(`There is no storage unit ${name} of type ${type} on ${simulator.identity().name}; it has ${names.join(', ') || 'none'}`);
  };
  /** Asked by the name of the group, told by the name of the unit. */
  const spaces = async (type: string, names: readonly string[]): Promise<StorageUnit[]> => {
    const found = (await Promise.all(drivers.map((driver) => driver.space(names)))).flat().filter((space) => space.type === type);
    return found.map(({ name, total, free }) => ({ type, name, size: total, used: total - free, free, allocatable: true }));
  };
  const wanted = (units: readonly StorageUnit[], names: readonly string[]): StorageUnit[] => units.filter(({ name }) => names.length === 0 || names.includes(name));

  const lvm: StorageUnits = {
    types: ['lvm-vg', 'lvm-pv'],
    list: async (type, names) => {
      const found = await spaces('lvm-vg', groups);
      if (type === 'lvm-vg') return wanted(found, names);
      return wanted(found.map((unit) => ({ ...unit, type, name: simulatedPv(unit.name), allocatable: flags.get(simulatedPv(unit.name)) ?? true })), names);
    },
    setAllocatable: (type, name, allocatable) =>
      simulator.perform(`${type}.set-allocatable`, name, async (did) => {
        known(type, name, groups.map(simulatedPv));
        if ((flags.get(name) ?? true) === allocatable) return;
        flags.set(name, allocatable);
        await flags.flush();
        did();
      }),
    repair: (type, name) =>
      simulator.perform(`${type}.repair`, name, (did) => {
        known(type, name, groups);
        did();
      }),
  };
  const files: StorageUnits = { types: ['file', 'sharedfile', 'gluster'], list: (type, names) => spaces(type, names) };
  return [lvm, files];
}
