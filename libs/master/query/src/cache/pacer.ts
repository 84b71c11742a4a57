/** Long work cut in slices, so that whoever else needs the process waits a few milliseconds at most. */

/** Time all queries together take before others get their turn, milliseconds. */
const usualSliceMs = 5;

/**
 * Work that yields wherever it may be interrupted. Whoever goes on with it later has to live with a changed cluster: it is run
 * again, and then only does what is missing or has become outdated.
 */
export type Interruptible = Iterable<void>;

/** One for all queries of a process: however many there are, only one slice is taken in each round of the event loop. */
export class Pacer {
  readonly #waiting: (() => void)[] = [];
  /** When this round's slice began; null: none has begun. Real time: it is about the process, not about the cluster. */
  #began: number | null = null;
  #scheduled = false;
  readonly #sliceMs: number;

  /** `sliceMs` 0: every interruption there can be is made. */
  constructor(sliceMs = usualSliceMs) {
    this.#sliceMs = sliceMs;
  }

  /** Things may have changed since the call. */
  async run(work: Interruptible): Promise<void> {
    for (const _ of work) if (this.#isOver()) await this.#turn();
  }

  #isOver(): boolean {
    const now = performance.now();
    this.#began ??= now;
    this.#schedule();
    return now - this.#began >= this.#sliceMs;
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#began = null;
      this.#waiting.shift()?.();
      if (this.#waiting.length > 0) this.#schedule();
    });
  }
}

/** The rest in one go. */
export function finish(work: Interruptible): void {
  for (const _ of work);
}
