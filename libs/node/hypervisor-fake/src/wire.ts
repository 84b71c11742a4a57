import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A guest on its way between two simulated nodes. */
export interface Passage {
  /** Address the target waits at. */
  readonly address: string;
  /** The guest's memory is there; from now on it lives on the target. */
  readonly arrived: boolean;
}

/** The simulated wire between two nodes' hypervisors: a file per guest that the target makes and the source marks. */
export class Wire {
  readonly #dir: () => string;
  constructor(dir: () => string) {
    this.#dir = dir;
  }
  get(guest: string): Passage | null {
    try {
      return JSON.parse(readFileSync(this.#path(guest), 'utf8')) as Passage;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }
  put(guest: string, passage: Passage): void {
    const path = this.#path(guest);
    writeFileSync(`${path}.${process.pid}`, JSON.stringify(passage));
    renameSync(`${path}.${process.pid}`, path);
  }
  delete(guest: string): void {
    rmSync(this.#path(guest), { force: true });
  }
  #path(guest: string): string {
    return join(this.#dir(), `${encodeURIComponent(guest)}.json`);
  }
}
