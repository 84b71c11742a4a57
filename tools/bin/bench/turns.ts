/** Asks a daemon that was started with `env` how long the turns of its event loop are; see ../bench-turns.ts. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distDir } from '@ganeti/runtime';

const file = join(tmpdir(), `ganeti-bench-turns.${process.pid}`);

export class Turns {
  static readonly env: NodeJS.ProcessEnv = { NODE_OPTIONS: `--import=${join(distDir(), 'tools/bench-turns.mjs')}`, GANETI_BENCH_TURNS: file };

  constructor(private readonly pid: number) {}

  /** The most CPU time of the main thread in one turn since the last question, milliseconds. */
  async longest(): Promise<number> {
    rmSync(file, { force: true });
    process.kill(this.pid, 'SIGUSR2');
    while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 10));
    const ms = Number(readFileSync(file, 'utf8'));
    rmSync(file);
    return ms;
  }
}
