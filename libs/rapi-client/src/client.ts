/**
 * A client of the remote API that stands alone: it needs nothing but Node.js, and works with any Ganeti server. JSON in and out
 * over kept-alive connections; no checks of its own.
 *
 *     const client = new RapiClient({ url: 'https://cluster.example.com:5080', user: 'jack', password: '…', ca });
 *     const id = await client.submit('PUT', '/2/instances/web1/startup');
 *     const job = await client.waitForJob(id, console.log);
 */
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';

export interface RapiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Parsed body; undefined when it is not JSON. */
  readonly json: unknown;
}

export interface RapiClientOptions {
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  /** PEM text of the CA that the server's certificate is from; default: those the system trusts. */
  readonly ca?: string;
  readonly maxSockets?: number;
}

export class RapiClient {
  private readonly agent: HttpAgent;
  private readonly base: URL;

  constructor(private readonly options: RapiClientOptions) {
    this.base = new URL(options.url);
    const agentOptions = { keepAlive: true, maxSockets: options.maxSockets ?? 16 };
    this.agent = this.base.protocol === 'https:' ? new Agent(agentOptions) : new HttpAgent(agentOptions);
  }

  /** `body` undefined: none is sent; a Buffer or string is sent as it is, anything else as JSON. */
  request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<RapiAnswer> {
    const payload =
      body === undefined
        ? undefined
        : Buffer.isBuffer(body)
          ? body
          : typeof body === 'string' && headers['content-type'] !== undefined
            ? Buffer.from(body)
            : Buffer.from(JSON.stringify(body));
    const auth = this.options.user === undefined ? {} : { auth: `${this.options.user}:${this.options.password ?? ''}` };
    const tls = this.options.ca === undefined ? {} : { ca: this.options.ca };
    const options: RequestOptions = {
      host: this.base.hostname,
      port: this.base.port,
      method,
      path,
      ...auth,
      headers: {
        ...(payload === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': String(payload.length) }),
        ...headers,
      },
    };
    return new Promise((resolve, reject) => {
      const onAnswer = (response: IncomingMessage): void => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          let json: unknown;
          try {
            json = JSON.parse(text);
          } catch {
            json = undefined;
          }
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
        });
      };
      const request =
        this.base.protocol === 'https:'
          ? httpsRequest({ ...options, ...tls, agent: this.agent }, onAnswer)
          : httpRequest({ ...options, agent: this.agent }, onAnswer);
      request.on('error', reject);
      request.end(payload);
    });
  }

  /** The parsed body of a successful request; throws with status and message otherwise. */
  async expect(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await this.request(method, path, body);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.text.trim()}`);
    return answer.json;
  }

  /** Submit and answer the job id. */
  async submit(method: string, path: string, body?: unknown): Promise<number> {
    return Number(await this.expect(method, path, body));
  }

  /** Wait until a job has ended, handing out its log on the way; answers the job as GET /2/jobs/[id] shows it. */
  async waitForJob(id: number, onLog?: (message: string) => void): Promise<FinishedJob> {
    let info: unknown = null;
    let serial: number | null = null;
    for (;;) {
      const change = (await this.expect('GET', `/2/jobs/${id}/wait`, {
        fields: ['status'],
        previous_job_info: info,
        previous_log_serial: serial,
      })) as { job_info: [string]; log_entries: [number, [number, number], string, unknown][] | null } | null;
      if (change === null) continue;
      for (const [entrySerial, , , message] of change.log_entries ?? []) {
        serial = Math.max(serial ?? 0, entrySerial);
        onLog?.(String(message));
      }
      info = change.job_info;
      if (['success', 'error', 'canceled'].includes(change.job_info[0])) {
        return (await this.expect('GET', `/2/jobs/${id}`)) as FinishedJob;
      }
    }
  }

  close(): void {
    this.agent.destroy();
  }
}

export interface FinishedJob {
  readonly id: number;
  readonly status: string;
  readonly opresult: readonly unknown[];
  readonly opstatus: readonly string[];
  readonly oplog: readonly (readonly [number, [number, number], string, unknown][])[];
}
