/** Rows as the bytes of one JSON array. */
import type { Pacer } from './cache/pacer';

/** Characters that are turned into bytes in one go: about a millisecond. */
const pieceLength = 1_000_000;

/** Pieces, to be joined without anything between them. */
export async function encode(rows: readonly string[], pacer: Pacer): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  let text = '[';
  await pacer.run(
    (function* () {
      for (const [index, row] of rows.entries()) {
        text += index === 0 ? row : `,${row}`;
        if (text.length < pieceLength) continue;
        pieces.push(Buffer.from(text));
        text = '';
        yield;
      }
    })(),
  );
  pieces.push(Buffer.from(`${text}]`));
  return pieces;
}
