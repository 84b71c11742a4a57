/** Rows of an answer on their way: piece by piece, without those the client has already. */
import { ProtocolError } from '@ganeti/errors';
import { pieceSize, type Response, type ResponseReceived } from './definition';
import type { QueryOutcome, ReceivedAnswer } from './types';

type Part = NonNullable<Response['query']>;

export function* answerMessages({ revision, notModified, fieldsJson, rows, base }: Omit<QueryOutcome, 'base'> & { readonly base?: readonly Buffer[] | undefined }): Iterable<Response> {
  let head: Part = { revision, not_modified: notModified, fields_json: fieldsJson };
  const there = (piece: Buffer): boolean => piece.length > 0;
  for (const part of parts(rows.filter(there), base?.filter(there))) {
    yield { query: { ...head, ...part } };
    head = {};
  }
  yield { query: { ...head, last: true } };
}

function* parts(rows: readonly Buffer[], base: readonly Buffer[] = []): Iterable<Part> {
  const known = new Map(base.map((piece, index) => [piece, index]));
  let same: { same_from: number; same_count: number } | null = null;
  for (const piece of rows) {
    const at = known.get(piece);
    if (same !== null && at === same.same_from + same.same_count) {
      same.same_count += 1;
      continue;
    }
    if (same !== null) yield same;
    same = at === undefined ? null : { same_from: at, same_count: 1 };
    if (at === undefined) yield* cut(piece);
  }
  if (same !== null) yield same;
}

/** Large pieces go in several messages, without being copied. */
function* cut(piece: Buffer): Iterable<Part> {
  for (let at = 0; at === 0 || at < piece.length; at += pieceSize) {
    const end = at + pieceSize;
    yield { rows_json: at === 0 && end >= piece.length ? piece : piece.subarray(at, end), unfinished: end < piece.length };
  }
}

/** Puts the messages of one answer together; the answer when the last one has come. `has`: the rows the caller said it has. */
export function collectAnswer(has: readonly Buffer[] = []): (message: ResponseReceived) => ReceivedAnswer | undefined {
  const rows: Buffer[] = [];
  let begun: Buffer[] = [];
  let head: { revision: string; notModified: boolean; fieldsJson: string } | null = null;
  return ({ query }) => {
    const part = query!;
    head ??= { revision: part.revision, notModified: part.not_modified, fieldsJson: part.fields_json };
    if (part.same_count > 0) {
      if (part.same_from + part.same_count > has.length) throw new ProtocolError('The master left rows out that were never here; are both of the same release?');
      for (let index = 0; index < part.same_count; index += 1) rows.push(has[part.same_from + index]!);
    } else if (part.unfinished) {
      begun.push(part.rows_json);
    } else if (part.rows_json.length > 0 || begun.length > 0) {
      rows.push(begun.length === 0 ? part.rows_json : Buffer.concat([...begun, part.rows_json]));
      begun = [];
    }
    return part.last ? new Received(head.revision, head.notModified, head.fieldsJson, rows) : undefined;
  };
}

class Received implements ReceivedAnswer {
  #joined: Buffer | undefined;

  constructor(
    readonly revision: string,
    readonly notModified: boolean,
    readonly fieldsJson: string,
    readonly rows: readonly Buffer[],
  ) {}

  get rowsJson(): Buffer {
    this.#joined ??= this.rows.length === 1 ? this.rows[0]! : Buffer.concat(this.rows);
    return this.#joined;
  }
}
