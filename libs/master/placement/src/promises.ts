/** Room for instances that jobs will create which have been submitted, but have not begun. Each of these jobs takes over its own. */
import type { Clock } from '@ganeti/runtime';
import { promiseOwner, type Claim, type Claims } from './claims';
import type { Needs } from './types';

/** For jobs that never come: they were cancelled, or wait longer than anybody should keep room for them. */
const keptSeconds = 600;

export class Promises {
  #last = 0;
  readonly #cancels = new Map<Claim, () => void>();

  constructor(
    private readonly claims: Claims,
    private readonly clock: Pick<Clock, 'after'>,
  ) {}

  claim(needs: Needs, nodes: readonly string[]): Claim {
    return { jobId: promiseOwner, opIndex: (this.#last += 1), needs, nodes, kind: 'new' };
  }

  /** Takes all of them, or none: then it answers why. */
  hold(wanted: readonly Claim[], problemOf: (claim: Claim) => string | null): string | null {
    for (const [index, claim] of wanted.entries()) {
      const problem = problemOf(claim);
      if (problem !== null) {
        this.drop(wanted.slice(0, index));
        return problem;
      }
      this.claims.set(claim);
      this.#cancels.set(claim, this.clock.after(keptSeconds, () => this.drop([claim])));
    }
    return null;
  }

  drop(claims: readonly Claim[]): void {
    for (const claim of claims) {
      this.#cancels.get(claim)?.();
      this.#cancels.delete(claim);
      this.claims.delete(claim);
    }
  }

  close(): void {
    this.drop([...this.#cancels.keys()]);
  }
}
