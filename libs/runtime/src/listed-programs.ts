/** Programs by a list: what is not on it is not run, so that the list in the documentation is the truth. */
import { isAbsolute } from 'node:path';
import type { DetachedLauncher } from './detached';
import type { ProcessRunner } from './process-runner';

export interface ListedPrograms {
  readonly runner: ProcessRunner;
  readonly detached: DetachedLauncher;
}

/**
 * `names`: programs looked for along the search path. Files by their whole path (scripts, a program that a setting names) are run
 * as well. Both reject, with an error for developers, for any other name.
 */
export function listedPrograms(names: readonly string[], { runner, detached }: ListedPrograms): ListedPrograms {
  const known = new Set(names);
  const check = (program: string): void => {
    if (!isAbsolute(program) && !known.has(program)) throw new Error(`${program} is not on the list of programs this daemon may run`);
  };
  return {
    runner: {
      run: async (program, ...rest) => {
        check(program);
        return runner.run(program, ...rest);
      },
    },
    detached: {
      start: async (program, ...rest) => {
        check(program);
        return detached.start(program, ...rest);
      },
    },
  };
}
