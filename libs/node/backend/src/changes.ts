/**
 * Numbers what has changed on this node. The answer to a call that changed something carries the number, and so does each status
 * update: whoever has seen an update with that number or a higher one has seen what the call did.
 */
export class Changes {
  #number = 0;
  readonly #listeners = new Set<() => void>();

  /** Of the last change. Begins anew with each start of the daemon; a master then gets a full report. */
  get number(): number {
    return this.#number;
  }

  /** Something has changed. */
  add(): void {
    this.#number += 1;
    for (const listener of this.#listeners) listener();
  }

  /** Answers how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
