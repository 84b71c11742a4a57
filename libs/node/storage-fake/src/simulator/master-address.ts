import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Simulator } from './simulator';

interface Address {
  readonly address: string;
  readonly prefix: number;
  readonly device: string;
}

/** The simulated machine's other addresses: `addresses.json` in its directory, gone after a reset. */
export function simulatedMasterAddress(simulator: Simulator): (address: Address, up: boolean) => Promise<void> {
  const path = join(simulator.dir, 'addresses.json');
  simulator.onReset(() => rmSync(path, { force: true }));
  return ({ address, prefix, device }, up) =>
    simulator.perform(up ? 'address-up' : 'address-down', address, (did) => {
      const others = simulatedAddresses(simulator.dir).filter((each) => each.address !== address);
      mkdirSync(simulator.dir, { recursive: true });
      writeFileSync(path, JSON.stringify(up ? [...others, { address, prefix, device }] : others));
      did();
    });
}

/** What simulatedMasterAddress has set up, by the simulator's directory. */
export function simulatedAddresses(dir: string): readonly Address[] {
  try {
    return JSON.parse(readFileSync(join(dir, 'addresses.json'), 'utf8')) as Address[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
