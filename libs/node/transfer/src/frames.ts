/**
 * The contents of a disk on their way: data, runs of zeros as a mere length, and at the end how much it was and a digest of it all.
 *
 *   D length bytes…    Z length    E total (8 bytes) SHA-256 of all frames before it
 *
 * Lengths are 4 bytes, big endian.
 */
import { createHash } from 'node:crypto';
import { OpExecError } from '@ganeti/errors';
import { ByteReader } from './bytes';

/** How much is read at once, and the most a frame of data has. */
export const CHUNK = 1 << 20;
/** The most a frame of zeros stands for. */
const ZERO_RUN = 1 << 30;
const [DATA, ZEROS, END] = [0x44, 0x5a, 0x45];
const ZERO_CHUNK = Buffer.alloc(CHUNK);
const digestBytes = 32;

export interface FrameTarget {
  write(data: Buffer): Promise<void>;
  zeros(length: number): Promise<void>;
}

/** `onBytes`: how much has been read so far. */
export async function* encodeFrames(chunks: AsyncIterable<Buffer>, onBytes: (total: number) => void): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let total = 0;
  let zeros = 0;
  const seal = (head: Buffer): Buffer => {
    hash.update(head);
    return head;
  };
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += CHUNK) {
      const piece = chunk.subarray(at, at + CHUNK);
      total += piece.length;
      if (isZero(piece)) {
        zeros += piece.length;
        if (zeros >= ZERO_RUN) {
          yield seal(head(ZEROS, zeros));
          zeros = 0;
        }
        continue;
      }
      if (zeros > 0) yield seal(head(ZEROS, zeros));
      zeros = 0;
      yield seal(head(DATA, piece.length));
      hash.update(piece);
      yield piece;
    }
    onBytes(total);
  }
  if (zeros > 0) yield seal(head(ZEROS, zeros));
  const end = Buffer.alloc(1 + 8);
  end[0] = END;
  end.writeBigUInt64BE(BigInt(total), 1);
  yield end;
  yield hash.digest();
}

/** Writes what comes to the target. Answers how much it was; throws when it is not what was sent. */
export async function decodeFrames(stream: AsyncIterable<Buffer>, target: FrameTarget, onBytes: (total: number) => void): Promise<number> {
  const reader = new ByteReader(stream);
  const hash = createHash('sha256');
  let total = 0;
  for (;;) {
    const [type] = await reader.read(1);
    if (type === END) break;
    if (type !== DATA && type !== ZEROS) throw new OpExecError('what came is damaged: no frame begins there');
    const length = (await reader.read(4)).readUInt32BE();
    hash.update(head(type, length));
    if (type === ZEROS) await target.zeros(length);
    else {
      if (length > CHUNK) throw new OpExecError('what came is damaged: a frame is too long');
      const data = await reader.read(length);
      hash.update(data);
      await target.write(data);
    }
    total += length;
    onBytes(total);
  }
  const sent = Number((await reader.read(8)).readBigUInt64BE());
  const digest = await reader.read(digestBytes);
  if (sent !== total || !digest.equals(hash.digest())) throw new OpExecError('what came is not what was sent: the checksum differs');
  return total;
}

function head(type: number, length: number): Buffer {
  const bytes = Buffer.alloc(1 + 4);
  bytes[0] = type;
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

function isZero(data: Buffer): boolean {
  return data.equals(data.length === CHUNK ? ZERO_CHUNK : ZERO_CHUNK.subarray(0, data.length));
}

/** Zeros as bytes, for those who cannot skip them. */
export function* zeroChunks(length: number): Generator<Buffer> {
  for (let left = length; left > 0; left -= CHUNK) yield ZERO_CHUNK.subarray(0, Math.min(left, CHUNK));
}
