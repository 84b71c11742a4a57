import { OpExecError } from '@ganeti/errors';
import type { Drivers } from './drivers';
import type { ServiceHandlers } from './handlers';

export function storageHandlers(drivers: Drivers): ServiceHandlers<'Storage'> {
  return {
    'Storage.List': async ({ type, names }) => ({ units: [...(await drivers.unitsOf(type).list(type, names))] }),

    'Storage.Modify': async ({ type, name, allocatable }) => {
      const units = drivers.unitsOf(type);
      if (units.setAllocatable === undefined) throw new OpExecError(`Storage units of type ${type} cannot be modified`);
      await units.setAllocatable(type, name, allocatable);
    },

    'Storage.Repair': async ({ type, name }) => {
      const units = drivers.unitsOf(type);
      if (units.repair === undefined) throw new OpExecError(`Storage units of type ${type} cannot be repaired`);
      await units.repair(type, name);
    },
  };
}
