/** What rapi asks of the master daemon; in tests a fake stands in. */
import type { Json } from '@ganeti/objects';
import type { MasterClient } from '@ganeti/master-api';

export type Master = Pick<MasterClient, 'submit' | 'query' | 'waitForChange' | 'cancelJob'>;

export type QueryKind = 'cluster' | 'group' | 'instance' | 'job' | 'node' | 'os';

/** A list that is answered as dictionaries; naming something unknown in `names` makes it fail with unknown_entity. */
export interface MasterQuery {
  readonly kind: QueryKind;
  readonly fields: readonly string[];
  /** Names, or job ids in decimal; missing: all. */
  readonly names?: readonly string[];
}

/** Submits one job and answers its id; throws what the master says against it. */
export async function submitJob(master: Master, opcodes: readonly Json[]): Promise<number> {
  const [outcome] = await master.submit([opcodes]);
  if (outcome === undefined) throw new Error('the master answered a submission without saying what became of it');
  if ('error' in outcome) throw outcome.error;
  return outcome.jobId;
}
