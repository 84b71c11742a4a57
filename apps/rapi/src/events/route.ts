/** `GET /2/events` (not in Ganeti): changes of jobs and of the cluster as they happen. docs/events.md */
import type { Clock } from '@ganeti/runtime';
import type { Guard } from '../access/guard';
import { HttpError, tooMany } from '../http-error';
import type { Master } from '../master';
import type { RapiRequest } from '../request';
import type { Route } from '../routes';
import { EventStream } from './stream';
import { eventKinds, maySee, visibility, type EventKind } from './visible';

export interface EventParts {
  readonly master: Master;
  readonly guard: Guard;
  readonly clock: Clock;
  readonly heartbeatSeconds: number;
  /** Streams of one user (or of one address, for anonymous readers) at a time. */
  readonly maxStreams: number;
}

export class EventStreams {
  private readonly open = new Map<string, number>();
  private end = new AbortController();

  constructor(private readonly parts: EventParts) {}

  get count(): number {
    return [...this.open.values()].reduce((sum, each) => sum + each, 0);
  }

  /** Users have become others: their streams end, and they show who they are when they come back. */
  endAll(): void {
    this.end.abort();
    this.end = new AbortController();
  }

  readonly route: Route = {
    method: 'GET',
    path: '/2/events',
    access: 'anyone',
    handle: async (request) => this.start(request),
  };

  private start(request: RapiRequest): EventStream {
    const { master, guard, clock, heartbeatSeconds, maxStreams } = this.parts;
    const { user } = request;
    const kinds = kindsIn(request);
    const owner = user?.name ?? `address ${request.address}`;
    const before = this.open.get(owner) ?? 0;
    if (before >= maxStreams) throw tooMany(10, `There are ${before} event streams of yours already`);
    this.open.set(owner, before + 1);
    const signal = AbortSignal.any([request.signal, this.end.signal]);
    return new EventStream({
      master,
      clock,
      heartbeatSeconds,
      user,
      after: request.lastEventId,
      kinds,
      visible: visibility(guard, user),
      signal,
      onEnd: () => this.closed(owner),
    });
  }

  private closed(owner: string): void {
    const left = (this.open.get(owner) ?? 1) - 1;
    if (left === 0) this.open.delete(owner);
    else this.open.set(owner, left);
  }
}

/** Those asked for by `kinds`, separated by commas; else all that the user may see. Throws HttpError 400 and 403. */
function kindsIn({ query, user }: RapiRequest): ReadonlySet<EventKind> {
  const words = (query['kinds'] ?? []).flatMap((text) => text.split(',')).map((word) => word.trim());
  if (words.length === 0) return new Set(eventKinds.filter((kind) => maySee(user, kind)));
  return new Set(
    words.map((word) => {
      const kind = eventKinds.find((each) => each === word);
      if (kind === undefined) throw new HttpError(400, `There are no events of kind '${word}', only ${eventKinds.join(', ')}`);
      if (!maySee(user, kind)) throw new HttpError(403, `User ${user?.name ?? ''} has no role that allows ${kind}.read`);
      return kind;
    }),
  );
}
