/**
 * A small map that survives the death of its process at any moment: an append-only file of JSON lines, `[key, value]` for a
 * put and `[key]` for a removal, rewritten when most of it is history. A change costs one short write, however large the map.
 *
 * What `set` and `delete` wrote is in the kernel when they return, so it survives `kill -9`. What must also survive a loss of
 * power waits for `flush`, which many callers share (group fsync).
 */
import { closeSync, fdatasync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Rewritten when it has more lines than this and fewer than a quarter of them count. */
const COMPACT_FROM_LINES = 1024;

export class DurableMap<V> {
  readonly #path: string;
  readonly #values = new Map<string, V>();
  #loaded = false;
  #fd: number | null = null;
  #lines = 0;
  /** Length of the file up to its last whole line. */
  #length = 0;
  #written = 0;
  #flushed = 0;
  #flushing: Promise<void> | null = null;

  /** Nothing is opened or read before the first use: an idle map costs nothing. */
  constructor(path: string) {
    this.#path = path;
  }

  get(key: string): V | undefined {
    return this.#load().get(key);
  }
  has(key: string): boolean {
    return this.#load().has(key);
  }
  get size(): number {
    return this.#load().size;
  }
  entries(): IterableIterator<[string, V]> {
    return this.#load().entries();
  }
  values(): IterableIterator<V> {
    return this.#load().values();
  }

  set(key: string, value: V): void {
    this.#load().set(key, value);
    this.#append(JSON.stringify([key, value]));
  }

  /** Removing what is not there writes nothing. */
  delete(key: string): boolean {
    const known = this.#load().delete(key);
    if (known) this.#append(JSON.stringify([key]));
    return known;
  }

  /** Resolves when everything written before this call is on disk. */
  async flush(): Promise<void> {
    const target = this.#written;
    while (this.#flushed < target) {
      this.#flushing ??= this.#sync().finally(() => {
        this.#flushing = null;
      });
      await this.#flushing;
    }
  }

  async close(): Promise<void> {
    await this.flush();
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }

  #sync(): Promise<void> {
    const covers = this.#written;
    const fd = this.#open();
    return new Promise((resolve, reject) => {
      fdatasync(fd, (error) => {
        // A compaction in between has closed the descriptor; it synced the whole new file itself.
        if (error !== null && this.#flushed < covers) {
          reject(error);
          return;
        }
        this.#flushed = Math.max(this.#flushed, covers);
        resolve();
      });
    });
  }

  #append(line: string): void {
    const fd = this.#open();
    this.#length += writeWhole(fd, `${line}\n`, this.#length);
    this.#lines += 1;
    this.#written += 1;
    if (this.#lines > COMPACT_FROM_LINES && this.#lines > 4 * this.#values.size) this.#compact();
  }

  #load(): Map<string, V> {
    if (this.#loaded) return this.#values;
    this.#loaded = true;
    let text: Buffer;
    try {
      text = readFileSync(this.#path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return this.#values;
      throw error;
    }
    // Everything behind the last newline was being written when the process died: it was never acknowledged.
    const end = text.lastIndexOf(0x0a) + 1;
    for (const line of text.toString('utf8', 0, end).split('\n')) {
      if (line === '') continue;
      const record = parse(line);
      this.#lines += 1;
      if (record === null) continue;
      if (record.length === 1) this.#values.delete(record[0]);
      else this.#values.set(record[0], record[1] as V);
    }
    this.#length = end;
    return this.#values;
  }

  #open(): number {
    if (this.#fd !== null) return this.#fd;
    this.#load();
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o750 });
    // Not in append mode: a torn last line is cut off and written over.
    this.#fd = openSync(this.#path, this.#length === 0 ? 'w' : 'r+', 0o640);
    ftruncateSync(this.#fd, this.#length);
    return this.#fd;
  }

  #compact(): void {
    const fresh = `${this.#path}.new`;
    const fd = openSync(fresh, 'w', 0o640);
    const text = [...this.#values].map((entry) => `${JSON.stringify(entry)}\n`).join('');
    const length = writeWhole(fd, text, 0);
    fsyncSync(fd);
    renameSync(fresh, this.#path);
    const old = this.#fd;
    this.#fd = fd;
    this.#length = length;
    this.#lines = this.#values.size;
    this.#flushed = this.#written;
    if (old !== null) closeSync(old);
  }
}

function writeWhole(fd: number, text: string, position: number): number {
  const bytes = Buffer.from(text);
  let done = 0;
  while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
  return bytes.length;
}

function parse(line: string): [string] | [string, unknown] | null {
  try {
    return JSON.parse(line) as [string] | [string, unknown];
  } catch {
    // A damaged line in the middle (a disk error, an editor) costs that entry only.
    return null;
  }
}
