/** What rapi asks of the master daemon; in tests a fake stands in. */
import type { MasterClient } from '@ganeti/master-api';
import type { Json } from '@ganeti/objects';

export interface Master
  extends Pick<
    MasterClient,
    | 'submit'
    | 'query'
    | 'queryFields'
    | 'waitForChange'
    | 'cancelJob'
    | 'replaceFilter'
    | 'deleteFilter'
    | 'jobOwners'
    | 'metrics'
    | 'subscribe'
  > {
  /** Speaking for this user: jobs are theirs, and the master's audit log names them. */
  as(user: string): Master;
}

export const queryKinds = [
  'cluster',
  'export',
  'extstorage',
  'filter',
  'group',
  'instance',
  'job',
  'lock',
  'network',
  'node',
  'os',
] as const;
export type QueryKind = (typeof queryKinds)[number];

/** A list; naming something unknown in `names` makes it fail with unknown_entity. */
export interface MasterQuery {
  readonly kind: QueryKind;
  readonly fields: readonly string[];
  /** Names, or job ids in decimal; missing: all. */
  readonly names?: readonly string[];
  /** Ganeti's filter language. */
  readonly filter?: Json;
  /** As dictionaries by field (default), or as lists of [status, value]. */
  readonly form?: 'dicts' | 'pairs';
}
