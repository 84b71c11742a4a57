import { createPaths } from '@ganeti/runtime';
import type { Local } from '../local';

/** A machine on which nothing happens. */
export const noMachine: Local = {
  paths: createPaths('/nonexistent'),
  daemons: { start: async () => undefined, stop: async () => undefined },
  masterd: async () => '{}',
  resolve: async () => '192.0.2.1',
  isNode: async () => true,
};
