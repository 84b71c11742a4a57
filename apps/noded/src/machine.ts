/** The machine of one node as its daemon sees it: drivers, and what else belongs to real or simulated hardware. */
import { hostFacts, type BridgeProblems, type MachineFacts } from '@ganeti/node-backend';
import type { Hypervisor } from '@ganeti/node-hypervisor';
import { bridgeProblems } from '@ganeti/node-network';
import { Simulator, type SimulatedStorage } from '@ganeti/node-storage-fake';
import { systemClock, systemIds, type Paths } from '@ganeti/runtime';
import { createHypervisors } from './hypervisors';
import { runner } from './programs';
import { driverKinds, type NodedSettings } from './settings';
import { createStorage } from './storage';

export interface Machine {
  readonly simulator: Simulator;
  readonly storage: SimulatedStorage;
  readonly hypervisors: readonly Hypervisor[];
  readonly bridgeProblems: BridgeProblems;
  /** Undefined: it is simulated, at least in part. */
  readonly facts: MachineFacts | undefined;
  /** Whether guests are real. */
  readonly real: boolean;
  /** Whether network and power of the machine are this node's own: below a root directory it is a node beside others. */
  readonly own: boolean;
  close(): Promise<void>;
}

/**
 * `identity`: asked late, since the name may come with the first call. `onProblem`: told, for the log, when somebody has to decide
 * something about this machine. Throws for settings that no driver fits.
 */
export function openMachine(settings: NodedSettings, paths: Paths, identity: () => { readonly uuid: string; readonly name: string }, onProblem?: (message: string) => void): Machine {
  const simulator = new Simulator({ dir: paths.simulator, settings: settings.simulator, identity, clock: systemClock, ids: systemIds });
  const storage = createStorage(settings, paths, simulator, onProblem);
  const hypervisors = createHypervisors(settings, paths, simulator);
  const kinds = driverKinds(settings, paths.root);
  const real = kinds.hypervisors === 'real';
  const own = real && paths.root === '';
  return {
    simulator,
    storage,
    hypervisors,
    bridgeProblems: real ? (bridges) => bridgeProblems(runner, bridges) : missingBridges(settings.simulator.bridges),
    facts: own && kinds.storage === 'real' ? hostFacts() : undefined,
    real,
    own,
    close: async () => {
      simulator.close();
      await Promise.all([storage.close(), ...hypervisors.map((hypervisor) => hypervisor.close())]);
    },
  };
}

/** Of a simulated machine with these bridges; null: it has any. */
function missingBridges(present: readonly string[] | null): BridgeProblems {
  return async (bridges) =>
    present === null ? [] : bridges.filter((bridge) => !present.includes(bridge)).map((bridge) => ({ bridge, message: `there is no bridge ${bridge}` }));
}
