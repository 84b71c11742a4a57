/** Programs that work on while this daemon may be restarted: their pid in a file, what they say in another. */
import { readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DetachedLauncher } from '@ganeti/runtime';
import { ENVIRONMENT } from './xl';

export class LongRunning {
  readonly #launcher: DetachedLauncher;
  readonly #files: { readonly pid: string; readonly output: string };
  constructor(launcher: DetachedLauncher, files: { readonly pid: string; readonly output: string }) {
    this.#launcher = launcher;
    this.#files = files;
  }

  async start(program: string, args: readonly string[]): Promise<void> {
    const { pid } = await this.#launcher.start(program, args, { env: ENVIRONMENT, output: this.#files.output });
    await mkdir(dirname(this.#files.pid), { recursive: true });
    await writeFile(this.#files.pid, `${pid} ${program}\n`);
  }

  /** Whether it still works. */
  async runs(): Promise<boolean> {
    return (await this.#pid()) !== null;
  }

  async output(): Promise<string> {
    return readFile(this.#files.output, 'utf8').catch(() => '');
  }

  /** It was started, and is not forgotten. */
  async known(): Promise<boolean> {
    return (await readFile(this.#files.pid, 'utf8').catch(() => '')) !== '';
  }

  async forget(): Promise<void> {
    await rm(this.#files.pid, { force: true });
  }

  /** Ends it with all it has started. */
  async stop(): Promise<void> {
    const pid = await this.#pid();
    try {
      if (pid !== null) process.kill(-pid, 'SIGTERM');
    } catch {
      // It has ended already.
    }
    await this.forget();
  }

  async #pid(): Promise<number | null> {
    const [pid = '', program = ''] = (await readFile(this.#files.pid, 'utf8').catch(() => '')).trim().split(' ');
    if (pid === '') return null;
    // Another program may have got its number.
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command !== '') return command.includes(program) ? Number(pid) : null;
    // One that is about to become another (as `xl`, a script that finds the real one) has no command line for a moment; one that has ended has none either.
    const [, name = '', state = ''] = /^\d+ \((.*)\) (\S)/s.exec(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')) ?? [];
    return name.startsWith(program) && state !== 'Z' && state !== 'X' ? Number(pid) : null;
  }
}
