/** Which items have a value in a field; kept until what the field shows changes. */
import type { Interruptible } from './pacer';

const nobody: ReadonlySet<string> = new Set();

export class FieldIndex {
  readonly #valuesOf: (key: string) => readonly string[];
  /** What is noted of each item. */
  readonly #noted = new Map<string, readonly string[]>();
  readonly #keys = new Map<string, Set<string>>();
  readonly #stale: Set<string>;

  /** `valuesOf`: texts to be found by, several for a list; none for an item that is gone. */
  constructor(keys: Iterable<string>, valuesOf: (key: string) => readonly string[]) {
    this.#valuesOf = valuesOf;
    this.#stale = new Set(keys);
  }

  drop(key: string): void {
    this.#stale.add(key);
  }

  dropAll(): void {
    for (const key of this.#noted.keys()) this.#stale.add(key);
  }

  *refresh(): Interruptible {
    for (const key of this.#stale) {
      this.#stale.delete(key);
      this.#note(key);
      yield;
    }
  }

  /** Right after a `refresh` that was not interrupted. */
  with(value: string): ReadonlySet<string> {
    return this.#keys.get(value) ?? nobody;
  }

  /** Values in use; few, compared with the items. */
  values(): Iterable<string> {
    return this.#keys.keys();
  }

  #note(key: string): void {
    for (const value of this.#noted.get(key) ?? []) {
      const keys = this.#keys.get(value);
      keys?.delete(key);
      if (keys?.size === 0) this.#keys.delete(value);
    }
    const values = this.#valuesOf(key);
    if (values.length === 0) this.#noted.delete(key);
    else this.#noted.set(key, values);
    for (const value of values) {
      const keys = this.#keys.get(value);
      if (keys === undefined) this.#keys.set(value, new Set([key]));
      else keys.add(key);
    }
  }
}
