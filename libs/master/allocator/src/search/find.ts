/** The best place for an instance that is on no node: one node, or a pair. Exact; ties go to the nodes that come first. */
import { primaryRefusal, secondaryRefusal, type Refusal, type Rules } from '../model/constraints';
import { countsScore, type ScoreSums } from '../score/sums';
import { RESERVED_TOTAL_WEIGHT } from '../score/metrics';
import { chords } from './chords';
import { contributions, weigh } from './contributions';

export interface Place {
  readonly primary: number;
  /** -1: none */
  readonly secondary: number;
  /** Of the cluster with the instance there. */
  readonly score: number;
}

export interface Search {
  /** null: nothing fits. */
  readonly best: Place | null;
  /** Nodes that cannot be primary, or secondary, by reason. */
  readonly refused: ReadonlyMap<Refusal, number>;
  /** Nodes that can be primary. */
  readonly fitting: number;
}

export interface SearchOptions extends Rules {
  /** A last word on each place that would be the best; costly checks go here. */
  readonly accept?: (primary: number, secondary: number) => Refusal | null;
}

/** Scores nearer than this are the same. */
const EPSILON = 1e-9;

export function findSingle(sums: ScoreSums, instance: number, nodes: readonly number[], options: SearchOptions = {}): Search {
  sums.refresh();
  const tally = new Tally(sums, instance, options);
  let fitting = 0;
  for (const node of nodes) {
    if (!tally.allows(primaryRefusal(sums.model, instance, node, options))) continue;
    fitting += 1;
    tally.offer(node, -1);
  }
  return { best: tally.best, refused: tally.refused, fitting };
}

/**
 * Pairs are looked at in the order of a lower bound of their score, until that reaches the best found. Where primary and
 * secondary already share instances the bound does not hold; those few pairs are all looked at first.
 */
export function findPair(sums: ScoreSums, instance: number, nodes: readonly number[], options: SearchOptions = {}): Search {
  sums.refresh();
  const { model } = sums;
  const tally = new Tally(sums, instance, options);
  const firsts = Int32Array.from(nodes.filter((node) => tally.allows(primaryRefusal(model, instance, node, options))));
  const seconds = Int32Array.from(nodes.filter((node) => tally.allows(secondaryRefusal(model, instance, node, -1, options))));
  const result = (): Search => ({ best: tally.best, refused: tally.refused, fitting: firsts.length });
  if (firsts.length === 0 || seconds.length === 0) return result();

  const added1 = contributions(sums, firsts, model.asPrimary, instance, 0);
  const added2 = contributions(sums, seconds, model.asSecondary, instance, model.standby[instance] ?? 0);
  const both = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, k) => value + (b[k] ?? 0));
  const { slopes, base } = chords(sums, both(added1.low, added2.low), both(added1.high, added2.high), both(added1.change, added2.change));
  const bound1 = weigh(added1, slopes, firsts.length);
  const bound2 = weigh(added2, slopes, seconds.length);
  const order1 = ascending(bound1);
  const order2 = ascending(bound2);
  const fixed = base + sums.reservedTotal * RESERVED_TOTAL_WEIGHT + countsScore(model.counts);

  // A good pair first, so that the bound cuts early.
  const visit = (): void => {
    for (const i of order1) {
      const primary = firsts[i] ?? 0;
      const start = fixed + (bound1[i] ?? 0);
      if (start + (bound2[order2[0] ?? 0] ?? 0) >= tally.limit) return;
      for (const j of order2) {
        if (start + (bound2[j] ?? 0) >= tally.limit) break;
        const secondary = seconds[j] ?? 0;
        if (secondary === primary || model.peers[secondary]?.sums.has(primary) === true) continue;
        tally.offer(primary, secondary);
      }
    }
  };
  visit();
  const canBeFirst = new Set(firsts);
  for (const secondary of seconds) {
    for (const primary of model.peers[secondary]?.sums.keys() ?? []) {
      if (primary === secondary || !canBeFirst.has(primary)) continue;
      if (secondaryRefusal(model, instance, secondary, primary, options) === null) tally.offer(primary, secondary);
    }
  }
  return result();
}

/** Keeps the best place and the reasons of refusal. */
class Tally {
  best: Place | null = null;
  readonly refused = new Map<Refusal, number>();

  constructor(
    private readonly sums: ScoreSums,
    private readonly instance: number,
    private readonly options: SearchOptions,
  ) {}

  /** Nothing at or above this is an improvement. */
  get limit(): number {
    return this.best === null ? Infinity : this.best.score - EPSILON;
  }

  allows(refusal: Refusal | null): boolean {
    if (refusal === null) return true;
    this.refused.set(refusal, (this.refused.get(refusal) ?? 0) + 1);
    return false;
  }

  offer(primary: number, secondary: number): void {
    const score = this.sums.scoreWith(this.instance, primary, secondary);
    if (score >= this.limit) return;
    if (!this.allows(this.options.accept?.(primary, secondary) ?? null)) return;
    this.best = { primary, secondary, score };
  }
}

function ascending(bound: Float64Array): Int32Array {
  return Int32Array.from(bound.keys()).sort((a, b) => (bound[a] ?? 0) - (bound[b] ?? 0) || a - b);
}
