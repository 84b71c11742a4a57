/** The QEMU program on this node: which version, which machines. Asked once for each file. */
import { stat } from 'node:fs/promises';
import { OpExecError } from '@ganeti/errors';
import type { ProcessRunner } from '@ganeti/runtime';

export interface Qemu {
  /** "7.2.22" */
  readonly version: string;
  readonly release: readonly [number, number];
  /** Name or alias -> full name. */
  readonly machines: ReadonlyMap<string, string>;
  readonly defaultMachine: string;
}

/** Older ones lack options the command line uses. */
const OLDEST: readonly [number, number] = [6, 0];
const ENVIRONMENT = { PATH: '/sbin:/bin:/usr/sbin:/usr/bin' };

export class QemuPrograms {
  readonly #runner: ProcessRunner;
  readonly #known = new Map<string, Promise<Qemu>>();
  constructor(runner: ProcessRunner) {
    this.#runner = runner;
  }

  /** Throws OpExecError when it is not there, does not run, or is too old. */
  async at(path: string): Promise<Qemu> {
    const file = await stat(path).catch(() => null);
    if (file === null) throw new OpExecError(`QEMU is not at ${path}; install it (qemu-system-x86), or set kvm_path`);
    // A package upgrade replaces the file.
    const key = `${path} ${file.mtimeMs} ${file.size}`;
    const asked = this.#known.get(key) ?? this.#ask(path);
    this.#known.set(key, asked);
    return asked.catch((error: unknown) => {
      this.#known.delete(key);
      throw error;
    });
  }

  async #ask(path: string): Promise<Qemu> {
    const version = /version (\d+)\.(\d+)(?:\.(\d+))?/.exec(await this.#output(path, ['--version']));
    if (version === null) throw new OpExecError(`${path} does not say its version; it is not QEMU`);
    const release = [Number(version[1]), Number(version[2])] as const;
    if (release[0] < OLDEST[0]) throw new OpExecError(`${path} is QEMU ${release.join('.')}; ${OLDEST.join('.')} or newer is needed`);
    return { version: `${release.join('.')}.${version[3] ?? 0}`, release, ...parseMachines(await this.#output(path, ['-machine', 'help'])) };
  }

  async #output(path: string, args: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.#runner.run(path, args, { env: ENVIRONMENT, timeoutSeconds: 60 }).catch((error: Error) => {
      throw new OpExecError(`${path} cannot be run: ${error.message}`);
    });
    if (exitCode !== 0) throw new OpExecError(`${path} ${args.join(' ')} failed: ${stderr.trim() || `exit code ${exitCode}`}`);
    return stdout;
  }
}

/** Of `-machine help`: a machine a line, with `(alias of NAME)` and `(default)` behind its description. */
export function parseMachines(text: string): Pick<Qemu, 'machines' | 'defaultMachine'> {
  const machines = new Map<string, string>();
  let defaultMachine = '';
  for (const line of text.split('\n').slice(1)) {
    const name = /^\S+/.exec(line)?.[0];
    if (name === undefined) continue;
    machines.set(name, /\(alias of ([^)]+)\)/.exec(line)?.[1] ?? name);
    if (/\(default\)/.test(line)) defaultMachine = name;
  }
  return { machines, defaultMachine };
}
