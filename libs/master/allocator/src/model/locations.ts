/**
 * Failure domains: location tags of nodes, what instances wish of them, and how many primaries with the same exclusion tag
 * share one.
 */
export class Locations {
  /** Location tag ids of each node. */
  readonly ofNode: readonly (readonly number[])[];
  /** Primaries per location and exclusion set. */
  readonly #shared = new Map<number, number>();

  constructor(ofNode: readonly (readonly number[])[]) {
    this.ofNode = ofNode;
    this.any = ofNode.some((tags) => tags.length > 0);
  }

  readonly any: boolean;

  /** How many domains the two nodes share, and how many wishes the primary does not fulfil. */
  score(wishes: readonly number[], primary: number, secondary: number): number {
    if (primary < 0) return 0;
    const mine = this.ofNode[primary] ?? [];
    let score = 0;
    if (secondary >= 0 && mine.length > 0) {
      const theirs = this.ofNode[secondary] ?? [];
      for (const tag of mine) if (theirs.includes(tag)) score += 1;
    }
    for (const wish of wishes) if (!mine.includes(wish)) score += 1;
    return score;
  }

  /** How the count of primaries too many per domain changes with a move; -1: from or to nowhere. */
  sharingBy(sets: readonly number[], from: number, to: number): number {
    if (!this.any || from === to) return 0;
    let change = 0;
    const left = from < 0 ? [] : (this.ofNode[from] ?? []);
    const entered = to < 0 ? [] : (this.ofNode[to] ?? []);
    for (const set of sets) {
      for (const tag of left) if (!entered.includes(tag) && this.#count(set, tag) > 1) change -= 1;
      for (const tag of entered) if (!left.includes(tag) && this.#count(set, tag) > 0) change += 1;
    }
    return change;
  }

  move(sets: readonly number[], from: number, to: number): void {
    for (const set of sets) {
      for (const tag of this.ofNode[from] ?? []) this.#shared.set(key(set, tag), this.#count(set, tag) - 1);
      for (const tag of this.ofNode[to] ?? []) this.#shared.set(key(set, tag), this.#count(set, tag) + 1);
    }
  }

  #count(set: number, tag: number): number {
    return this.#shared.get(key(set, tag)) ?? 0;
  }
}

const key = (set: number, tag: number): number => set * 65536 + tag;
