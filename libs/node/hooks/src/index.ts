/** Hooks: the administrator's scripts around operations, `/etc/ganeti/hooks/<path>-<phase>.d`. */
import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import type { ProcessRunner } from '@ganeti/runtime';

export interface HookOutcome {
  /** Name of the script. */
  readonly script: string;
  readonly status: 'success' | 'fail' | 'skip';
  readonly output: string;
}

export interface HooksOptions {
  /** `(path, phase)` -> directory of the scripts. */
  readonly directory: (path: string, phase: 'pre' | 'post') => string;
  readonly runner: ProcessRunner;
  /** What scripts find on this node in GANETI_DATA_DIR. */
  readonly dataDir: string;
  /** A script that takes longer is stopped and counts as failed; default one hour. */
  readonly timeoutSeconds?: number;
}

const SCRIPT_NAME = /^[a-zA-Z0-9_-]+$/;
const HOOKS_PATH = '/sbin:/bin:/usr/sbin:/usr/bin';
/** Characters of output kept of each script. */
const MAX_OUTPUT = 64 * 1024;

export class HooksRunner {
  readonly #options: HooksOptions;
  constructor(options: HooksOptions) {
    this.#options = options;
  }

  /**
   * Runs all scripts of a path, in order of their names, whatever the ones before answered. A directory that does not exist is
   * nothing to do. Files that cannot be run are reported as skipped. `environment`: what the master
   * says, GANETI_* names included.
   */
  async run(path: string, phase: 'pre' | 'post', environment: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<HookOutcome[]> {
    if (!SCRIPT_NAME.test(path)) throw new OpExecError(`"${path}" is not the name of a hooks path`);
    const dir = this.#options.directory(path, phase);
    const outcomes: HookOutcome[] = [];
    for (const script of await names(dir)) outcomes.push(await this.#runScript(dir, script, environment, signal));
    return outcomes;
  }

  async #runScript(dir: string, script: string, environment: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<HookOutcome> {
    const file = join(dir, script);
    if (!(await runnable(file, script))) return { script, status: 'skip', output: '' };
    try {
      const result = await this.#options.runner.run(file, [], {
        cwd: '/',
        env: { ...environment, PATH: HOOKS_PATH, GANETI_DATA_DIR: this.#options.dataDir },
        timeoutSeconds: this.#options.timeoutSeconds ?? 3600,
        maxOutput: MAX_OUTPUT,
        signal,
      });
      const output = `${result.stdout}${result.stderr}`.trimEnd();
      if (result.timedOut) return { script, status: 'fail', output: `${output}\nstopped because it took too long`.trimStart() };
      return { script, status: result.exitCode === 0 ? 'success' : 'fail', output };
    } catch (error) {
      if (signal?.aborted) throw error;
      return { script, status: 'fail', output: (error as Error).message };
    }
  }
}

async function names(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

async function runnable(file: string, name: string): Promise<boolean> {
  if (!SCRIPT_NAME.test(name)) return false;
  try {
    if (!(await stat(file)).isFile()) return false;
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
