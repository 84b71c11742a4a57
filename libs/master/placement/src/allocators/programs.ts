/** Allocators that administrators install: programs on a search path. Each is called with the name of a file and answers on standard output. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import type { ParamDict } from '@ganeti/objects';
import { findProgram, type ProcessRunner } from '@ganeti/runtime';

export interface ProgramParts {
  readonly searchPath: readonly string[];
  /** Where the input files are written. */
  readonly dir: string;
  readonly runner: ProcessRunner;
}

export interface AllocatorPrograms {
  /** A sentence when there is no such program. */
  problem(name: string): Promise<string | null>;
  /** Its standard output. Throws OpExecError. */
  run(name: string, params: ParamDict, input: string, signal?: AbortSignal): Promise<string>;
}

const timeoutSeconds = 300;
/** Plans for thousands of instances are long. */
const maxOutput = 64 * 1024 * 1024;

export function allocatorPrograms({ searchPath, dir, runner }: ProgramParts): AllocatorPrograms {
  const find = (name: string) => findProgram(searchPath, name);
  return {
    async problem(name) {
      const found = await find(name);
      return 'path' in found ? null : sentence(name, found.problem);
    },
    async run(name, params, input, signal) {
      const found = await find(name);
      if (!('path' in found)) throw new OpExecError(sentence(name, found.problem));
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const file = join(dir, `${name}-${randomUUID()}.json`);
      try {
        await writeFile(file, input, { mode: 0o600 });
        const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
        const result = await runner.run(found.path, [file, ...programArguments(params)], { env, cwd: '/', timeoutSeconds, maxOutput, signal });
        if (result.timedOut) throw new OpExecError(`Allocator ${name} did not answer in ${timeoutSeconds} seconds and was stopped`);
        if (result.exitCode !== 0) {
          const how = result.exitCode === null ? `was ended by ${result.signal ?? 'a signal'}` : `failed with exit code ${result.exitCode}`;
          throw new OpExecError(`Allocator ${name} ${how}${output(result.stderr || result.stdout)}`);
        }
        return result.stdout;
      } finally {
        await rm(file, { force: true });
      }
    },
  };
}

/** Parameters of the cluster's default allocator as options: `--key=value`, or `--key` for those without a value. */
export function programArguments(params: ParamDict): string[] {
  return Object.entries(params).map(([key, value]) =>
    value === null || value === true || value === '' ? `--${key}` : `--${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
}

function sentence(name: string, problem: string): string {
  return `There is no instance allocator '${name}': ${problem}; 'hail' is built in, others are programs on the search path (docs/placement.md)`;
}

function output(text: string): string {
  const told = text.trim().slice(0, 500);
  return told === '' ? '' : `: ${told}`;
}
