import type { Hypervisor } from '@ganeti/node-hypervisor';
import { createFakeHypervisor } from '@ganeti/node-hypervisor-fake';
import { createKvmHypervisor } from '@ganeti/node-hypervisor-kvm';
import { createXenHypervisor } from '@ganeti/node-hypervisor-xen';
import type { Simulator } from '@ganeti/node-storage-fake';
import { systemClock, type Paths } from '@ganeti/runtime';
import { detached, runner } from './programs';
import { driverKinds, type NodedSettings } from './settings';

const xen = (kind: 'xen-pvm' | 'xen-hvm') => (_settings: NodedSettings, paths: Paths): Hypervisor => createXenHypervisor({ kind, paths, runner, detached, clock: systemClock });

const real: Readonly<Record<string, (settings: NodedSettings, paths: Paths) => Hypervisor>> = {
  kvm: ({ kvm }, paths) => createKvmHypervisor({ paths, settings: kvm, runner, detached, clock: systemClock }),
  'xen-pvm': xen('xen-pvm'),
  'xen-hvm': xen('xen-hvm'),
};

/** Throws when the settings name one that there is no driver for. */
export function createHypervisors(settings: NodedSettings, paths: Paths, simulator: Simulator): Hypervisor[] {
  if (driverKinds(settings, paths.root).hypervisors === 'simulated') return (settings.hypervisors ?? ['fake']).map((name) => createFakeHypervisor({ simulator, name }));
  return (settings.hypervisors ?? Object.keys(real)).map((name) => {
    const create = real[name];
    if (create === undefined) throw new Error(`noded.json: there is no driver for hypervisor ${name}; known are ${Object.keys(real).join(', ')}`);
    return create(settings, paths);
  });
}
