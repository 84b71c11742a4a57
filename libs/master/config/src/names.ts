import { SetIndex } from './set-index';

/**
 * Objects of one kind by name. Host names (nodes, instances) are found without regard to case, and by their leading labels
 * as long as only one object has them: "web1" and "web1.example" find "web1.example.com".
 * In the middle of a transaction two objects may have one name; that ends before it is committed, or with its roll-back.
 */
export class NameIndex {
  private readonly exact = new SetIndex();
  private readonly short = new SetIndex();

  constructor(private readonly hostNames: boolean) {}

  add(name: string, uuid: string): void {
    this.exact.add(this.normal(name), uuid);
    for (const prefix of this.prefixes(name)) this.short.add(prefix, uuid);
  }

  remove(name: string, uuid: string): void {
    this.exact.remove(this.normal(name), uuid);
    for (const prefix of this.prefixes(name)) this.short.remove(prefix, uuid);
  }

  /** uuid; undefined: unknown or ambiguous. */
  find(name: string): string | undefined {
    const key = this.normal(name);
    const exact = this.exact.of(key);
    if (exact.size > 0) return first(exact);
    const candidates = this.short.of(key);
    return candidates.size === 1 ? first(candidates) : undefined;
  }

  private normal(name: string): string {
    return this.hostNames ? name.toLowerCase() : name;
  }

  private prefixes(name: string): string[] {
    if (!this.hostNames) return [];
    const labels = this.normal(name).split('.');
    return labels.slice(1).map((_, i) => labels.slice(0, i + 1).join('.'));
  }
}

function first(uuids: ReadonlySet<string>): string | undefined {
  return uuids.values().next().value;
}
