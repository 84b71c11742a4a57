/** Rows of one resource with one set of fields in one form, kept until what they show changes. */
import type { Interruptible } from './pacer';
import type { Block, SortedBlocks } from './sorted-blocks';

const opening = Buffer.from('[');
const closing = Buffer.from(']');
const empty: readonly Buffer[] = [Buffer.from('[]')];

/** Whole lists that are remembered, so that a client that has one of them need not be sent again what is the same. */
const maxTold = 4;

export class RowSet {
  readonly #make: (key: string) => string | undefined;
  readonly #rows = new Map<string, string>();
  /** Text of the rows of a block, each with a comma before it. */
  readonly #texts = new Map<Block, Buffer>();
  #whole: readonly Buffer[] | null = null;
  /** The text of the first block, and the same without its comma. */
  #first: readonly [text: Buffer, cut: Buffer] | null = null;
  readonly #told = new Map<string, readonly Buffer[]>();

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

  /** Makes what `all` needs. */
  *prepareAll(order: SortedBlocks): Interruptible {
    // No iterators: blocks and entries may come and go meanwhile.
    for (let index = 0; index < order.blocks.length; index += 1) {
      const block = order.blocks[index]!;
      if (this.#texts.has(block)) continue;
      for (let entry = 0; entry < block.entries.length; entry += 1) {
        this.row(block.entries[entry]!.key);
        yield;
      }
      this.#text(block);
      yield;
    }
  }

  /** All rows, in order, as pieces of one JSON array; what did not change is the same piece as before. */
  all(order: SortedBlocks, revision: string): readonly Buffer[] {
    this.#whole ??= this.#join(order);
    this.#told.delete(revision);
    this.#told.set(revision, this.#whole);
    const oldest = this.#told.keys().next();
    if (this.#told.size > maxTold && !oldest.done) this.#told.delete(oldest.value);
    return this.#whole;
  }

  /** What `all` answered at that revision, if it is remembered. */
  told(revision: string): readonly Buffer[] | undefined {
    return this.#told.get(revision);
  }

  row(key: string): string | undefined {
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = this.#make(key);
      if (row !== undefined) this.#rows.set(key, row);
    }
    return row;
  }

  #join(order: SortedBlocks): readonly Buffer[] {
    const [first, ...others] = order.blocks.map((block) => this.#text(block));
    if (first === undefined) return empty;
    if (this.#first?.[0] !== first) this.#first = [first, first.subarray(1)];
    return [opening, this.#first[1], ...others, closing];
  }

  #text(block: Block): Buffer {
    let text = this.#texts.get(block);
    if (text === undefined) {
      const rows = block.entries.map(({ key }) => this.row(key)).filter((row) => row !== undefined);
      this.#texts.set(block, (text = Buffer.from(rows.map((row) => `,${row}`).join(''))));
    }
    return text;
  }
}
