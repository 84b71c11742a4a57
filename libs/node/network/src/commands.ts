/** Runs the programs that change the host's network. */
import { OpExecError } from '@ganeti/errors';
import type { ProcessRunner } from '@ganeti/runtime';

export const SYSTEM_PATH = '/sbin:/bin:/usr/sbin:/usr/bin';
const TIMEOUT_SECONDS = 60;

export class HostCommands {
  readonly #runner: ProcessRunner;
  constructor(runner: ProcessRunner) {
    this.#runner = runner;
  }

  /** Answers what it printed. Throws OpExecError with what the program said. */
  async run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = { PATH: SYSTEM_PATH }): Promise<string> {
    const said = await this.#try(program, args, env);
    if (said.problem !== null) throw new OpExecError(said.problem);
    return said.stdout;
  }

  /** What it printed; null when it failed, for questions whose answer may be no. */
  async ask(program: string, args: readonly string[]): Promise<string | null> {
    const said = await this.#try(program, args, { PATH: SYSTEM_PATH });
    return said.problem === null ? said.stdout : null;
  }

  async #try(program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<{ stdout: string; problem: string | null }> {
    const line = [program, ...args].join(' ');
    try {
      const { exitCode, stdout, stderr, timedOut } = await this.#runner.run(program, args, { env, timeoutSeconds: TIMEOUT_SECONDS });
      if (exitCode === 0) return { stdout, problem: null };
      return { stdout, problem: timedOut ? `"${line}" took longer than ${TIMEOUT_SECONDS} s` : `"${line}" failed: ${(stderr || stdout).trim() || `exit code ${exitCode}`}` };
    } catch (error) {
      return { stdout: '', problem: `"${line}" cannot be run: ${(error as Error).message}` };
    }
  }
}

interface Link {
  readonly ifname: string;
  readonly mtu: number;
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: { readonly vlan_filtering?: number } };
}

/** What the kernel knows of a network device; null: there is none of this name. */
export async function linkOf(commands: HostCommands, name: string): Promise<Link | null> {
  const text = await commands.ask('ip', ['-json', '-details', 'link', 'show', 'dev', name]);
  return text === null ? null : ((JSON.parse(text) as Link[])[0] ?? null);
}
