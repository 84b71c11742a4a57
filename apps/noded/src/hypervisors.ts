import type { Hypervisor } from '@ganeti/node-hypervisor';
import { createFakeHypervisor } from '@ganeti/node-hypervisor-fake';
import { createKvmHypervisor } from '@ganeti/node-hypervisor-kvm';
import type { Simulator } from '@ganeti/node-storage-fake';
import { detachedLauncher, execaRunner, systemClock, type Paths } from '@ganeti/runtime';
import type { NodedSettings } from './settings';

const real: Readonly<Record<string, (settings: NodedSettings, paths: Paths) => Hypervisor>> = {
  kvm: ({ kvm }, paths) => createKvmHypervisor({ paths, settings: kvm, runner: execaRunner, detached: detachedLauncher, clock: systemClock }),
};

/** Throws when the settings name one that there is no driver for. */
export function createHypervisors(settings: NodedSettings, paths: Paths, simulator: Simulator): Hypervisor[] {
  if ((settings.hypervisor_drivers ?? settings.drivers) === 'simulated') return (settings.hypervisors ?? ['fake']).map((name) => createFakeHypervisor({ simulator, name }));
  return (settings.hypervisors ?? Object.keys(real)).map((name) => {
    const create = real[name];
    if (create === undefined) throw new Error(`noded.json: there is no driver for hypervisor ${name}; known are ${Object.keys(real).join(', ')}`);
    return create(settings, paths);
  });
}
