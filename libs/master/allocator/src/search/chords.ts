/**
 * A lower bound of the score that is a sum over nodes, so that candidates can be sorted and most pairs never be looked at.
 *
 * With sums S and squares Q over n nodes a spread is sqrt(Q/n - (S/n)²). Placing changes Q and S by amounts that add up over the
 * nodes it touches, except for the square of the change of S, which is bounded. So a spread is a concave function of a
 * sum `y` over the touched nodes, and between the least and the largest possible `y` it lies above its chord.
 */
import type { ScoreSums } from '../score/sums';

export interface Chords {
  /** Per spread: what one unit of `y` adds at least. */
  readonly slopes: Float64Array;
  /** What all spreads together are at least at `y` = 0. */
  readonly base: number;
}

/** `low`, `high`: bounds of `y`; `change`: the largest absolute change of S. All per spread, the one of reserved memory last. */
export function chords(sums: ScoreSums, low: Float64Array, high: Float64Array, change: Float64Array): Chords {
  const width = sums.spreads + 1;
  const slopes = new Float64Array(width);
  let base = 0;
  const n = Math.max(1, sums.nodes);
  for (let k = 0; k < width; k++) {
    const mean = (sums.sum[k] ?? 0) / n;
    const slack = ((change[k] ?? 0) / n) ** 2;
    const variance = (sums.squares[k] ?? 0) / n - mean * mean - slack;
    const weight = sums.weights[k] ?? 0;
    const top = high[k] ?? 0;
    // Below this the spread is bounded by zero, and the chord by less.
    const from = Math.max(low[k] ?? 0, -variance);
    if (top - from <= 1e-15) {
      base += weight * Math.sqrt(Math.max(0, variance + Math.min(from, top)));
      continue;
    }
    const atFrom = Math.sqrt(Math.max(0, variance + from));
    const slope = (weight * (Math.sqrt(variance + top) - atFrom)) / (top - from);
    slopes[k] = slope;
    base += weight * atFrom - slope * from;
  }
  return { slopes, base };
}
