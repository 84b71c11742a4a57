/** Runs the scripts of an OS definition. */
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import type { InstanceReceived } from '@ganeti/node-api';
import { hideValues, type Clock, type ProcessRunner } from '@ganeti/runtime';
import type { OsScript } from './definition';
import { variantProblem, type OsDefinitions, type UsableOs } from './definitions';
import { hiddenValues, instanceEnvironment, osEnvironment, type ScriptDisk } from './environment';

/** Lines of output shown with an error. */
const LAST_LINES = 10;

export interface OsScriptsOptions {
  readonly definitions: OsDefinitions;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  /** Directory of the scripts' logs. */
  readonly logDir: string;
}

export interface ScriptRun {
  readonly instance: InstanceReceived;
  readonly disks: readonly ScriptDisk[];
  readonly debugLevel: number;
  /** Each line of output as it comes. */
  readonly onLine: (line: string) => void;
  readonly signal?: AbortSignal;
}

export class OsScripts {
  readonly #options: OsScriptsOptions;
  constructor(options: OsScriptsOptions) {
    this.#options = options;
  }

  /** Throws OpExecError with the end of the script's output. */
  async create(run: ScriptRun, reinstall: boolean): Promise<void> {
    await this.#run('create', 'add', run, reinstall ? { INSTANCE_REINSTALL: '1' } : {});
  }

  async rename(run: ScriptRun, oldName: string): Promise<void> {
    await this.#run('rename', `rename-${oldName}`, run, { OLD_INSTANCE_NAME: oldName });
  }

  /**
   * Data of one disk on standard input / output of the definition's script is moved by node-transfer's processes; this gives
   * them program, environment and directory, and what takes secrets out of their output.
   */
  async transferCommand(
    script: 'import' | 'export',
    run: Omit<ScriptRun, 'onLine'>,
    index: number,
  ): Promise<{ readonly program: string; readonly cwd: string; readonly env: Record<string, string>; readonly shown: (text: string) => string }> {
    const os = await this.#options.definitions.use(run.instance.os, { forceVariant: true });
    const disk = run.disks[index];
    if (disk === undefined) throw new OpExecError(`Instance ${run.instance.name} has no disk ${index}; it has ${run.disks.length}`);
    const prefix = script.toUpperCase();
    return {
      program: this.#program(os, script),
      cwd: os.definition.path,
      shown: hideValues(hiddenValues(run.instance)),
      env: {
        ...instanceEnvironment(os, run.instance, run.disks, run.debugLevel),
        [`${prefix}_DEVICE`]: disk.path,
        [`${prefix}_DISK_PATH`]: disk.path,
        [`${prefix}_DISK_URI`]: disk.uri ?? '',
        [`${prefix}_INDEX`]: String(index),
      },
    };
  }

  /** What is wrong with using this OS with these parameters here; empty: nothing. */
  async validate(osName: string, osparams: Readonly<Record<string, string>>, forceVariant: boolean): Promise<string[]> {
    let os: UsableOs;
    try {
      os = await this.#options.definitions.use(osName, { forceVariant: true });
    } catch (error) {
      return [(error as Error).message];
    }
    const { definition } = os;
    const variant = osName.includes('+') ? osName.slice(osName.indexOf('+') + 1) : '';
    const problem = forceVariant ? null : variantProblem(definition, variant);
    if (problem !== null) return [problem];
    // Older definitions have no say in their parameters.
    if (definition.api < 20) return [];
    const known = new Set(definition.parameters.map(({ name }) => name));
    const unknown = Object.keys(osparams).filter((name) => !known.has(name));
    if (unknown.length > 0) {
      const choice = known.size === 0 ? 'it takes none' : `it takes ${[...known].join(', ')}`;
      return [`OS ${definition.name} does not know the parameter ${unknown.join(', ')}; ${choice}`];
    }
    const result = await this.#options.runner.run(this.#program(os, 'verify'), ['parameters'], {
      cwd: definition.path,
      env: osEnvironment(os, osparams, 0),
      timeoutSeconds: 60,
    });
    if (result.exitCode === 0) return [];
    const said = lastLines(`${result.stdout}\n${result.stderr}`.split('\n'));
    return [`OS ${definition.name} refuses its parameters${said === '' ? '' : `: ${said}`}`];
  }

  #program({ definition }: UsableOs, script: OsScript): string {
    const program = definition.scripts[script];
    if (program === undefined) throw new OpExecError(`OS ${definition.name} has no ${script} script`);
    return program;
  }

  async #run(script: 'create' | 'rename', label: string, run: ScriptRun, extra: Record<string, string>): Promise<void> {
    const { definitions, runner } = this.#options;
    const { instance } = run;
    const os = await definitions.use(instance.os, { forceVariant: true });
    if (!os.definition.trusted) {
      throw new OpExecError(`OS ${os.definition.name} is not trusted (it has create_untrusted instead of create), and its scripts are not run on the node itself`);
    }
    const program = this.#program(os, script);
    const log = this.#openLog(label, os.definition.name, instance.name);
    const tail: string[] = [];
    const shown = hideValues(hiddenValues(instance));
    try {
      const result = await runner.run(program, [], {
        cwd: os.definition.path,
        env: { ...instanceEnvironment(os, instance, run.disks, run.debugLevel), ...extra },
        signal: run.signal,
        maxOutput: 0,
        onLine: (printed) => {
          const line = shown(printed);
          writeSync(log.fd, `${line}\n`);
          tail.push(line);
          if (tail.length > LAST_LINES) tail.shift();
          run.onLine(line);
        },
      });
      if (result.exitCode === 0) return;
      const how = result.exitCode === null ? `was ended by ${result.signal ?? 'a signal'}` : `ended with ${result.exitCode}`;
      throw new OpExecError(
        `The ${script} script of OS ${os.definition.name} for instance ${instance.name} ${how}; ` +
          `its last lines: ${lastLines(tail) || '(none)'} (all of it: ${log.path})`,
      );
    } finally {
      fsyncSync(log.fd);
      closeSync(log.fd);
    }
  }

  #openLog(label: string, os: string, instance: string): { readonly fd: number; readonly path: string } {
    const { logDir, clock } = this.#options;
    mkdirSync(logDir, { recursive: true, mode: 0o750 });
    const time = new Date(clock.now() * 1000).toISOString().replace('T', '_').replace(/:/g, '_').replace(/\..*$/, '');
    const prefix = label === 'add' ? '' : `${label}-`;
    const path = join(logDir, `${prefix}${os}-${instance}-${time}.log`.replaceAll('/', '_'));
    return { fd: openSync(path, 'a', 0o640), path };
  }
}

const lastLines = (lines: readonly string[]): string =>
  lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-LAST_LINES)
    .join(' | ');
