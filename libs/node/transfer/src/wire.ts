/**
 * What two nodes say to each other over TLS 1.3, both with certificates that the other knows beforehand:
 *
 *   sender    one line of JSON (Hello), then blocks (bytes.ts) of frames (frames.ts), compressed as the line says
 *   receiver  one line of JSON (Verdict) when everything is written and durable, or something is wrong
 */
import type { TLSSocket } from 'node:tls';

export interface Hello {
  readonly version: 1;
  /** Known only to the two ends and the masters. */
  readonly secret: string;
  /** Tool of compression.ts. */
  readonly compress: string;
  /** Made by an OS definition's export script, for its import script; else the bytes of a disk. */
  readonly scripted: boolean;
}

export type Verdict = { readonly ok: true; readonly bytes: number } | { readonly ok: false; readonly error: string };

export const lineLimit = 8192;
/** A compressor may make a frame a little larger. */
export const blockLimit = 4 << 20;
/** The other side's machine may vanish without a word. */
const keepAliveMs = 20_000;

export function prepareSocket(socket: TLSSocket): AsyncIterable<Buffer> {
  socket.setKeepAlive(true, keepAliveMs);
  socket.setNoDelay(true);
  // Errors are met by whoever reads or writes.
  socket.on('error', () => undefined);
  return { [Symbol.asyncIterator]: () => socket.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer> };
}
