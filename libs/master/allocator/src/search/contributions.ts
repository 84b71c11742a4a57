/** What placing an instance on each node adds to the sums of the score, in the terms of `chords.ts`. */
import { R } from '../model/resources';
import { RESERVED_TOTAL_WEIGHT } from '../score/metrics';
import type { ScoreSums } from '../score/sums';

export interface Contributions {
  /** `y` of each spread, `spreads + 1` per entry of `nodes`. */
  readonly y: Float64Array;
  /** Reserved memory that the node would add, relative to its size. */
  readonly reserved: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Largest absolute change of a sum. */
  readonly change: Float64Array;
}

/**
 * `rows`: what the instance takes in this role; `standby`: memory a secondary keeps free, for nodes that are not yet
 * secondary for the same primary.
 */
export function contributions(sums: ScoreSums, nodes: Int32Array, rows: Float64Array, instance: number, standby: number): Contributions {
  const { model, spreads } = sums;
  const width = spreads + 1;
  const n = Math.max(1, sums.nodes);
  const y = new Float64Array(nodes.length * width);
  const reserved = new Float64Array(nodes.length);
  const low = new Float64Array(width).fill(Infinity);
  const high = new Float64Array(width).fill(-Infinity);
  const change = new Float64Array(width);
  const row = instance * R.count;
  for (let j = 0; j < nodes.length; j++) {
    const node = nodes[j] ?? 0;
    const at = node * R.count;
    for (let k = 0; k < width; k++) {
      let delta: number;
      if (k < spreads) {
        const r = sums.resources[k] ?? 0;
        delta = (rows[row + r] ?? 0) * (model.scale[at + r] ?? 0);
      } else {
        const now = model.reserved[node] ?? 0;
        delta = standby > now ? (standby - now) * (model.scale[at + R.memFree] ?? 0) : 0;
        reserved[j] = delta;
      }
      const value = (delta * (2 * (sums.values[node * width + k] ?? 0) + delta)) / n - (2 * (sums.sum[k] ?? 0) * delta) / (n * n);
      y[j * width + k] = value;
      if (value < (low[k] ?? 0)) low[k] = value;
      if (value > (high[k] ?? 0)) high[k] = value;
      if (Math.abs(delta) > (change[k] ?? 0)) change[k] = Math.abs(delta);
    }
  }
  return { y, reserved, low, high, change };
}

/** The least that each node adds to the score. */
export function weigh(added: Contributions, slopes: Float64Array, count: number): Float64Array {
  const width = slopes.length;
  const bound = new Float64Array(count);
  for (let j = 0; j < count; j++) {
    let sum = (added.reserved[j] ?? 0) * RESERVED_TOTAL_WEIGHT;
    for (let k = 0; k < width; k++) sum += (slopes[k] ?? 0) * (added.y[j * width + k] ?? 0);
    bound[j] = sum;
  }
  return bound;
}
