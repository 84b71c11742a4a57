/** A request as handlers see it. */
import type { ServerResponse } from 'node:http';
import { HttpError } from './http-error';
import type { User } from './users';

export type QueryArguments = Readonly<Record<string, readonly string[]>>;

const clientGone = new Error('the client has gone');
const noArguments: QueryArguments = Object.freeze(Object.create(null) as Record<string, string[]>);

/** All values of each argument. Arguments without a value count as not given, as they do for Ganeti. */
export function parseQuery(text: string): QueryArguments {
  if (text === '') return noArguments;
  const args = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of new URLSearchParams(text)) {
    if (value !== '') (args[name] ??= []).push(value);
  }
  return args;
}

export class RapiRequest {
  private parsedQuery: QueryArguments | undefined;
  private unwanted: AbortSignal | undefined;

  constructor(
    /** By their names in the route, as they stand in the URL: nothing is decoded, for no name needs it. */
    readonly path: Readonly<Record<string, string>>,
    private readonly queryText: string,
    /** Parsed JSON; undefined: none was sent. */
    readonly body: unknown,
    readonly user: User | null,
    private readonly response: ServerResponse,
    /** Aborted when the daemon ends. */
    private readonly stopping: AbortSignal,
  ) {}

  get query(): QueryArguments {
    this.parsedQuery ??= parseQuery(this.queryText);
    return this.parsedQuery;
  }

  /** A number argument as a truth value: only 0, or no argument, is false. Text is refused (400). */
  flag(name: string): boolean {
    const text = this.query[name]?.[0];
    if (text === undefined) return false;
    if (!/^\s*[+-]?\d+\s*$/.test(text))
      throw new HttpError(400, `Invalid value for the '${name}' parameter: give 1 or 0`);
    return Number(text) !== 0;
  }

  /** Aborted when the client has gone, or when the daemon ends: nobody waits for the answer any more. */
  get signal(): AbortSignal {
    if (this.unwanted === undefined) {
      const gone = new AbortController();
      const { response } = this;
      if (response.destroyed) gone.abort(clientGone);
      else response.once('close', () => response.writableFinished || gone.abort(clientGone));
      this.unwanted = AbortSignal.any([gone.signal, this.stopping]);
    }
    return this.unwanted;
  }
}
