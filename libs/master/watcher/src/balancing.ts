/** Continuous balancing (OP_CLUSTER_SET_BALANCING): a balance job every so often, never two at once. */
import type { Json } from '@ganeti/objects';
import type { Submitter } from './submitter';
import type { WatcherParts } from './types';

export class BalanceDuty {
  private last = -Infinity;
  private job: number | null = null;

  constructor(
    private readonly parts: Pick<WatcherParts, 'config' | 'jobs' | 'clock'>,
    private readonly submitter: Submitter,
  ) {}

  async round(): Promise<void> {
    const { config, clock } = this.parts;
    const wanted = config.view.cluster().balancing ?? null;
    if (wanted === null || clock.now() - this.last < wanted.interval || this.underWay()) return;
    this.last = clock.now();
    const { max_moves, min_gain, interval } = wanted;
    const [job] = await this.submitter.submit([
      {
        what: 'balance',
        object: '',
        why: `balancing every ${interval} seconds`,
        // The gain counts at every score: small gains are not worth copying disks for, again and again.
        opcode: { OP_ID: 'OP_CLUSTER_BALANCE', execute: true, max_moves, min_gain, min_gain_limit: Number.MAX_SAFE_INTEGER },
      },
    ]);
    this.job = job ?? null;
  }

  /** The last one, or a move that it has submitted, has not ended. */
  private underWay(): boolean {
    const job = this.job === null ? undefined : this.parts.jobs.get(this.job);
    if (job === undefined) return false;
    if (job.end === null) return true;
    return movesOf(job.ops[0]?.result ?? null).some((id) => this.parts.jobs.get(id)?.end === null);
  }
}

function movesOf(result: Json): number[] {
  const jobs = (result as { jobs?: readonly (readonly [boolean, number | string])[] } | null)?.jobs ?? [];
  return jobs.flatMap(([taken, id]) => (taken ? [Number(id)] : []));
}
