/** What a handler answers, and how it is put on the wire. */
import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { constants, gzip as gzipCallback } from 'node:zlib';

const gzip = promisify(gzipCallback);
/** Below this a compressed answer saves no packet. */
const compressFrom = 1024;

/** A successful answer: JSON text with a line end, and the entity tag when it can be asked for again cheaply. */
export class Answer {
  /** Bytes. */
  readonly length: number;
  private compressed: Promise<Buffer> | undefined;

  /** `pieces`: the body. `jobs`: those this request submitted or dealt with, for the log. */
  constructor(
    readonly pieces: readonly Buffer[],
    readonly etag?: string,
    readonly jobs?: readonly number[],
  ) {
    this.length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  }

  static json(value: unknown, jobs?: readonly number[]): Answer {
    return new Answer([Buffer.from(`${JSON.stringify(value)}\n`)], undefined, jobs);
  }

  get body(): Buffer {
    return this.pieces.length === 1 ? this.pieces[0]! : Buffer.concat(this.pieces);
  }

  /** Made once, when first asked for. */
  gzip(): Promise<Buffer> {
    // A low level: nine tenths of the saving for a third of the time.
    this.compressed ??= gzip(this.body, { level: constants.Z_BEST_SPEED });
    return this.compressed;
  }

  get compressible(): boolean {
    return this.length > compressFrom;
  }
}

/** What is not one JSON text: it writes its own head and body. Resolves with the status when the answer has ended. */
export interface StreamedAnswer {
  stream(response: ServerResponse, common: Readonly<Headers>): Promise<number>;
}

/** Whether an If-None-Match header names this tag (weak comparison, RFC 9110 section 8.8.3.2). */
export function namesTag(header: string, etag: string): boolean {
  if (header.trim() === '*') return true;
  const plain = (tag: string): string => tag.trim().replace(/^W\//, '');
  return header.split(',').some((tag) => plain(tag) === plain(etag));
}

/** Whether an Accept-Encoding header takes gzip. */
export function acceptsGzip(header: string): boolean {
  return header.split(',').some((item) => {
    const [name = '', ...params] = item.split(';').map((part) => part.trim().toLowerCase());
    return (name === 'gzip' || name === '*') && !params.some((param) => /^q=0(\.0*)?$/.test(param));
  });
}

export type Headers = Record<string, string | number>;

/** `common`: headers of every answer. Resolves with the status when the answer is handed to the socket. */
export async function sendAnswer(
  answer: Answer,
  request: { readonly ifNoneMatch?: string; readonly acceptEncoding?: string },
  response: ServerResponse,
  common: Readonly<Headers>,
): Promise<number> {
  const headers: Headers = { ...common };
  if (answer.etag !== undefined) {
    headers['ETag'] = answer.etag;
    headers['Cache-Control'] = 'private, no-cache';
    headers['Vary'] = 'Authorization, Accept-Encoding';
    if (request.ifNoneMatch !== undefined && namesTag(request.ifNoneMatch, answer.etag)) {
      response.writeHead(304, headers).end();
      return 304;
    }
  } else {
    headers['Cache-Control'] = 'no-store';
  }
  headers['Content-Type'] = 'application/json';
  let { pieces } = answer;
  if (request.acceptEncoding !== undefined && answer.compressible && acceptsGzip(request.acceptEncoding)) {
    pieces = [await answer.gzip()];
    headers['Content-Encoding'] = 'gzip';
  }
  headers['Content-Length'] = pieces.reduce((sum, piece) => sum + piece.length, 0);
  response.writeHead(200, headers);
  for (const piece of pieces) response.write(piece);
  response.end();
  return 200;
}
