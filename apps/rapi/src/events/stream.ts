/**
 * One client's stream of events (server-sent events). The master keeps what happened lately, so that a client that comes back with the
 * id of its last event misses nothing; when that is too long ago it gets a `reset`, and reads anew.
 */
import type { ServerResponse } from 'node:http';
import type { MasterEvent } from '@ganeti/master-api';
import type { Clock } from '@ganeti/runtime';
import type { Principal } from '../access/rights';
import type { StreamedAnswer } from '../answer';
import type { Headers } from '../headers';
import type { Master } from '../master';
import { type EventKind } from './visible';

export interface EventStreamParts {
  readonly master: Pick<Master, 'subscribe'>;
  readonly clock: Clock;
  readonly heartbeatSeconds: number;
  readonly user: Principal | null;
  /** Id of the last event the client has; empty: none. */
  readonly after: string;
  readonly kinds: ReadonlySet<EventKind>;
  readonly visible: (event: MasterEvent) => boolean | Promise<boolean>;
  /** Aborted when the client has gone, when the daemon ends, or when the user has to show again who they are. */
  readonly signal: AbortSignal;
  readonly onEnd: () => void;
}

/** Bytes a client may be behind; a slower one is cut off, and may come back with its last id. */
const maxBehind = 4 * 1024 * 1024;
/** After the master went away. */
const reconnectSeconds = 1;
/** Milliseconds a client waits before it comes back. */
const retryMs = 2000;

export class EventStream implements StreamedAnswer {
  private last: string;
  /** Of what was written, so that a heartbeat need not repeat it. */
  private told = '';
  private line: Promise<void> = Promise.resolve();

  constructor(private readonly parts: EventStreamParts) {
    this.last = parts.after;
  }

  async stream(response: ServerResponse, common: Readonly<Headers>): Promise<number> {
    response.writeHead(200, {
      ...common,
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      // Proxies that collect answers would keep events back.
      'X-Accel-Buffering': 'no',
    });
    response.write(`retry: ${retryMs}\n: events\n\n`);
    const ended = new AbortController();
    const signal = AbortSignal.any([this.parts.signal, ended.signal]);
    const stopBeating = this.beat(response, ended);
    try {
      while (!signal.aborted) {
        await this.parts.master
          .subscribe(this.last, (events) => this.take(events, response, ended), signal)
          .catch(() => undefined);
        // What had come before the master went away.
        await this.line;
        if (!signal.aborted) await this.parts.clock.sleep(reconnectSeconds, signal).catch(() => undefined);
      }
    } finally {
      stopBeating();
      response.end();
      this.parts.onEnd();
    }
    return 200;
  }

  /** One batch after the other, since judging may take a question to the master. */
  private take(events: readonly MasterEvent[], response: ServerResponse, ended: AbortController): void {
    this.line = this.line
      .then(async () => {
        for (const event of events) {
          const visible = this.wanted(event) && this.parts.visible(event);
          const text = (visible instanceof Promise ? await visible : visible) ? eventText(event) : '';
          this.last = event.id;
          if (text === '') continue;
          this.told = event.id;
          response.write(text);
        }
        if (response.writableLength > maxBehind) response.destroy();
      })
      .catch(() => ended.abort());
  }

  private wanted({ kind }: MasterEvent): boolean {
    return kind === 'reset' || this.parts.kinds.has(kind);
  }

  /** Shows that the connection lives, and how far the client has come although there was nothing for it. */
  private beat(response: ServerResponse, ended: AbortController): () => void {
    const { clock, heartbeatSeconds, user } = this.parts;
    const next = (): void => {
      if (user !== null && user.expires !== null && user.expires <= clock.now()) return ended.abort();
      const place = this.last === this.told ? '' : `id: ${this.last}\n`;
      this.told = this.last;
      response.write(`: here\n${place}\n`);
      cancel = clock.after(heartbeatSeconds, next);
    };
    let cancel = clock.after(heartbeatSeconds, next);
    return () => cancel();
  }
}

function eventText({ id, kind, type, name, data }: MasterEvent): string {
  const what = kind === 'reset' ? {} : { type, [kind === 'job' ? 'id' : 'name']: name, ...data };
  return `id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(what)}\n\n`;
}
