/**
 * As many requests as a server answers, on connections that are kept. A bare client on TLS sockets: on two cores a whole HTTP
 * client takes more of the machine than the server that is measured.
 */
import { connect, type TLSSocket } from 'node:tls';

export interface Load {
  readonly host: string;
  readonly port: number;
  /** PEM */
  readonly ca: string;
  readonly path: string;
  /** Value of the Authorization header. */
  readonly authorization: string;
  readonly connections: number;
  readonly seconds: number;
}

/** Answers per second. Throws for any answer that is not 200. */
export async function requestRate(load: Load): Promise<number> {
  const request = Buffer.from(`GET ${load.path} HTTP/1.1\r\nHost: ${load.host}:${load.port}\r\nAuthorization: ${load.authorization}\r\n\r\n`);
  const began = performance.now();
  const end = began + load.seconds * 1000;
  const counts = await Promise.all(Array.from({ length: load.connections }, () => oneConnection(load, request, end)));
  return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - began) / 1000);
}

function oneConnection({ host, port, ca }: Load, request: Buffer, end: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let answered = 0;
    /** Bytes of the answer that are still to come; null: its head has not been read. */
    let left: number | null = null;
    let head = '';
    const socket: TLSSocket = connect({ host, port, ca, servername: 'localhost' }, () => socket.write(request));
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      let rest = chunk.length;
      if (left === null) {
        head += chunk.toString('latin1');
        const headEnd = head.indexOf('\r\n\r\n');
        if (headEnd < 0) return;
        if (!head.startsWith('HTTP/1.1 200 ')) return void socket.destroy(new Error(`the server answered ${head.slice(0, headEnd)}`));
        const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
        if (!Number.isInteger(length)) return void socket.destroy(new Error('an answer without Content-Length'));
        left = length;
        rest = head.length - headEnd - 4;
      }
      left -= rest;
      if (left > 0) return;
      answered += 1;
      left = null;
      head = '';
      if (performance.now() >= end) socket.end(() => resolve(answered));
      else socket.write(request);
    });
  });
}
