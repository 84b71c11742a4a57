/** What rapi asks of the master daemon; in tests a fake stands in. */
import type { Json } from '@ganeti/objects';
import type { MasterClient } from '@ganeti/master-api';

export type Master = Pick<
  MasterClient,
  'submit' | 'query' | 'queryFields' | 'waitForChange' | 'cancelJob' | 'replaceFilter' | 'deleteFilter'
>;

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

/** Submits one job and answers its id; throws what the master says against it. */
export async function submitJob(master: Master, opcodes: readonly Json[]): Promise<number> {
  const [outcome] = await master.submit([opcodes]);
  if (outcome === undefined) throw new Error('the master answered a submission without saying what became of it');
  if ('error' in outcome) throw outcome.error;
  return outcome.jobId;
}
