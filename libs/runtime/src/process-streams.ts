/** Programs that data flows through: their input and output stay streams, so that a slow side holds up the fast one. */
import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { collect, createStopper } from './process-group';

export interface StreamOptions {
  readonly cwd?: string;
  /** The whole environment: nothing is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  /** Stops the program, with all it started. */
  readonly signal?: AbortSignal;
  /** Each line of its standard error as it comes. */
  readonly onLine?: (line: string) => void;
  /** Its output on descriptor 3 is wanted too. */
  readonly thirdOutput?: boolean;
}

export interface StreamedProcess {
  readonly input: Writable;
  readonly output: Readable;
  /** Descriptor 3; null when it was not asked for. */
  readonly third: Readable | null;
  /** Stops it, with all it started. */
  stop(): void;
  /** How it ended. Rejects when it cannot be started at all. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly signal: string | null; readonly stderr: string }>;
}

export interface ProcessStreams {
  open(program: string, args: readonly string[], options?: StreamOptions): StreamedProcess;
}

export const execaStreams: ProcessStreams = {
  open(program, args, options = {}) {
    // A group of its own, so that a stop reaches what the program has started too.
    const child = execa(program, [...args], {
      cwd: options.cwd,
      env: { ...options.env },
      extendEnv: false,
      stdio: ['pipe', 'pipe', 'pipe', ...(options.thirdOutput === true ? (['pipe'] as const) : [])],
      detached: true,
      cleanup: false,
      buffer: false,
      reject: false,
    });
    const third = options.thirdOutput === true ? (child.stdio[3] as Readable) : null;
    // Whoever writes to a program that has ended learns why from `ended`.
    child.stdin.on('error', () => undefined);
    const stderr = collect(child.stderr, { onLine: options.onLine, maxOutput: 64 << 10 });
    const stopper = createStopper(child.pid, () => {
      child.stdout.destroy();
      child.stderr.destroy();
      third?.destroy();
    });
    options.signal?.addEventListener('abort', stopper.stop, { once: true });
    if (options.signal?.aborted === true) stopper.stop();
    const ended = (async () => {
      try {
        const result = await child;
        if (child.pid === undefined) throw result instanceof Error ? result : new Error(`${program} cannot be started`);
        return { exitCode: result.exitCode ?? null, signal: result.signal ?? null, stderr: stderr.end() };
      } finally {
        options.signal?.removeEventListener('abort', stopper.stop);
        stopper.done();
      }
    })();
    // It may be looked at late, or never when the data has told already that something is wrong.
    ended.catch(() => undefined);
    return { input: child.stdin, output: child.stdout, third, stop: stopper.stop, ended };
  },
};
