/**
 * Memory that a node keeps free for a primary node that may fail: the sum over the instances it is secondary of, for each of
 * their primaries. What it has to reserve is the largest of these sums, since one node fails at a time (N+1).
 */
export class Peers {
  readonly sums = new Map<number, number>();
  /** The largest sum, whose it is (-1: none), and the next one. */
  first = 0;
  firstOf = -1;
  second = 0;

  of(primary: number): number {
    return this.sums.get(primary) ?? 0;
  }

  add(primary: number, memory: number): void {
    const sum = this.of(primary) + memory;
    this.sums.set(primary, sum);
    if (primary === this.firstOf) this.first = sum;
    else if (sum > this.first) {
      this.second = this.first;
      this.first = sum;
      this.firstOf = primary;
    } else if (sum > this.second) this.second = sum;
  }

  /** `last`: no instance of this primary is left. */
  remove(primary: number, memory: number, last: boolean): void {
    if (last) this.sums.delete(primary);
    else this.sums.set(primary, this.of(primary) - memory);
    this.#rank();
  }

  /** What would be reserved with the sum of one primary less, and of another (or the same) more by these amounts. */
  reservedWith(lessOf: number, less: number, moreOf: number, more: number): number {
    if (lessOf < 0) return moreOf < 0 ? this.first : Math.max(this.first, this.of(moreOf) + more);
    const rest = this.firstOf === lessOf ? this.second : this.first;
    if (lessOf === moreOf) return Math.max(rest, this.of(lessOf) - less + more);
    const reduced = Math.max(rest, this.of(lessOf) - less);
    return moreOf < 0 ? reduced : Math.max(reduced, this.of(moreOf) + more);
  }

  #rank(): void {
    let first = 0;
    let firstOf = -1;
    let second = 0;
    for (const [primary, sum] of this.sums) {
      if (sum > first) {
        second = first;
        first = sum;
        firstOf = primary;
      } else if (sum > second) second = sum;
    }
    this.first = first;
    this.firstOf = firstOf;
    this.second = second;
  }
}
