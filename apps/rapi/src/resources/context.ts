/** What the resources are built from. */
import type { Clock } from '@ganeti/runtime';
import type { AnswerCache } from '../answer-cache';
import type { Dialect } from '../compat';
import type { Master } from '../master';

export interface ResourceContext {
  readonly master: Master;
  readonly answers: AnswerCache;
  readonly clock: Clock;
  readonly dialect: Dialect;
}
