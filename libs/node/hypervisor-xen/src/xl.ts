/** The `xl` program: what it is asked, and what it answers. */
import { OpExecError } from '@ganeti/errors';
import type { ProcessRunner, RunOptions } from '@ganeti/runtime';

export interface DomainInfo {
  readonly id: number;
  /** MiB */
  readonly memory: number;
  readonly vcpus: number;
  readonly state: 'running' | 'paused' | 'blocked' | 'shutdown' | 'crashed' | 'dying';
  readonly cpuSeconds: number;
}

export interface XenInfo {
  readonly version: string;
  /** MiB */
  readonly totalMemory: number;
  readonly freeMemory: number;
  readonly processors: number;
  readonly nodes: number;
  readonly coresPerSocket: number;
  readonly threadsPerCore: number;
}

export const ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
/** It hangs rather than fails when its daemons are gone. */
const TIMEOUT_SECONDS = 120;

export class Xl {
  readonly #runner: ProcessRunner;
  constructor(runner: ProcessRunner) {
    this.#runner = runner;
  }

  /** Answers what it printed. Throws OpExecError with what it said. */
  async run(args: readonly string[], options: Pick<RunOptions, 'timeoutSeconds'> = {}): Promise<string> {
    const line = ['xl', ...args].join(' ');
    const { timeoutSeconds = TIMEOUT_SECONDS } = options;
    const { exitCode, stdout, stderr, timedOut } = await this.#runner.run('xl', args, { env: ENVIRONMENT, timeoutSeconds }).catch((error: Error) => {
      throw new OpExecError(`"${line}" cannot be run: ${error.message}; install xen-utils and boot the Xen hypervisor`);
    });
    if (timedOut) throw new OpExecError(`"${line}" did not end within ${timeoutSeconds} s; look whether xenstored and xenconsoled run`);
    if (exitCode !== 0) throw new OpExecError(`"${line}" failed: ${(stderr || stdout).trim() || `exit code ${exitCode}`}`);
    return stdout;
  }

  /** By name; Domain-0 is one of them. */
  async list(): Promise<Map<string, DomainInfo>> {
    return parseList(await this.run(['list']));
  }

  /** Whether the guest's kernel has said that it can be suspended. */
  async canSuspend(domain: number): Promise<boolean> {
    const told = await this.#runner.run('xenstore-read', [`/local/domain/${domain}/control/feature-suspend`], { env: ENVIRONMENT, timeoutSeconds: TIMEOUT_SECONDS }).catch(() => null);
    return told?.exitCode === 0 && told.stdout.trim() === '1';
  }

  async info(): Promise<XenInfo> {
    return parseInfo(await this.run(['info']));
  }
}

/**
 * Of `xl list`: name, id, memory, processors, state, seconds. The state has a place for each of r b p s c d; none is set for a
 * domain that could run but does not at this moment.
 */
export function parseList(text: string): Map<string, DomainInfo> {
  const domains = new Map<string, DomainInfo>();
  for (const line of text.split('\n').slice(1)) {
    const match = /^(\S+)\s+(\d+)\s+(\d+)\s+(\d+)\s+([rbpscd-]{6})\s+([\d.]+)\s*$/.exec(line);
    if (match === null) continue;
    const [, name = '', id, memory, vcpus, flags = '', seconds] = match;
    domains.set(name, { id: Number(id), memory: Number(memory), vcpus: Number(vcpus), state: stateOf(flags), cpuSeconds: Number(seconds) });
  }
  return domains;
}

function stateOf(flags: string): DomainInfo['state'] {
  if (flags[5] === 'd') return 'dying';
  if (flags[4] === 'c') return 'crashed';
  if (flags[3] === 's') return 'shutdown';
  if (flags[2] === 'p') return 'paused';
  return 'running';
}

/** Of `xl info`: `key : value` in each line. */
export function parseInfo(text: string): XenInfo {
  const values = new Map(text.split('\n').map((line) => line.split(/\s*:\s*(.*)/s)).map(([key = '', value = '']): [string, string] => [key.trim(), value.trim()]));
  const number = (key: string): number => Number(values.get(key) ?? 0);
  return {
    version: values.get('xen_version') ?? [values.get('xen_major'), values.get('xen_minor')].join('.') + (values.get('xen_extra') ?? ''),
    totalMemory: number('total_memory'),
    freeMemory: number('free_memory'),
    processors: number('nr_cpus'),
    nodes: Math.max(1, number('nr_nodes')),
    coresPerSocket: Math.max(1, number('cores_per_socket')),
    threadsPerCore: Math.max(1, number('threads_per_core')),
  };
}
