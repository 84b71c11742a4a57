/** One thing at a time for each instance, in the order of asking. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(name) ?? Promise.resolve()).then(work, work);
    const settled = turn.catch(() => undefined).finally(() => {
      if (this.#last.get(name) === settled) this.#last.delete(name);
    });
    this.#last.set(name, settled);
    return turn;
  }

  /** Resolves when everything asked for until now is done. */
  async idle(): Promise<void> {
    await Promise.all(this.#last.values());
  }
}
