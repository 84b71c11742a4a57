/** The smallest client that shows status, headers and body. */
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface TestAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** undefined: not JSON. */
  readonly json: unknown;
}

export class TestClient {
  private readonly agent: HttpAgent;

  constructor(
    private readonly url: string,
    private readonly ca: string,
    private readonly auth: string | undefined,
  ) {
    const Agent = url.startsWith('https:') ? HttpsAgent : HttpAgent;
    this.agent = new Agent({ keepAlive: true });
  }

  /** `body`: bytes as they are, anything else as JSON. */
  request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<TestAnswer> {
    const payload = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    const sized = payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': payload.length };
    const options = {
      method,
      auth: this.auth ?? null,
      agent: this.agent,
      ca: this.ca,
      headers: { ...sized, ...headers },
    };
    const send = this.url.startsWith('https:') ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      send(this.url + path, options, (response) => {
        const chunks: Buffer[] = [];
        response.on('error', reject);
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) });
        });
      })
        .on('error', reject)
        .end(payload);
    });
  }

  /** The body of a successful request. */
  async expect(method: string, path: string, body?: unknown): Promise<unknown> {
    const { status, text, json } = await this.request(method, path, body);
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${text}`);
    return json;
  }

  close(): void {
    this.agent.destroy();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
