/** What was made for the last few different requests: clients choose fields and filters freely. */
export class Recent<T> {
  readonly #kept = new Map<string, T>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get(id: string, make: () => T): T {
    const found = this.#kept.get(id) ?? make();
    // The last place is for the most recently used.
    this.#kept.delete(id);
    this.#kept.set(id, found);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > this.#max && !oldest.done) this.#kept.delete(oldest.value);
    return found;
  }

  values(): Iterable<T> {
    return this.#kept.values();
  }
}
