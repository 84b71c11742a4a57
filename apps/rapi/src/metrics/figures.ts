/** What is counted about requests, and `GET /metrics`, which shows it with the master's figures. docs/metrics.md */
import type { ServerResponse } from 'node:http';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { StreamedAnswer } from '../answer';
import type { Headers } from '../headers';
import type { Master } from '../master';
import type { Route } from '../routes';

/** Of this process, whoever asks; made once. */
let processFigures: Registry | undefined;
function ofProcess(): Registry {
  if (processFigures === undefined) {
    processFigures = new Registry();
    collectDefaultMetrics({ register: processFigures, prefix: 'ganeti_rapi_' });
  }
  return processFigures;
}

export class Figures {
  private readonly register = new Registry();
  private readonly requests = new Counter({
    name: 'ganeti_rapi_requests_total',
    help: 'Requests by resource, method and status.',
    labelNames: ['resource', 'method', 'status'],
    registers: [this.register],
  });
  private readonly durations = new Histogram({
    name: 'ganeti_rapi_request_duration_seconds',
    help: 'From the head of a request to its answer, by resource and method; event streams are left out.',
    labelNames: ['resource', 'method'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.register],
  });

  /** `streams`: how many event streams there are. */
  constructor(
    private readonly master: Pick<Master, 'metrics'>,
    streams: () => number,
  ) {
    new Gauge({
      name: 'ganeti_rapi_event_streams',
      help: 'Clients that listen to events now.',
      registers: [this.register],
      collect() {
        this.set(streams());
      },
    });
  }

  /** `resource`: path of a route, with the names of what varies in brackets; undefined: there was no such resource. */
  observe(resource: string | undefined, method: string, status: number, seconds: number | null): void {
    const labels = { resource: resource ?? 'none', method: resource === undefined ? 'none' : method };
    this.requests.inc({ ...labels, status });
    if (seconds !== null) this.durations.observe(labels, seconds);
  }

  get route(): Route {
    return { method: 'GET', path: '/metrics', access: 'metrics', handle: async () => this.answer() };
  }

  /** Without the master there are still our own. */
  private async answer(): Promise<StreamedAnswer> {
    const masters = await this.master.metrics().catch(() => '');
    const up = `# HELP ganeti_masterd_up Whether the master daemon answers.\n# TYPE ganeti_masterd_up gauge\nganeti_masterd_up ${masters === '' ? 0 : 1}\n`;
    const text = [await this.register.metrics(), await ofProcess().metrics(), up, masters].join('\n');
    return { stream: async (response, common) => send(response, common, text) };
  }
}

function send(response: ServerResponse, common: Readonly<Headers>, text: string): number {
  const body = Buffer.from(text);
  response
    .writeHead(200, { ...common, 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', 'Content-Length': body.length, 'Cache-Control': 'no-store' })
    .end(body);
  return 200;
}
