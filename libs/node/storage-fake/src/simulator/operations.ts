import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { stepScope } from '@ganeti/node-storage';

/**
 * What really happened to the simulated hardware: `simulator/operations.log`, one JSON line per effect,
 *   {"time": 1700000000.25, "op": "plain.create", "object": "xenvg/disk0", "step": "12/0/create-0", "job": "12/0", "method": "Blocks.Create"}
 * A repeated call that found its work done writes nothing, so a step that appears twice for the same op and object was done twice.
 */
export class OperationLog {
  readonly #dir: string;
  #fd: number | null = null;

  constructor(dir: string) {
    this.#dir = dir;
  }

  write(time: number, op: string, object: string): void {
    if (this.#fd === null) {
      mkdirSync(this.#dir, { recursive: true, mode: 0o750 });
      this.#fd = openSync(join(this.#dir, 'operations.log'), 'a', 0o640);
    }
    writeSync(this.#fd, `${JSON.stringify({ time, op, object, ...stepScope.getStore() })}\n`);
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }
}
