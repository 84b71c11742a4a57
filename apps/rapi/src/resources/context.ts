/** What the resources are built from. */
import type { Clock } from '@ganeti/runtime';
import type { AnswerCache } from '../answer-cache';
import type { Dialect } from '../compat';
import type { Master } from '../master';
import type { Route } from '../routes';

export interface ResourceContext {
  readonly master: Master;
  readonly answers: AnswerCache;
  readonly clock: Clock;
  readonly dialect: Dialect;
  /** Event stream, figures: what has more to it than an answer. */
  readonly others: readonly Route[];
}
