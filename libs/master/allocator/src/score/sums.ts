/**
 * The score as sums: for each spread the sum of the values and of their squares, shifted by the mean so that nothing is lost by
 * cancellation. A move changes the values of two to four nodes, so its score is found without looking at the others.
 */
import { breachesBy } from '../model/affinity';
import type { ClusterModel } from '../model/cluster-model';
import { R } from '../model/resources';
import { COUNT_WEIGHTS, RESERVED_SPREAD_WEIGHT, RESERVED_TOTAL_WEIGHT, SPREADS } from './metrics';

export class ScoreSums {
  /** Resources of the spreads that differ, and their weights; metrics that are equal on all nodes are counted once. */
  resources = new Int32Array(0);
  weights = new Float64Array(0);
  /** Number of spreads; the one of reserved memory comes after them, at index `spreads`. */
  spreads = 0;
  /** Online nodes. */
  nodes = 0;
  shift = new Float64Array(0);
  sum = new Float64Array(0);
  squares = new Float64Array(0);
  reservedTotal = 0;
  /** Values of the online nodes, `spreads + 1` per node. */
  values = new Float64Array(0);
  #changedSum = new Float64Array(0);
  #changedSquares = new Float64Array(0);
  #traits = '';
  #reservedChange = 0;
  #countChange = 0;
  #revision = -1;

  constructor(readonly model: ClusterModel) {
    this.refresh();
  }

  /** Brings the sums up to date with the model. Does nothing when they are. */
  refresh(): void {
    const { model } = this;
    if (this.#revision === model.revision) return;
    this.#revision = model.revision;
    this.#arrange();
    const { spreads } = this;
    const width = spreads + 1;
    this.nodes = model.online.reduce((sum, online) => sum + online, 0);
    this.shift.fill(0);
    this.reservedTotal = 0;
    for (let node = 0; node < model.nodeCount; node++) {
      if (model.online[node] !== 1) continue;
      const at = node * R.count;
      for (let k = 0; k < spreads; k++) {
        const column = at + (this.resources[k] ?? 0);
        const value = (model.rows[column] ?? 0) * (model.scale[column] ?? 0);
        this.values[node * width + k] = value;
        this.shift[k] = (this.shift[k] ?? 0) + value;
      }
      const reserved = (model.reserved[node] ?? 0) * (model.scale[at + R.memFree] ?? 0);
      this.values[node * width + spreads] = reserved;
      this.shift[spreads] = (this.shift[spreads] ?? 0) + reserved;
    }
    this.reservedTotal = this.shift[spreads] ?? 0;
    this.sum.fill(0);
    this.squares.fill(0);
    for (let k = 0; k < width; k++) this.shift[k] = (this.shift[k] ?? 0) / Math.max(1, this.nodes);
    for (let node = 0; node < model.nodeCount; node++) {
      if (model.online[node] !== 1) continue;
      for (let k = 0; k < width; k++) {
        const value = (this.values[node * width + k] ?? 0) - (this.shift[k] ?? 0);
        this.values[node * width + k] = value;
        this.sum[k] = (this.sum[k] ?? 0) + value;
        this.squares[k] = (this.squares[k] ?? 0) + value * value;
      }
    }
  }

  /** Chooses the columns that have to be looked at, when that may have changed. */
  #arrange(): void {
    const { stopped, forthcoming, loaded } = this.model.traits;
    const traits = `${stopped > 0} ${forthcoming > 0} ${loaded > 0}`;
    if (traits === this.#traits) return;
    this.#traits = traits;
    const distinct = distinctSpreads(stopped > 0 || forthcoming > 0, forthcoming > 0, loaded > 0);
    const width = distinct.length + 1;
    this.spreads = distinct.length;
    this.resources = Int32Array.from(distinct, ({ resource }) => resource);
    this.weights = Float64Array.from([...distinct.map(({ weight }) => weight), RESERVED_SPREAD_WEIGHT]);
    this.shift = new Float64Array(width);
    this.sum = new Float64Array(width);
    this.squares = new Float64Array(width);
    this.#changedSum = new Float64Array(width);
    this.#changedSquares = new Float64Array(width);
    this.values = new Float64Array(this.model.nodeCount * width);
  }

  score(): number {
    this.refresh();
    this.#clear();
    return this.#total();
  }

  /** Score of the cluster if the instance were on these nodes (-1: on none). The model stays as it is. */
  scoreWith(instance: number, primary: number, secondary: number): number {
    const { model } = this;
    this.refresh();
    const p = model.primaryOf[instance] ?? -1;
    const s = model.secondaryOf[instance] ?? -1;
    this.#clear();
    const memory = model.standby[instance] ?? 0;
    this.#touch(p, instance, p, s, primary, secondary, memory);
    if (s >= 0) this.#touch(s, instance, p, s, primary, secondary, memory);
    if (primary !== p && primary !== s) this.#touch(primary, instance, p, s, primary, secondary, memory);
    if (secondary !== p && secondary !== s) this.#touch(secondary, instance, p, s, primary, secondary, memory);
    this.#countTags(instance, p, s, primary, secondary);
    return this.#total();
  }

  #clear(): void {
    this.#changedSum.fill(0);
    this.#changedSquares.fill(0);
    this.#reservedChange = 0;
    this.#countChange = 0;
  }

  #touch(node: number, instance: number, p: number, s: number, primary: number, secondary: number, memory: number): void {
    if (node < 0) return;
    const { model, spreads } = this;
    const asPrimary = (node === primary ? 1 : 0) - (node === p ? 1 : 0);
    const asSecondary = (node === secondary ? 1 : 0) - (node === s ? 1 : 0);
    const stays = asPrimary === 0 && asSecondary === 0;
    const standsBy = node === s || node === secondary;
    if (stays && !standsBy) return;
    const all = (model.primaries[node] ?? 0) + (model.secondaries[node] ?? 0);
    if (model.online[node] !== 1) {
      this.#countChange += (asPrimary + asSecondary) * COUNT_WEIGHTS.offlineAll + asPrimary * COUNT_WEIGHTS.offlinePrimary;
      return;
    }
    const width = spreads + 1;
    const at = node * R.count;
    const row = instance * R.count;
    const values = node * width;
    for (let k = 0; k < spreads; k++) {
      const r = this.resources[k] ?? 0;
      const amount = asPrimary * (model.asPrimary[row + r] ?? 0) + asSecondary * (model.asSecondary[row + r] ?? 0);
      if (amount === 0) continue;
      const change = amount * (model.scale[at + r] ?? 0);
      this.#changedSum[k] = (this.#changedSum[k] ?? 0) + change;
      this.#changedSquares[k] = (this.#changedSquares[k] ?? 0) + change * (2 * (this.values[values + k] ?? 0) + change);
    }
    const before = model.reserved[node] ?? 0;
    let reserved = before;
    if (standsBy && memory > 0) {
      const peers = model.peers[node];
      if (peers !== undefined) reserved = peers.reservedWith(node === s ? p : -1, memory, node === secondary ? primary : -1, memory);
      const change = (reserved - before) * (model.scale[at + R.memFree] ?? 0);
      if (change !== 0) {
        this.#changedSum[spreads] = (this.#changedSum[spreads] ?? 0) + change;
        this.#changedSquares[spreads] = (this.#changedSquares[spreads] ?? 0) + change * (2 * (this.values[values + spreads] ?? 0) + change);
        this.#reservedChange += change;
      }
    }
    const free = model.rows[at + R.memFree] ?? 0;
    const freeAfter = free + asPrimary * (model.asPrimary[row + R.memFree] ?? 0);
    if (before > free) this.#countChange -= all * COUNT_WEIGHTS.failingN1;
    if (reserved > freeAfter) this.#countChange += (all + asPrimary + asSecondary) * COUNT_WEIGHTS.failingN1;
  }

  #countTags(instance: number, p: number, s: number, primary: number, secondary: number): void {
    const { model } = this;
    const sets = model.sets[instance];
    if (sets !== undefined && sets.length > 0 && p !== primary) {
      for (const id of sets) {
        const set = model.affinity.all[id];
        if (set === undefined) continue;
        this.#countChange += breachesBy(set, p, primary) * (set.exclusion ? COUNT_WEIGHTS.exclusion : COUNT_WEIGHTS.affinity);
      }
      const exclusions = model.exclusions[instance] ?? [];
      this.#countChange += model.locations.sharingBy(exclusions, p, primary) * COUNT_WEIGHTS.locationExclusion;
    }
    const wishes = model.wishes[instance] ?? [];
    if (model.locations.any || wishes.length > 0) {
      const { locations } = model;
      this.#countChange += (locations.score(wishes, primary, secondary) - locations.score(wishes, p, s)) * COUNT_WEIGHTS.location;
    }
  }

  #total(): number {
    const { nodes, model } = this;
    let total = this.#countChange;
    if (nodes > 0) {
      for (let k = 0; k <= this.spreads; k++) {
        const mean = ((this.sum[k] ?? 0) + (this.#changedSum[k] ?? 0)) / nodes;
        const variance = ((this.squares[k] ?? 0) + (this.#changedSquares[k] ?? 0)) / nodes - mean * mean;
        if (variance > 0) total += (this.weights[k] ?? 0) * Math.sqrt(variance);
      }
    }
    return total + (this.reservedTotal + this.#reservedChange) * RESERVED_TOTAL_WEIGHT + countsScore(model.counts);
  }
}

export function countsScore(counts: ClusterModel['counts']): number {
  return (
    counts.failingN1 * COUNT_WEIGHTS.failingN1 +
    counts.offlineAll * COUNT_WEIGHTS.offlineAll +
    counts.offlinePrimary * COUNT_WEIGHTS.offlinePrimary +
    counts.exclusion * COUNT_WEIGHTS.exclusion +
    counts.location * COUNT_WEIGHTS.location +
    counts.locationExclusion * COUNT_WEIGHTS.locationExclusion +
    counts.affinity * COUNT_WEIGHTS.affinity
  );
}

/**
 * Metrics whose values are the same on every node, and stay so, are one metric with the sum of their weights: those that count
 * stopped or forthcoming instances too, when there are none, and those of load, when every instance has the usual one.
 */
function distinctSpreads(memory: boolean, others: boolean, loads: boolean): { resource: R; weight: number }[] {
  const distinct: { resource: R; weight: number }[] = [];
  const same = (resource: R): R => {
    if (resource === R.memFreeF) return memory ? resource : R.memFree;
    if (resource === R.diskFreeF || resource === R.cpuF || resource === R.spindlesF) return others ? resource : resource - 1;
    if (resource === R.memLoad || resource === R.netLoad) return loads ? resource : R.cpuLoad;
    return resource;
  };
  for (const { resource, weight } of SPREADS) {
    const found = distinct.find((other) => other.resource === same(resource));
    if (found === undefined) distinct.push({ resource: same(resource), weight });
    else found.weight += weight;
  }
  return distinct;
}
