/**
 * A range of numbers that hands out the lowest free one without looking through those in use. A number may be held by
 * several parties (a reservation and the object that is being committed with it) and is free when all have let go.
 */
export class LowestFree {
  private readonly holders = new Map<number, number>();
  /** Everything from here on has never been handed out, though single numbers may be held. */
  private frontier: number;
  /** Numbers below the frontier that were let go; a min-heap, may hold stale entries that are in use again. */
  private readonly freed: number[] = [];

  constructor(
    private readonly first: number,
    private readonly last: number,
  ) {
    this.frontier = first;
  }

  take(number: number): void {
    this.holders.set(number, (this.holders.get(number) ?? 0) + 1);
  }

  release(number: number): void {
    const left = (this.holders.get(number) ?? 0) - 1;
    if (left > 0) {
      this.holders.set(number, left);
      return;
    }
    this.holders.delete(number);
    if (number >= this.first && number < this.frontier) push(this.freed, number);
  }

  isFree(number: number): boolean {
    return !this.holders.has(number);
  }

  /** Takes the lowest free number; null: none is left. */
  takeLowest(): number | null {
    for (let number = pop(this.freed); number !== undefined; number = pop(this.freed)) {
      if (!this.isFree(number)) continue;
      this.take(number);
      return number;
    }
    while (this.frontier <= this.last) {
      const number = this.frontier++;
      if (!this.isFree(number)) continue;
      this.take(number);
      return number;
    }
    return null;
  }
}

function push(heap: number[], value: number): void {
  let at = heap.push(value) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent]! <= value) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = value;
}

function pop(heap: number[]): number | undefined {
  const top = heap[0];
  const value = heap.pop();
  if (value === undefined || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child += 1;
    if (heap[child]! >= value) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = value;
  return top;
}
