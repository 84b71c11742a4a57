/** A wrong answer, told so that the request can be sent again: by hand, or with `npm run -s fuzz -- --seed S --replay PHASE:INDEX`. */
import type { FuzzRequest, Phase } from './request';
import type { Outcome } from './transport';

export interface Place {
  readonly phase: Phase;
  readonly seed: number;
  readonly index: number;
}

export interface Failure extends Place {
  readonly problem: string;
  readonly kind: string;
  readonly as: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Base64. */
  readonly body?: string;
  /** Base64 of what is sent on a connection of its own. */
  readonly bytes?: readonly string[];
  readonly then?: string;
  readonly answer: string;
}

const shown = 1000;

export function failureOf(place: Place, { kind, as, method, path, headers = {}, body, wire }: FuzzRequest, outcome: Outcome, problem: string): Failure {
  return {
    ...place,
    problem,
    kind,
    as,
    method,
    path,
    headers,
    ...(body === undefined ? {} : { body: body.toString('base64') }),
    ...(wire === undefined ? {} : { bytes: wire.chunks.map((chunk) => chunk.toString('base64')), then: wire.then }),
    answer: JSON.stringify(outcome).slice(0, shown),
  };
}

/** `mixed:17`. Throws for what is no place. */
export function placeOf(text: string, seed: number): Place {
  const [, phase, index] = /^(refused|mixed|changing):(\d+)$/.exec(text) ?? [];
  if (phase === undefined) throw new Error(`${text} is no place of a request; give PHASE:INDEX, such as refused:17`);
  return { phase: phase as Phase, seed, index: Number(index) };
}
