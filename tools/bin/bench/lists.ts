/**
 * Lists and queries over many instances, through the REST API; answers are received whole, and not parsed. The client reads from a TLS
 * socket into one buffer: Node's own HTTP client takes longer to receive 18 MiB than rapi needs to send them.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { OnReadOpts } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { UpAnswer } from '@ganeti/testkit';
import { percentile, timed } from './stats';

export interface Received {
  readonly status: number;
  /** Of the body. */
  readonly bytes: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Underway {
  head: string;
  received: Omit<Received, 'bytes'> | null;
  bytes: number;
  length: number;
  resolve(answer: Received): void;
}

const readBuffer = 256 * 1024;

/** One request at a time, on one connection. */
export class ListClient {
  readonly #up: UpAnswer;
  #socket: Promise<TLSSocket> | undefined;
  #underway: Underway | null = null;
  #reject: (error: Error) => void = () => undefined;

  constructor(up: UpAnswer) {
    this.#up = up;
  }

  /** Resolves when the last byte is here. */
  async send(method: string, path: string, { headers = {}, body }: { headers?: Record<string, string>; body?: unknown } = {}): Promise<Received> {
    const socket = await (this.#socket ??= this.#connect());
    const payload = body === undefined ? '' : JSON.stringify(body);
    const all = {
      host: 'localhost',
      authorization: `Basic ${Buffer.from(`${this.#up.user}:${this.#up.password}`).toString('base64')}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)) }),
      ...headers,
    };
    return await new Promise((resolve, reject) => {
      this.#reject = reject;
      this.#underway = { head: '', received: null, bytes: 0, length: 0, resolve };
      socket.write(`${method} ${path} HTTP/1.1\r\n${Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${payload}`);
    });
  }

  async #connect(): Promise<TLSSocket> {
    const { hostname: host, port } = new URL(this.#up.rapi_url);
    const buffer = Buffer.alloc(readBuffer);
    // Taken by TLS sockets too, though their types do not say so.
    const options: ConnectionOptions & { onread: OnReadOpts } = {
      host,
      port: Number(port),
      ca: readFileSync(this.#up.ca_file, 'utf8'),
      servername: 'localhost',
      onread: { buffer, callback: (size) => this.#take(buffer, size) },
    };
    const socket = connect(options);
    socket.on('error', (error) => this.#reject(error));
    await once(socket, 'secureConnect');
    return socket;
  }

  #take(buffer: Buffer, size: number): boolean {
    const current = this.#underway;
    if (current === null) return true;
    if (current.received === null) {
      current.head += buffer.toString('latin1', 0, size);
      const end = current.head.indexOf('\r\n\r\n');
      if (end < 0) return true;
      current.received = parseHead(current.head.slice(0, end));
      current.length = Number(current.received.headers['content-length'] ?? 0);
      current.bytes = current.head.length - end - 4;
    } else current.bytes += size;
    if (current.bytes < current.length) return true;
    this.#underway = null;
    current.resolve({ ...current.received, bytes: current.length });
    return true;
  }

  /** Milliseconds at the middle; `between` runs before each request. Throws when an answer has another status. */
  async latency(rounds: number, ask: () => Promise<Received>, { status = 200, between }: { status?: number; between?: () => Promise<void> } = {}): Promise<number> {
    const samples: number[] = [];
    for (let i = 0; i < rounds; i += 1) {
      await between?.();
      samples.push(
        await timed(async () => {
          const answer = await ask();
          if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}`);
        }),
      );
    }
    return percentile(samples, 50);
  }

  close(): void {
    void this.#socket?.then((socket) => socket.destroy());
  }
}

function parseHead(head: string): Omit<Received, 'bytes'> {
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  return { status: Number(first.split(' ')[1]), headers };
}
