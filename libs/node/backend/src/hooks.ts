import { OpExecError } from '@ganeti/errors';
import type { HooksRunner } from '@ganeti/node-hooks';
import type { ServiceHandlers } from './handlers';

export function hooksHandlers(hooks: HooksRunner): ServiceHandlers<'Hooks'> {
  return {
    'Hooks.Run': async ({ path, phase, environment }, cx) => {
      if (phase !== 'pre' && phase !== 'post') throw new OpExecError(`Hooks run in phase pre or post, not "${phase}"`);
      return { results: await hooks.run(path, phase, environment, cx.signal) };
    },
  };
}
