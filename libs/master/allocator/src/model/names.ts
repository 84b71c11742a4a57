/** Names as small numbers, in the order they came. */
export class Names {
  readonly #ids = new Map<string, number>();
  readonly list: string[] = [];

  get size(): number {
    return this.list.length;
  }

  /** Id of the name, a new one when it is not known. */
  add(name: string): number {
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = this.list.length;
      this.#ids.set(name, id);
      this.list.push(name);
    }
    return id;
  }

  /** Gives the id another name. The new one must not be known. */
  rename(id: number, name: string): void {
    const old = this.list[id];
    if (old !== undefined) this.#ids.delete(old);
    this.#ids.set(name, id);
    this.list[id] = name;
  }

  /** Forgets the name that was added last. */
  dropLast(): void {
    const name = this.list.pop();
    if (name !== undefined) this.#ids.delete(name);
  }

  find(name: string): number | undefined {
    return this.#ids.get(name);
  }
}
