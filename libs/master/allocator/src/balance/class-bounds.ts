/**
 * Lower bounds of what moving an instance does to the score, shared by all instances that take the same of their nodes. See
 * `search/chords.ts` for the idea. Reserved memory depends on which instances two nodes share, so for it there is an interval.
 */
import { R } from '../model/resources';
import { RESERVED_TOTAL_WEIGHT } from '../score/metrics';
import type { ScoreSums } from '../score/sums';
import { chords } from '../search/chords';

/** What happens to one node. */
export const enum Op {
  addPrimary = 0,
  addSecondary = 1,
  removePrimary = 2,
  removeSecondary = 3,
  toSecondary = 4,
  toPrimary = 5,
  count = 6,
}

const operations: number = Op.count;
const SIGNS: readonly (readonly [primary: number, secondary: number])[] = [[1, 0], [0, 1], [-1, 0], [0, -1], [-1, 1], [1, -1]];
/** The operations of each kind of move, to bound the sum of their changes. */
const MOVES: readonly (readonly Op[])[] = [
  [Op.toSecondary, Op.toPrimary],
  [Op.addSecondary, Op.removeSecondary],
  [Op.addSecondary, Op.removePrimary, Op.toPrimary],
  [Op.addPrimary, Op.toSecondary, Op.removeSecondary],
  [Op.addPrimary, Op.removePrimary],
];

export class ClassBounds {
  /** What all spreads are at least, before any change. */
  readonly base: number;
  /** Per node and operation: the least it adds through all spreads but that of reserved memory. */
  readonly adds: Float64Array;
  /** The least of `adds` over nodes that are online, with reserved memory for addSecondary. */
  leastPrimary = Infinity;
  leastSecondary = Infinity;
  readonly #reservedSlope: number;

  constructor(
    private readonly sums: ScoreSums,
    instance: number,
  ) {
    const { model, spreads } = sums;
    const width = spreads + 1;
    const n = Math.max(1, sums.nodes);
    const y = new Float64Array(model.nodeCount * Op.count * spreads);
    const low = new Float64Array(Op.count * width);
    const high = new Float64Array(Op.count * width);
    const largest = new Float64Array(width);
    const row = instance * R.count;
    const standby = model.standby[instance] ?? 0;
    let leastReserved = 0;
    let mostReserved = 0;
    for (let node = 0; node < model.nodeCount; node++) {
      if (model.online[node] !== 1) continue;
      const at = node * R.count;
      for (let k = 0; k < spreads; k++) {
        const r = sums.resources[k] ?? 0;
        const scale = model.scale[at + r] ?? 0;
        const twice = 2 * (sums.values[node * width + k] ?? 0) - (2 * (sums.sum[k] ?? 0)) / n;
        const asPrimary = (model.asPrimary[row + r] ?? 0) * scale;
        const asSecondary = (model.asSecondary[row + r] ?? 0) * scale;
        for (let op = 0; op < operations; op++) {
          const [p, s] = SIGNS[op] ?? [0, 0];
          const delta = p * asPrimary + s * asSecondary;
          const value = (delta * (twice + delta)) / n;
          y[(node * Op.count + op) * spreads + k] = value;
          const slot = op * width + k;
          if (value < (low[slot] ?? 0)) low[slot] = value;
          if (value > (high[slot] ?? 0)) high[slot] = value;
          if (Math.abs(delta) > (largest[k] ?? 0)) largest[k] = Math.abs(delta);
        }
      }
      const most = standby * (model.scale[at + R.memFree] ?? 0);
      const v = sums.values[node * width + spreads] ?? 0;
      leastReserved = Math.min(leastReserved, -Math.min(v * v, most * (2 * Math.abs(v) + most)));
      mostReserved = Math.max(mostReserved, most * (2 * Math.abs(v) + most));
      if (most > (largest[spreads] ?? 0)) largest[spreads] = most;
    }
    const lowest = new Float64Array(width);
    const highest = new Float64Array(width);
    for (const ops of MOVES) {
      for (let k = 0; k < spreads; k++) {
        lowest[k] = Math.min(lowest[k] ?? 0, ops.reduce((sum, op) => sum + (low[op * width + k] ?? 0), 0));
        highest[k] = Math.max(highest[k] ?? 0, ops.reduce((sum, op) => sum + (high[op * width + k] ?? 0), 0));
      }
    }
    const drift = Math.abs(2 * (sums.sum[spreads] ?? 0) * (largest[spreads] ?? 0)) / (n * n);
    lowest[spreads] = 2 * (leastReserved / n - drift);
    highest[spreads] = 2 * (mostReserved / n + drift);
    const { slopes, base } = chords(sums, lowest, highest, largest.map((delta) => 3 * delta));
    this.base = base;
    this.#reservedSlope = slopes[spreads] ?? 0;
    this.adds = new Float64Array(model.nodeCount * Op.count);
    for (let node = 0; node < model.nodeCount; node++) {
      if (model.online[node] !== 1) continue;
      for (let op = 0; op < operations; op++) {
        let sum = 0;
        const at = (node * Op.count + op) * spreads;
        for (let k = 0; k < spreads; k++) sum += (slopes[k] ?? 0) * (y[at + k] ?? 0);
        this.adds[node * Op.count + op] = sum;
      }
      const now = model.reserved[node] ?? 0;
      const added = (this.adds[node * Op.count + Op.addSecondary] ?? 0) + this.reserved(node, Math.max(0, standby - now), standby);
      this.adds[node * Op.count + Op.addSecondary] = added;
      if (added < this.leastSecondary) this.leastSecondary = added;
      const primary = this.adds[node * Op.count + Op.addPrimary] ?? 0;
      if (primary < this.leastPrimary) this.leastPrimary = primary;
    }
  }

  add(node: number, op: Op): number {
    return this.adds[node * Op.count + op] ?? 0;
  }

  /** The least that a change of the node's reserved memory between these MiB adds to the score. */
  reserved(node: number, from: number, to: number): number {
    const { model, spreads } = this.sums;
    if (model.online[node] !== 1) return 0;
    const n = Math.max(1, this.sums.nodes);
    const scale = model.scale[node * R.count + R.memFree] ?? 0;
    const a = this.#reservedSlope / n;
    const b = a * (2 * (this.sums.values[node * (spreads + 1) + spreads] ?? 0) - (2 * (this.sums.sum[spreads] ?? 0)) / n) + RESERVED_TOTAL_WEIGHT;
    let delta = from * scale;
    if (a > 0) delta = Math.min(Math.max(-b / (2 * a), delta), to * scale);
    return delta * (a * delta + b);
  }
}

/** Instances with the same key have the same bounds. */
export function classKey(sums: ScoreSums, instance: number): string {
  const { model } = sums;
  const row = instance * R.count;
  return `${model.standby[instance]} ${model.asPrimary.subarray(row, row + R.count).join()} ${model.asSecondary.subarray(row, row + R.count).join()}`;
}
