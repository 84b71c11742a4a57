import { OpExecError } from '@ganeti/errors';
import type { Drivers } from './drivers';
import type { ServiceHandlers } from './handlers';

export function storageHandlers(drivers: Drivers): ServiceHandlers<'Storage'> {
  return {
    'Storage.List': async ({ type, names }) => {
      const units = drivers.unitsOf(type);
      if (units !== undefined) {
        const found = (await units.list(type)).filter(({ name }) => names.length === 0 || names.includes(name));
        return { units: found.map(({ name, size, free, allocatable, problem }) => ({ type, name, size, used: size - free, free, allocatable, problem })) };
      }
      // Directories are known by the space they report.
      const failures: Error[] = [];
      const spaces = (await drivers.allStorage((driver) => driver.space(names), (_, error) => failures.push(error))).filter((space) => space.type === type);
      // What others cannot tell makes no difference.
      if (spaces.length === 0 && failures[0] !== undefined) throw failures[0];
      return { units: spaces.map(({ name, total, free }) => ({ type, name, size: total, used: total - free, free, allocatable: true, problem: '' })) };
    },

    'Storage.Modify': async ({ type, name, allocatable }) => {
      if (type !== 'lvm-pv') throw new OpExecError(`Storage units of type ${type} cannot be modified, only physical volumes (lvm-pv) can`);
      await unitsOf(drivers, type).setAllocatable(name, allocatable);
    },

    'Storage.Repair': async ({ type, name }) => {
      if (type !== 'lvm-vg') throw new OpExecError(`Storage units of type ${type} cannot be repaired, only volume groups (lvm-vg) can`);
      await unitsOf(drivers, type).repair(name);
    },
  };
}

function unitsOf(drivers: Drivers, type: string) {
  const units = drivers.unitsOf(type);
  if (units === undefined) throw new OpExecError(`This node has no storage units of type ${type}`);
  return units;
}
