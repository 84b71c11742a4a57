/** Reading the body of a request: limits, content type, JSON. */
import type { IncomingMessage } from 'node:http';
import { HttpError } from './http-error';

/** undefined: no body. Throws HttpError 413, 415, 400. `maxBytes`: larger ones are refused. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const { 'content-length': length, 'transfer-encoding': encoding, 'content-type': type } = request.headers;
  if (encoding === undefined && (length === undefined || Number(length) === 0)) return undefined;
  if (Number(length ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const bytes = await collect(request, maxBytes);
  if (bytes.length === 0) return undefined;
  // Exactly this, as Ganeti has it: JSON is UTF-8, a charset could only be wrong.
  if (type?.toLowerCase() !== 'application/json') throw new HttpError(415);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    throw new HttpError(400, 'Unable to parse JSON data');
  }
}

function tooLarge(maxBytes: number): HttpError {
  return new HttpError(
    413,
    `The body is larger than ${maxBytes} bytes; send less, or raise body_limit in the settings of rapi`,
  );
}

function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      // The rest is read and dropped, so that the client sees the answer and not a broken connection.
      request.off('data', onData);
      request.resume();
      reject(tooLarge(maxBytes));
    };
    request.on('data', onData);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    const cutOff = (): void => reject(new HttpError(400, 'The connection ended before the whole body was there'));
    request.once('error', cutOff);
    // After the end too; an error is not made for nothing.
    request.once('close', () => request.complete || cutOff());
  });
}

/** Throws 400 for a body that is no JSON object, or is missing. */
export function bodyObject(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new HttpError(400, 'Body contents: a JSON object is expected');
  }
  return body as Readonly<Record<string, unknown>>;
}

/** Throws 400 for what is no list of texts; `name`: of the parameter. */
export function textList(value: unknown, name: string): string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new HttpError(400, `'${name}' parameter: a list of names is expected`);
}
