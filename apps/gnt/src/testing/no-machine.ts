import { createPaths } from '@ganeti/runtime';
import type { Local } from '../local';

/** A machine on which nothing happens. */
export const noMachine: Local = {
  paths: createPaths('/nonexistent'),
  daemons: { start: async () => undefined, stop: async () => undefined },
  masterd: async () => '{}',
};
