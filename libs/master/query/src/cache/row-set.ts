/** Rows of one resource with one set of fields in one form, kept until what they show changes. */
import type { Block, SortedBlocks } from './sorted-blocks';

/** Rows made in one go before others get their turn: about 5 ms. */
export const rowsPerTurn = 256;
/** Attempts to have everything made between two changes; after them the rest is made at once. */
const rounds = 3;

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const opening = Buffer.from('[');
const closing = Buffer.from(']');
const empty = [Buffer.from('[]')];

export class RowSet {
  readonly #make: (key: string) => string | undefined;
  readonly #rows = new Map<string, string>();
  /** Text of the rows of a block, each with a comma before it. */
  readonly #texts = new Map<Block, Buffer>();
  #whole: readonly Buffer[] | null = null;

  /** `make`: row of an item; undefined: there is no such item any more. */
  constructor(make: (key: string) => string | undefined) {
    this.#make = make;
  }

  /** The row shows something that changed. */
  drop(key: string, block: Block | undefined): void {
    if (this.#rows.delete(key) && block !== undefined) this.dropBlock(block);
  }

  /** Rows of the block came, went or changed. */
  dropBlock(block: Block): void {
    this.#texts.delete(block);
    this.#whole = null;
  }

  dropAll(): void {
    this.#rows.clear();
    this.#texts.clear();
    this.#whole = null;
  }

  /** All rows, in order, as pieces of one JSON array. When they are complete `ready` is called, before anything can change. */
  async list(order: SortedBlocks, ready: () => void): Promise<readonly Buffer[]> {
    for (let round = 0; round < rounds && (await this.#warm(order)); round += 1);
    this.#whole ??= this.#join(order);
    ready();
    return this.#whole;
  }

  /** These rows, in this order. `keys` is asked again after others had their turn. */
  async some(keys: () => readonly string[], ready: () => void): Promise<readonly Buffer[]> {
    for (let round = 0; round < rounds; round += 1) {
      const missing = keys().filter((key) => !this.#rows.has(key));
      if (missing.length <= rowsPerTurn) break;
      for (const [index, key] of missing.entries()) {
        this.#row(key);
        if (index % rowsPerTurn === rowsPerTurn - 1) await turn();
      }
    }
    const rows = keys().map((key) => this.#row(key));
    ready();
    return [Buffer.from(`[${rows.filter((row) => row !== undefined).join(',')}]`)];
  }

  /** Makes the texts of blocks, a few at a time. Answers whether others had a turn meanwhile, so that something may have changed. */
  async #warm(order: SortedBlocks): Promise<boolean> {
    let made = 0;
    let paused = false;
    // Not an iterator: blocks may come and go while others have their turn.
    for (let index = 0; index < order.blocks.length; index += 1) {
      const block = order.blocks[index]!;
      if (this.#texts.has(block)) continue;
      this.#text(block);
      made += block.entries.length;
      if (made < rowsPerTurn) continue;
      await turn();
      paused = true;
      made = 0;
    }
    return paused;
  }

  #join(order: SortedBlocks): readonly Buffer[] {
    const [first, ...others] = order.blocks.map((block) => this.#text(block));
    if (first === undefined) return empty;
    return [opening, first.subarray(1), ...others, closing];
  }

  #text(block: Block): Buffer {
    let text = this.#texts.get(block);
    if (text === undefined) {
      const rows = block.entries.map(({ key }) => this.#row(key)).filter((row) => row !== undefined);
      this.#texts.set(block, (text = Buffer.from(rows.map((row) => `,${row}`).join(''))));
    }
    return text;
  }

  #row(key: string): string | undefined {
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = this.#make(key);
      if (row !== undefined) this.#rows.set(key, row);
    }
    return row;
  }
}
