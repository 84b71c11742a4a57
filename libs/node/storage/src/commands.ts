/** Runs the programs real drivers stand on: as argument lists, with a fixed environment and a time limit, errors in words. */
import { GanetiError, OpExecError } from '@ganeti/errors';
import type { ProcessRunner, RunOptions, RunResult } from '@ganeti/runtime';

export interface CommandOptions extends Pick<RunOptions, 'cwd' | 'onLine' | 'signal' | 'stdin' | 'maxOutput'> {
  /** Default 120. */
  readonly timeoutSeconds?: number;
  /** Beside the fixed environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A program that ended with an error: what it printed, for drivers that know what to make of it. */
export class CommandFailed extends OpExecError {
  constructor(
    readonly program: string,
    /** What it was run with; `args` is the error's own text. */
    readonly argv: readonly string[],
    readonly result: RunResult,
  ) {
    super(`${[program, ...argv.slice(0, 1).filter((word) => /^[a-z]/.test(word))].join(' ')} failed on this node: ${lastWords(result)}`);
  }

  /** What it said last. */
  get words(): string {
    return lastWords(this.result);
  }

  /** Whether its error output matches. */
  says(pattern: RegExp): boolean {
    return pattern.test(this.result.stderr) || pattern.test(this.result.stdout);
  }
}

/** A program that is not there, and so whatever it looks after. */
export class ProgramMissing extends OpExecError {
  constructor(program: string, packageName: string) {
    super(`Program ${program} is not installed on this node; install package ${packageName}`);
  }
}

export interface Commands {
  /** Answers stdout. Throws CommandFailed, ProgramMissing, or OpExecError when it did not end in time. */
  run(program: string, args: readonly string[], options?: CommandOptions): Promise<string>;
}

const environment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', HOME: '/root' };

/** `packageOf`: the Debian package of each program, for the message when it is missing. */
export function createCommands(runner: ProcessRunner, packageOf: Readonly<Record<string, string>>): Commands {
  return {
    run: async (program, args, { timeoutSeconds = 120, env, ...options } = {}) => {
      let result: RunResult;
      try {
        result = await runner.run(program, args, { ...options, timeoutSeconds, env: { ...environment, ...env } });
      } catch (error) {
        options.signal?.throwIfAborted();
        if (error instanceof GanetiError) throw error;
        if (!/ENOENT/.test((error as Error).message)) throw error;
        throw new ProgramMissing(program, packageOf[program] ?? program);
      }
      if (result.timedOut) {
        throw new OpExecError(`${program} ${shown(args)} did not end within ${timeoutSeconds} seconds on this node and was stopped; look at the kernel log and the storage below`);
      }
      if (result.exitCode !== 0) throw new CommandFailed(program, args, result);
      return result.stdout;
    },
  };
}

/** Arguments for a message. */
const shown = (args: readonly string[]): string => args.map((arg) => arg.replace(/^(--[\w-]*secret[\w-]*=).*/, '$1…')).join(' ');

/** The lines that say something, without indentation and warnings; at most three. */
function lastWords({ stderr, stdout, exitCode, signal }: RunResult): string {
  const lines = (stderr.trim() === '' ? stdout : stderr)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('WARNING'));
  return lines.slice(-3).join('; ') || (signal === null ? `exit code ${exitCode}` : `ended by ${signal}`);
}
