/** A bucket of tokens for each user: requests beyond a rate are refused, bursts are not. */
import { BoundedMap } from './bounded-map';

interface Bucket {
  tokens: number;
  /** Seconds. */
  filledAt: number;
}

export class RateLimit {
  private readonly buckets = new BoundedMap<Bucket>(10_000);

  /** `perSecond` 0: no limit. `burst`: requests at once after a pause. `now`: seconds. */
  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    private readonly now: () => number,
  ) {}

  /** Takes one; seconds to wait when there is none, else 0. */
  take(user: string): number {
    if (this.perSecond === 0) return 0;
    const now = this.now();
    let bucket = this.buckets.get(user);
    if (bucket === undefined) this.buckets.set(user, (bucket = { tokens: this.burst, filledAt: now }));
    bucket.tokens = Math.min(this.burst, bucket.tokens + Math.max(0, now - bucket.filledAt) * this.perSecond);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return (1 - bucket.tokens) / this.perSecond;
    bucket.tokens -= 1;
    return 0;
  }
}
