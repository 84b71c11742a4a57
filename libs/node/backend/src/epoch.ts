import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { GenericError } from '@ganeti/errors';

/** The newest epoch of a master this node has seen; it obeys no older master, also after a restart. */
export class EpochGuard {
  readonly #path: string;
  #newest: number | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  get newest(): number {
    this.#newest ??= this.#read();
    return this.#newest;
  }

  /** A newer epoch is on disk when this returns. Throws when a newer master has been here. */
  accept(epoch: number): void {
    if (epoch < this.newest) {
      throw new GenericError(`This node follows the master of epoch ${this.newest}; the one of epoch ${epoch} is no longer master and must stop`);
    }
    if (epoch > this.newest) this.#write(epoch);
  }

  #read(): number {
    try {
      const epoch = Number(readFileSync(this.#path, 'utf8'));
      if (!Number.isSafeInteger(epoch)) throw new GenericError(`${this.#path} does not hold a number; restore it from the master's epoch`);
      return epoch;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
      throw error;
    }
  }

  #write(epoch: number): void {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o750 });
    const fd = openSync(`${this.#path}.new`, 'w', 0o640);
    try {
      writeSync(fd, `${epoch}\n`);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(`${this.#path}.new`, this.#path);
    this.#newest = epoch;
  }
}
