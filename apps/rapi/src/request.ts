/** A request as handlers see it. */
import type { ServerResponse } from 'node:http';
import type { SubmitOutcome } from '@ganeti/master-api';
import type { OpcodeDefinition } from '@ganeti/opcodes';
import { HttpError } from './http-error';
import { touchedBy, type Guard } from './access/guard';
import type { Principal } from './access/rights';
import type { Master } from './master';

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

export interface SubmittedOpcode {
  readonly definition: OpcodeDefinition;
  /** Without OP_ID. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** What a request turned out to be about, for the audit log. */
export interface Touched {
  opcodes?: readonly string[];
  objects?: readonly string[];
}

/** What requests are carried out with. */
export interface RequestTools {
  readonly master: Master;
  readonly guard: Guard;
  /** Aborted when the daemon ends. */
  readonly stopping: AbortSignal;
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
    /** null: an anonymous reader. */
    readonly user: Principal | null,
    private readonly response: ServerResponse,
    private readonly tools: RequestTools,
    private readonly touched: Touched = {},
  ) {}

  get address(): string {
    return this.response.req.socket.remoteAddress ?? '';
  }

  /** Id of the last event a returning listener has; empty: none. By query for clients that cannot set headers. */
  get lastEventId(): string {
    const header = this.response.req.headers['last-event-id'];
    return (typeof header === 'string' ? header : (this.query['last_event_id']?.[0] ?? '')).slice(0, 100);
  }

  /** The master, which gets to know who asks. */
  get master(): Master {
    return this.user === null ? this.tools.master : this.tools.master.as(this.user.name);
  }

  /**
   * Submits jobs for the user, when all their opcodes are allowed on all that they touch (else HttpError 403, and nothing is
   * submitted). The only way for handlers to submit.
   */
  async submit(jobs: readonly (readonly SubmittedOpcode[])[]): Promise<readonly SubmitOutcome[]> {
    const all = jobs.flat();
    this.touched.opcodes = all.map(({ definition }) => definition.id);
    this.touched.objects = [...new Set(all.flatMap(({ definition, given }) => touchedBy(definition, given)).map(objectText))];
    await this.tools.guard.opcodes(this.user, all);
    return await this.master.submit(
      jobs.map((job) => job.map(({ definition, given }) => ({ OP_ID: definition.id, ...given }))),
    );
  }

  /** Submits one job and answers its id; throws what the master says against it. */
  async submitOne(job: readonly SubmittedOpcode[]): Promise<number> {
    const [outcome] = await this.submit([job]);
    if (outcome === undefined) throw new Error('the master answered a submission without saying what became of it');
    if ('error' in outcome) throw outcome.error;
    return outcome.jobId;
  }

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
      this.unwanted = AbortSignal.any([gone.signal, this.tools.stopping]);
    }
    return this.unwanted;
  }
}

const objectText = (ref: ReturnType<typeof touchedBy>[number]): string => (ref === 'cluster' ? ref : `${ref.kind}/${ref.name}`);
