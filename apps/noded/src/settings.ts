import { z } from 'zod';
import { simulatorSettings } from '@ganeti/node-storage-fake';

/** `/etc/ganeti/noded.json`. */
export const nodedSettings = z.strictObject({
  /** Where the daemon listens: the node's primary address. */
  address: z.string().default('0.0.0.0'),
  port: z.int().min(0).max(65_535).default(1811),
  /** What carries out storage and hypervisor calls. */
  drivers: z.enum(['simulated']).default('simulated'),
  /** Names the simulated hypervisor goes by. */
  hypervisors: z.array(z.string()).min(1).default(['fake']),
  /** Looked through before the usual directories of OS definitions. */
  os_search_path: z.array(z.string()).default([]),
  log_level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Seconds a stop waits for calls under way. */
  stop_grace: z.number().nonnegative().default(5),
  simulator: simulatorSettings.prefault({}),
});
export type NodedSettings = z.infer<typeof nodedSettings>;
