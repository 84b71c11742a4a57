/** Requests in the order in which they are served. */
export interface Ordered {
  /** lower is served first */
  priority: number;
  /** order of arrival; unique */
  readonly arrival: number;
}

export function before(a: Ordered, b: Ordered): boolean {
  return a.priority < b.priority || (a.priority === b.priority && a.arrival < b.arrival);
}

/** A sorted list: first in O(1), enter and leave by binary search. Its members' order must not change while they are in it. */
export class WaitingLine<T extends Ordered> implements Iterable<T> {
  private readonly items: T[] = [];

  get first(): T | undefined {
    return this.items[0];
  }
  get length(): number {
    return this.items.length;
  }
  [Symbol.iterator](): Iterator<T> {
    return this.items[Symbol.iterator]();
  }

  enter(item: T): void {
    this.items.splice(this.place(item), 0, item);
  }

  leave(item: T): void {
    const at = this.place(item);
    if (this.items[at] === item) this.items.splice(at, 1);
  }

  /** Index of the first member that is not before `item`. */
  private place(item: T): number {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (before(this.items[middle]!, item)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
