const nobody: ReadonlySet<string> = new Set();

/** key -> set of uuids; a key with nothing in it takes no memory. */
export class SetIndex {
  private readonly sets = new Map<string, Set<string>>();

  of(key: string): ReadonlySet<string> {
    return this.sets.get(key) ?? nobody;
  }

  add(key: string, uuid: string): void {
    const set = this.sets.get(key);
    if (set === undefined) this.sets.set(key, new Set([uuid]));
    else set.add(uuid);
  }

  remove(key: string, uuid: string): void {
    const set = this.sets.get(key);
    set?.delete(uuid);
    if (set?.size === 0) this.sets.delete(key);
  }
}
