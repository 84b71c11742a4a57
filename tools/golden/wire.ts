/** Sending a recorded request exactly as it was: same request line, headers in the same order, same body. */
import { connect } from 'node:tls';
import type { GoldenRequest } from './exchange';

export interface WireAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface Server {
  readonly host: string;
  readonly port: number;
  /** PEM */
  readonly ca: string;
}

/** One request on a connection of its own. Rejects when the connection breaks before a whole answer. */
export async function exchange(server: Server, { method, path, version, headers, body }: GoldenRequest): Promise<WireAnswer> {
  const lines = [`${method} ${path} ${version ?? 'HTTP/1.1'}`, ...headers.map(([name, value]) => `${name}: ${value}`), 'Connection: close'];
  const text = await send(server, `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
  const first = parse(text);
  // "100 Continue" is no answer yet.
  return first.status === 100 ? parse(text.slice(text.indexOf('\r\n\r\n') + 4)) : first;
}

function parse(text: string): WireAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...fields] = text.slice(0, end).split('\r\n');
  const headers = headerMap(fields);
  return { status: Number(first.split(' ')[1]), headers, body: bodyOf(headers, text.slice(end + 4)) };
}

function headerMap(fields: readonly string[]): Map<string, string> {
  return new Map(fields.map((field) => [field.slice(0, field.indexOf(':')).toLowerCase(), field.slice(field.indexOf(':') + 1).trim()]));
}

function bodyOf(headers: ReadonlyMap<string, string>, raw: string): string {
  if (headers.get('transfer-encoding') !== 'chunked') return raw;
  let rest = Buffer.from(raw, 'latin1');
  const parts: Buffer[] = [];
  for (;;) {
    const line = rest.indexOf('\r\n');
    const size = parseInt(rest.subarray(0, line).toString(), 16);
    if (!(size > 0)) return Buffer.concat(parts).toString('latin1');
    parts.push(rest.subarray(line + 2, line + 2 + size));
    rest = rest.subarray(line + 4 + size);
  }
}

function send({ host, port, ca }: Server, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, ca, servername: 'localhost' }, () => socket.write(text, 'latin1'));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
    socket.setTimeout(30_000, () => socket.destroy(new Error('no answer within 30 s')));
  });
}
