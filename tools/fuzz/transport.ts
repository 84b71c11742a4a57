/** Sends requests: the ordinary ones as any client would, over kept connections; broken HTTP byte by byte on connections of its own. */
import { Agent, request as httpsRequest } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import { parseAnswers } from './http-answers';
import type { FuzzRequest, Wire } from './request';
import { authorizationOf } from './world';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export type Outcome =
  /** In order; none: the server closed the connection without a word, or the client did. */
  | { readonly answers: readonly Answer[] }
  /** The client library refused to send it: the server has not seen it. */
  | { readonly notSent: string }
  /** Broken or silent connection. */
  | { readonly lost: string };

export interface TransportOptions {
  readonly url: string;
  /** PEM */
  readonly ca: string;
  readonly connections: number;
  /** How long an answer may take, seconds. */
  readonly patience?: number;
}

/** What Node's own client refuses: characters and methods that may not be in a request. */
const refusals = new Set(['ERR_UNESCAPED_CHARACTERS', 'ERR_INVALID_HTTP_TOKEN', 'ERR_INVALID_CHAR']);

export class Transport {
  private readonly agent: Agent;
  private readonly host: string;
  private readonly port: number;
  private readonly ca: string;
  private readonly patienceMs: number;

  constructor({ url, ca, connections, patience = 60 }: TransportOptions) {
    const { hostname, port } = new URL(url);
    this.host = hostname;
    this.port = Number(port);
    this.ca = ca;
    this.patienceMs = patience * 1000;
    this.agent = new Agent({ keepAlive: true, maxSockets: connections, ca });
  }

  send(request: FuzzRequest): Promise<Outcome> {
    return request.wire === undefined ? this.sendWhole(request) : this.sendBytes(request.wire);
  }

  close(): void {
    this.agent.destroy();
  }

  private sendWhole({ as, method, path, headers, body }: FuzzRequest): Promise<Outcome> {
    const authorization = authorizationOf(as);
    const all = {
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-length': String(body.length) }),
      ...headers,
    };
    return new Promise((resolve) => {
      try {
        const request = httpsRequest({ host: this.host, port: this.port, method, path, headers: all, agent: this.agent, timeout: this.patienceMs }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', (error) => resolve({ lost: error.message }));
          response.on('end', () =>
            resolve({ answers: [{ status: response.statusCode ?? 0, headers: response.headers as Answer['headers'], body: Buffer.concat(chunks).toString() }] }),
          );
        });
        request.on('timeout', () => request.destroy(new Error(`no answer within ${this.patienceMs / 1000} s`)));
        request.on('error', (error) => resolve({ lost: error.message }));
        request.end(body);
      } catch (error) {
        const { code = '', message } = error as Error & { code?: string };
        if (!refusals.has(code)) throw error;
        resolve({ notSent: message });
      }
    });
  }

  private sendBytes({ chunks, pauseMs, then, from, answers }: Wire): Promise<Outcome> {
    return new Promise((resolve) => {
      const received: Buffer[] = [];
      const bytes = (): Buffer => Buffer.concat(received);
      const socket: TLSSocket = connect(
        { host: this.host, port: this.port, ca: this.ca, servername: 'localhost', ...(from === undefined ? {} : { localAddress: from }) },
        () => void write(socket, chunks, pauseMs).then(() => (then === 'end' ? socket.end() : then === 'cut' ? socket.destroy() : undefined)),
      );
      socket.on('data', (chunk: Buffer) => {
        received.push(chunk);
        // A client that waits for answers goes when it has them.
        if (then !== 'wait' || !areWhole(bytes(), Math.max(1, answers))) return;
        resolve(answersIn(bytes()));
        socket.destroy();
      });
      socket.setTimeout(this.patienceMs, () => socket.destroy(new Error(`silence for ${this.patienceMs / 1000} s`)));
      // The server may close while bytes are on their way to it: what it had said before counts.
      socket.on('error', (error: Error & { code?: string }) => {
        if (received.length > 0 || error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(answersIn(bytes()));
        else resolve({ lost: error.message });
      });
      socket.on('close', () => resolve(answersIn(bytes())));
    });
  }
}

async function write(socket: TLSSocket, chunks: readonly Buffer[], pauseMs: number): Promise<void> {
  for (const [index, chunk] of chunks.entries()) {
    if (index > 0 && pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (socket.destroyed) return;
    socket.write(chunk);
  }
}

function areWhole(bytes: Buffer, wanted: number): boolean {
  const { answers, rest } = parseAnswers(bytes);
  return answers.length >= wanted && rest === 0;
}

function answersIn(bytes: Buffer): Outcome {
  const { answers, rest } = parseAnswers(bytes);
  return rest === 0 ? { answers } : { lost: `the answer is not whole: ${bytes.subarray(0, 200).toString('latin1')}` };
}
