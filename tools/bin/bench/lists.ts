/** Lists and queries over many instances, through the REST API; answers are received whole, and not parsed. */
import { Agent, request } from 'node:https';
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import type { UpAnswer } from '@ganeti/testkit';
import { percentile, timed } from './stats';

export interface Received {
  readonly status: number;
  readonly bytes: number;
  readonly headers: IncomingHttpHeaders;
}

export class ListClient {
  readonly #agent: Agent;
  readonly #up: UpAnswer;

  constructor(up: UpAnswer) {
    this.#up = up;
    this.#agent = new Agent({ keepAlive: true, ca: readFileSync(up.ca_file, 'utf8') });
  }

  /** Resolves when the last byte is here. */
  send(method: string, path: string, { headers = {}, body }: { headers?: Record<string, string>; body?: unknown } = {}): Promise<Received> {
    const { hostname, port } = new URL(this.#up.rapi_url);
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const type = payload === undefined ? {} : { 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      const sent = request(
        { hostname, port, method, path, agent: this.#agent, auth: `${this.#up.user}:${this.#up.password}`, headers: { ...type, ...headers } },
        (response) => {
          let bytes = 0;
          response.on('data', (chunk: Buffer) => (bytes += chunk.length));
          response.on('error', reject);
          response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes, headers: response.headers }));
        },
      );
      sent.on('error', reject);
      sent.end(payload);
    });
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
    this.#agent.destroy();
  }
}
