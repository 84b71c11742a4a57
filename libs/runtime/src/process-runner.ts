/** Programs as a parameter. They are run with an argument list and exactly the environment given, never through a shell. */
import { execa } from 'execa';
import { collect, createStopper } from './process-group';

export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment: nothing is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  /** null or missing: the program reads from /dev/null. */
  readonly stdin?: Buffer | string | null;
  /** After this the program and all it started are stopped (SIGTERM, five seconds later SIGKILL). */
  readonly timeoutSeconds?: number;
  /** Each line of output or errors as it comes, without its end. */
  readonly onLine?: (line: string) => void;
  /** Stops the program like a timeout does. */
  readonly signal?: AbortSignal;
  /** Characters kept of each of stdout and stderr, the rest is dropped; default 1 MiB. */
  readonly maxOutput?: number;
}

export interface RunResult {
  /** null: ended by a signal. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

export interface ProcessRunner {
  /** Rejects only when the program cannot be started at all, or with the reason of an aborted `signal`. */
  run(program: string, args: readonly string[], options?: RunOptions): Promise<RunResult>;
}

export const execaRunner: ProcessRunner = {
  async run(program, args, options = {}) {
    options.signal?.throwIfAborted();
    // A group of its own, so that a stop reaches what the program has started too.
    const child = execa(program, [...args], {
      cwd: options.cwd,
      env: { ...options.env },
      extendEnv: false,
      ...(options.stdin === undefined || options.stdin === null ? { stdin: 'ignore' as const } : { input: options.stdin }),
      detached: true,
      cleanup: false,
      buffer: false,
      reject: false,
    });
    const stdout = collect(child.stdout, options);
    const stderr = collect(child.stderr, options);
    let timedOut = false;
    const stopper = createStopper(child.pid, () => {
      child.stdout.destroy();
      child.stderr.destroy();
    });
    const timer =
      options.timeoutSeconds === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            stopper.stop();
          }, options.timeoutSeconds * 1000);
    options.signal?.addEventListener('abort', stopper.stop, { once: true });
    try {
      const result = await child;
      if (child.pid === undefined) throw result instanceof Error ? result : new Error(`${program} cannot be started`);
      options.signal?.throwIfAborted();
      return {
        exitCode: result.exitCode ?? null,
        signal: result.signal ?? null,
        stdout: stdout.end(),
        stderr: stderr.end(),
        timedOut,
      };
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', stopper.stop);
      stopper.done();
    }
  },
};
