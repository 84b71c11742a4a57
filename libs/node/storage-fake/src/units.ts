/** Volume groups of a simulated node, each on one physical volume. */
import { OpExecError } from '@ganeti/errors';
import type { BlockDeviceDriver, DurableMap, StorageUnits } from '@ganeti/node-storage';
import { simulatedPv } from './kinds';
import type { Simulator } from './simulator/simulator';

/** `flags`: physical volume -> whether new volumes may lie on it; missing: they may. */
export function simulatedUnits(simulator: Simulator, driver: Pick<BlockDeviceDriver, 'space'>, flags: DurableMap<boolean>): StorageUnits {
  const groups = (): string[] => Object.keys(simulator.settings.volume_groups);
  const known = (what: string, name: string, names: readonly string[]): void => {
    if (!names.includes(name)) throw new OpExecError(`There is no ${what} ${name} on ${simulator.identity().name}; it has ${names.join(', ') || 'none'}`);
  };
  return {
    types: ['lvm-vg', 'lvm-pv'],

    list: async (type) =>
      (await driver.space(groups())).map(({ name, total, free }) => {
        const pv = simulatedPv(name);
        const [unit, allocatable] = type === 'lvm-vg' ? [name, true] : [pv, flags.get(pv) ?? true];
        return { type, name: unit, ...(type === 'lvm-pv' ? { group: name } : {}), size: total, free, allocatable, problem: '' };
      }),

    setAllocatable: (name, allocatable) =>
      simulator.perform('lvm-pv.set-allocatable', name, async (did) => {
        known('physical volume', name, groups().map(simulatedPv));
        if ((flags.get(name) ?? true) === allocatable) return;
        flags.set(name, allocatable);
        await flags.flush();
        did();
      }),

    repair: (name) =>
      simulator.perform('lvm-vg.repair', name, (did) => {
        known('volume group', name, groups());
        did();
      }),
  };
}
