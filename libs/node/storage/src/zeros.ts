/** Overwrites a range of a device or file with zeros. */
import { open } from 'node:fs/promises';

const MIB = 1024 * 1024;
/** Written at once. */
const CHUNK = 4;

/** `offset`, `size` in MiB. What was written is on disk when it resolves. Progress in percent, rising, 100 at the end. */
export async function writeZeros(path: string, offset: number, size: number, progress: (percent: number) => void): Promise<void> {
  const zeros = Buffer.alloc(CHUNK * MIB);
  const file = await open(path, 'r+');
  try {
    let told = -1;
    for (let done = 0; done < size; done += CHUNK) {
      const length = Math.min(CHUNK, size - done) * MIB;
      let written = 0;
      while (written < length) written += (await file.write(zeros, 0, length - written, (offset + done) * MIB + written)).bytesWritten;
      const percent = Math.floor((Math.min(size, done + CHUNK) * 100) / size);
      if (percent > told && percent < 100) progress((told = percent));
    }
    await file.datasync();
    progress(100);
  } finally {
    await file.close();
  }
}
