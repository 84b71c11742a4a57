/** Death without a process: what a dead master does reaches nobody, and it hears nothing. */
import type { Failpoint } from '@ganeti/master-jobs';
import type { StateStore } from '@ganeti/master-state';
import type { MasterNodes } from './simulated-nodes';

export class Mortal {
  #dead = false;
  #left = Infinity;
  /** Places it came to since `dieAt`. */
  points: Failpoint[] = [];
  #onDeath: () => void = () => undefined;

  /** Dies when it comes to the nth place from now on; resolves then. */
  dieAt(n: number): Promise<void> {
    this.#left = n;
    this.points = [];
    return new Promise((resolve) => (this.#onDeath = resolve));
  }

  spare(): void {
    this.#left = Infinity;
  }

  /** A place where a crash is interesting. */
  readonly failpoint = (point: Failpoint): void => {
    if (!this.#dead) this.points.push(point);
    this.#left -= 1;
    if (this.#left > 0 || this.#dead) return;
    this.#dead = true;
    this.#onDeath();
  };

  store(inner: StateStore): StateStore {
    return { ...inner, commit: (batch) => this.#alive(() => inner.commit(batch)) };
  }

  nodes(inner: MasterNodes): MasterNodes {
    return { ...inner, rpc: { call: (node, method, request, options) => this.#alive(() => inner.rpc.call(node, method, request, options)) } };
  }

  async #alive<T>(work: () => Promise<T>): Promise<T> {
    const never = new Promise<never>(() => undefined);
    if (this.#dead) return never;
    try {
      const result = await work();
      return this.#dead ? await never : result;
    } catch (error) {
      if (this.#dead) return never;
      throw error;
    }
  }
}
