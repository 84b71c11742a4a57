/** The answers in what a server sent on one connection. */
import type { Answer } from './transport';

export interface ParsedAnswers {
  /** Without "100 Continue", which is no answer yet. */
  readonly answers: readonly Answer[];
  /** Bytes behind the last whole answer. */
  readonly rest: number;
}

/** Each with Content-Length or in chunks, as the server frames them. */
export function parseAnswers(bytes: Buffer): ParsedAnswers {
  const answers: Answer[] = [];
  let place = 0;
  for (;;) {
    const one = parseOne(bytes.subarray(place));
    if (one === null) return { answers, rest: bytes.length - place };
    if (one.answer.status !== 100) answers.push(one.answer);
    place += one.length;
  }
}

function parseOne(bytes: Buffer): { answer: Answer; length: number } | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1] ?? NaN);
  if (Number.isNaN(status)) return null;
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  const framed = status === 100 || status === 204 || status === 304 ? { body: Buffer.alloc(0), length: 0 } : bodyIn(bytes.subarray(end + 4), headers);
  if (framed === null) return null;
  return { answer: { status, headers, body: framed.body.toString() }, length: end + 4 + framed.length };
}

function bodyIn(bytes: Buffer, headers: Answer['headers']): { body: Buffer; length: number } | null {
  if (headers['transfer-encoding'] === 'chunked') return chunksIn(bytes);
  const length = Number(headers['content-length'] ?? NaN);
  // Without a length the body goes on to the end of the connection.
  if (Number.isNaN(length)) return { body: bytes, length: bytes.length };
  return bytes.length < length ? null : { body: bytes.subarray(0, length), length };
}

function chunksIn(bytes: Buffer): { body: Buffer; length: number } | null {
  const parts: Buffer[] = [];
  let place = 0;
  for (;;) {
    const line = bytes.indexOf('\r\n', place);
    if (line < 0) return null;
    const size = parseInt(bytes.subarray(place, line).toString('latin1'), 16);
    const next = line + 2 + size + 2;
    if (Number.isNaN(size) || bytes.length < next) return null;
    place = next;
    if (size === 0) return { body: Buffer.concat(parts), length: place };
    parts.push(bytes.subarray(line + 2, line + 2 + size));
  }
}
