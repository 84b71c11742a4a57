/** A runner for specs of drivers whose programs are not at hand: it notes each call and lets a stand-in answer it. */
import type { ProcessRunner, RunOptions, RunResult } from '@ganeti/runtime';

export interface RecordingRunner extends ProcessRunner {
  /** Program and arguments of each call. */
  readonly calls: readonly (readonly string[])[];
}

/** `answer`: what the program does; a text is its output, nothing means that it ends well. It may throw as a missing program does. */
export function recordingRunner(answer: (program: string, args: readonly string[], options: RunOptions) => Partial<RunResult> | string | void | Promise<Partial<RunResult> | string | void>): RecordingRunner {
  const calls: (readonly string[])[] = [];
  return {
    calls,
    run: async (program, args, options = {}) => {
      calls.push([program, ...args]);
      const given = await answer(program, args, options);
      const result = typeof given === 'string' ? { stdout: given } : (given ?? {});
      return { exitCode: 0, signal: null, stdout: '', stderr: '', timedOut: false, ...result };
    },
  };
}
