/** Copies what one device or file holds to another. */
import { open } from 'node:fs/promises';

const MIB = 1024 * 1024;
/** Read and written at once. */
const CHUNK = 4 * MIB;
const zeros = Buffer.alloc(CHUNK);

export interface CopyOptions {
  /** MiB; both are as large at least. */
  readonly size: number;
  /** Percent, rising, 100 at the end. */
  readonly progress: (percent: number) => void;
  readonly signal?: AbortSignal;
}

/** What was copied is on disk when it resolves. A file that is new keeps its holes where the source has zeros. */
export async function copyBytes(from: string, to: string, { size, progress, signal }: CopyOptions): Promise<void> {
  const source = await open(from, 'r');
  try {
    const target = await open(to, 'r+');
    try {
      const sparse = (await target.stat()).blocks === 0;
      const end = size * MIB;
      const chunk = Buffer.alloc(CHUNK);
      let told = -1;
      for (let at = 0; at < end; at += CHUNK) {
        signal?.throwIfAborted();
        const length = await fill(source, chunk, Math.min(CHUNK, end - at), at);
        const data = chunk.subarray(0, length);
        if (length > 0 && !(sparse && data.equals(zeros.subarray(0, length)))) await drain(target, data, at);
        const percent = Math.floor((Math.min(end, at + CHUNK) * 100) / end);
        if (percent > told && percent < 100) progress((told = percent));
      }
      await target.datasync();
      progress(100);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

type File = Awaited<ReturnType<typeof open>>;

/** Fewer bytes at the end of the source only. */
async function fill(file: File, chunk: Buffer, wanted: number, at: number): Promise<number> {
  let got = 0;
  while (got < wanted) {
    const { bytesRead } = await file.read(chunk, got, wanted - got, at + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return got;
}

async function drain(file: File, data: Buffer, at: number): Promise<void> {
  let written = 0;
  while (written < data.length) written += (await file.write(data, written, data.length - written, at + written)).bytesWritten;
}
