/** Programs that run on when this daemon ends, such as a guest's QEMU. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

export interface DetachedOptions {
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** File that output and errors go to; replaced. */
  readonly output: string;
}

export interface DetachedProcess {
  readonly pid: number;
  /** Resolves when it has ended, if that is while we run: its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

export interface DetachedLauncher {
  /** In a session of its own, reading from /dev/null. Rejects when it cannot be started. */
  start(program: string, args: readonly string[], options: DetachedOptions): Promise<DetachedProcess>;
}

export const detachedLauncher: DetachedLauncher = {
  async start(program, args, { env, output }) {
    mkdirSync(dirname(output), { recursive: true });
    const log = openSync(output, 'w', 0o640);
    try {
      const child = spawn(program, args, { cwd: '/', env, detached: true, stdio: ['ignore', log, log] });
      child.unref();
      const ended = new Promise<number | NodeJS.Signals>((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal ?? 'SIGKILL')));
      const pid = await new Promise<number>((resolve, reject) => {
        child.once('spawn', () => resolve(child.pid as number));
        child.once('error', reject);
      });
      return { pid, ended };
    } finally {
      closeSync(log);
    }
  },
};
