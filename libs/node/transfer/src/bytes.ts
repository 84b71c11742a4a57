/** Reading exact amounts from a stream that comes in pieces of any size. */

export class ByteReader {
  readonly #pieces: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#pieces = source[Symbol.asyncIterator]();
  }

  /** Throws when the stream ends before. */
  async read(length: number): Promise<Buffer> {
    if (this.#held.length < length) {
      const pieces = [this.#held];
      for (let have = this.#held.length; have < length; ) {
        const piece = await this.#next();
        pieces.push(piece);
        have += piece.length;
      }
      this.#held = Buffer.concat(pieces);
    }
    const bytes = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return bytes;
  }

  /** Up to the end of a line, without it. Throws when none comes within `limit` bytes. */
  async line(limit: number): Promise<string> {
    for (;;) {
      const end = this.#held.indexOf(0x0a);
      if (end >= 0 && end <= limit) {
        const line = this.#held.toString('utf8', 0, end);
        this.#held = this.#held.subarray(end + 1);
        return line;
      }
      if (this.#held.length > limit) throw new Error('the other side does not speak this protocol');
      this.#held = Buffer.concat([this.#held, await this.#next()]);
    }
  }

  /** Lets go of the stream; what it still brings is for others. */
  async release(): Promise<void> {
    await this.#pieces.return?.();
  }

  async #next(): Promise<Buffer> {
    const next = await this.#pieces.next();
    if (next.done === true) throw new Error('the connection ended before everything had come');
    return next.value;
  }
}

const lengthBytes = 4;

/** Wraps pieces so that their end is known without closing the connection. */
export async function* toBlocks(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    const head = Buffer.alloc(lengthBytes);
    head.writeUInt32BE(piece.length);
    yield head;
    yield piece;
  }
  yield Buffer.alloc(lengthBytes);
}

/** The inverse of toBlocks. */
export async function* fromBlocks(reader: ByteReader, limit: number): AsyncGenerator<Buffer> {
  for (;;) {
    const length = (await reader.read(lengthBytes)).readUInt32BE();
    if (length === 0) return;
    if (length > limit) throw new Error(`the other side sends a block of ${length} bytes, more than is allowed`);
    yield await reader.read(length);
  }
}
