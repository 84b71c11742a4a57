/**
 * Keys in the order of their names, cut into blocks of bounded size, so that a text joined from the rows of a block has to be
 * made anew only for the blocks in which something changed.
 */
export interface Block {
  readonly entries: Entry[];
}
interface Entry {
  readonly key: string;
  readonly sort: string;
}

const blockSize = 128;

export class SortedBlocks {
  #blocks: Block[] = [];
  readonly #blockOf = new Map<string, Block>();
  /** Called with each block whose entries changed or that is gone. */
  readonly #changed: (block: Block) => void;

  constructor(entries: Iterable<Entry>, changed: (block: Block) => void) {
    this.#changed = changed;
    const sorted = [...entries].sort(order);
    for (let start = 0; start < sorted.length; start += blockSize) this.#add(this.#blocks.length, sorted.slice(start, start + blockSize));
  }

  get blocks(): readonly Block[] {
    return this.#blocks;
  }

  blockOf(key: string): Block | undefined {
    return this.#blockOf.get(key);
  }

  /** How many keys there are. */
  get size(): number {
    return this.#blockOf.size;
  }

  /** Those of the keys, in order: for many of them, since all are looked at. */
  *keysAmong(keys: ReadonlySet<string>): Iterable<string> {
    for (const key of this.keys()) if (keys.has(key)) yield key;
  }

  /** Those of the keys, in order: for few of them. */
  sorted(keys: ReadonlySet<string>): string[] {
    const blocks = new Set<Block>();
    for (const key of keys) {
      const block = this.#blockOf.get(key);
      if (block !== undefined) blocks.add(block);
    }
    return [...blocks]
      .sort((a, b) => order(a.entries[0]!, b.entries[0]!))
      .flatMap((block) => block.entries.filter(({ key }) => keys.has(key)).map(({ key }) => key));
  }

  *keys(): Iterable<string> {
    for (const block of this.#blocks) for (const entry of block.entries) yield entry.key;
  }

  /** Puts a key in, or moves it to where its name now belongs. */
  put(key: string, sort: string): void {
    const present = this.#blockOf.get(key)?.entries.find((entry) => entry.key === key);
    if (present?.sort === sort) return;
    this.remove(key);
    const entry = { key, sort };
    const index = this.#blocks.findLastIndex((block) => order(block.entries[0]!, entry) <= 0);
    const block = this.#blocks[Math.max(index, 0)];
    if (block === undefined) {
      this.#add(0, [entry]);
      return;
    }
    const place = block.entries.findIndex((other) => order(entry, other) < 0);
    block.entries.splice(place === -1 ? block.entries.length : place, 0, entry);
    this.#blockOf.set(key, block);
    this.#changed(block);
    if (block.entries.length > 2 * blockSize) this.#add(Math.max(index, 0) + 1, block.entries.splice(blockSize));
  }

  remove(key: string): void {
    const block = this.#blockOf.get(key);
    if (block === undefined) return;
    this.#blockOf.delete(key);
    block.entries.splice(
      block.entries.findIndex((entry) => entry.key === key),
      1,
    );
    if (block.entries.length === 0) this.#blocks = this.#blocks.filter((other) => other !== block);
    this.#changed(block);
  }

  #add(index: number, entries: Entry[]): void {
    const block = { entries };
    this.#blocks.splice(index, 0, block);
    for (const entry of entries) this.#blockOf.set(entry.key, block);
  }
}

/** By name; the key decides between equal names, so that there is one order only. */
function order(a: Entry, b: Entry): number {
  if (a.sort !== b.sort) return a.sort < b.sort ? -1 : 1;
  if (a.key === b.key) return 0;
  return a.key < b.key ? -1 : 1;
}
