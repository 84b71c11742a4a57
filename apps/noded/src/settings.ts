import { z } from 'zod';
import { kvmSettings } from '@ganeti/node-hypervisor-kvm';
import { simulatorSettings } from '@ganeti/node-storage-fake';

const drivers = z.enum(['simulated', 'real']);

/** `/etc/ganeti/noded.json`. */
export const nodedSettings = z.strictObject({
  /** Where the daemon listens: the node's primary address. */
  address: z.string().default('0.0.0.0'),
  port: z.int().min(0).max(65_535).default(1811),
  /**
   * What carries out storage and hypervisor calls: programs and kernel of this machine, or simulations of them. Default: real, but
   * simulated for a node below a root directory.
   */
  drivers: drivers.optional(),
  /** In place of `drivers` for one of the two. */
  storage_drivers: drivers.optional(),
  hypervisor_drivers: drivers.optional(),
  /**
   * Hypervisors of this node; which of them are used is the cluster's choice (enabled_hypervisors). Default: all there are drivers
   * for; simulated: the names the simulation goes by, default `fake`.
   */
  hypervisors: z.array(z.string()).min(1).optional(),
  kvm: kvmSettings.prefault({}),
  /** `thin_pools`: volume groups whose new volumes are thin -> name of the thin pool in each. */
  lvm: z.strictObject({ thin_pools: z.record(z.string(), z.string()).default({}) }).prefault({}),
  /** `preallocate`: new file disks take their blocks at once, so that a full file system cannot stop a guest later. */
  file: z.strictObject({ preallocate: z.boolean().default(false) }).prefault({}),
  /** Whether OP_RESTRICTED_COMMAND may run programs of /etc/ganeti/restricted-commands here. */
  restricted_commands: z.boolean().default(false),
  /** Looked through before the usual directories of OS definitions. */
  os_search_path: z.array(z.string()).default([]),
  /** What resets this machine when the cluster has to be sure that its guests no longer run; empty: nothing may. */
  fencing: z.strictObject({ watchdog: z.string().default(''), sysrq: z.string().default('') }).prefault({}),
  log_level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Seconds a stop waits for calls under way. */
  stop_grace: z.number().nonnegative().default(5),
  simulator: simulatorSettings.prefault({}),
});
export type NodedSettings = z.infer<typeof nodedSettings>;

/** Which drivers a node has; `root`: its root directory, empty for a node that is its machine. */
export function driverKinds({ drivers, storage_drivers, hypervisor_drivers }: NodedSettings, root: string) {
  const both = drivers ?? (root === '' ? 'real' : 'simulated');
  return { storage: storage_drivers ?? both, hypervisors: hypervisor_drivers ?? both };
}
