/**
 * The one move that lowers the score most: an instance changes one of its nodes, or its nodes change roles. Every move is
 * considered; most are ruled out by a bound of what the instance can gain at all, or of what the target can.
 */
import type { ClusterModel } from '../model/cluster-model';
import { R } from '../model/resources';
import { Mirror } from '../model/templates';
import { stepsRefusal, stepsTo, type Step } from '../moves/steps';
import { COUNT_WEIGHTS, RESERVED_TOTAL_WEIGHT } from '../score/metrics';
import { countsScore, type ScoreSums } from '../score/sums';
import { ClassBounds, Op, classKey } from './class-bounds';
import type { BalanceOptions } from './options';

export interface Move {
  readonly instance: number;
  readonly primary: number;
  readonly secondary: number;
  readonly steps: readonly Step[];
  /** Of the cluster after the move. */
  readonly score: number;
}

/** Gains smaller than this are none. */
const EPSILON = 1e-9;

/** null: no move makes it better. `candidates`: instances that may be moved; `targets`: nodes that may take them. */
export function bestMove(sums: ScoreSums, candidates: readonly number[], targets: readonly number[], options: BalanceOptions): Move | null {
  return new MoveSearch(sums, targets, options).run(candidates);
}

/** A kind of move of one instance: all share what happens to its own nodes, and differ in the target. */
interface Family {
  readonly instance: number;
  /** Bound of the score without what the target adds. */
  readonly start: number;
  readonly bounds: ClassBounds;
  /** null: there is no target. */
  readonly role: Op.addPrimary | Op.addSecondary | null;
  /** The other node afterwards; the target takes the role. */
  readonly keeps: number;
}

class MoveSearch {
  #best: Move | null = null;
  #limit: number;
  readonly #fixed: number;
  readonly #classes = new Map<string, ClassBounds>();

  constructor(
    private readonly sums: ScoreSums,
    private readonly targets: readonly number[],
    private readonly options: BalanceOptions,
  ) {
    this.#limit = sums.score() - EPSILON;
    this.#fixed = sums.reservedTotal * RESERVED_TOTAL_WEIGHT + countsScore(sums.model.counts);
  }

  run(candidates: readonly number[]): Move | null {
    const families = candidates.flatMap((instance) => this.#families(instance));
    const bound = families.map(({ start, bounds, role }) => start + (role === null ? 0 : role === Op.addPrimary ? bounds.leastPrimary : bounds.leastSecondary));
    let first = 0;
    bound.forEach((value, index) => {
      if (value < (bound[first] ?? Infinity)) first = index;
    });
    const promising = families[first];
    if (promising !== undefined) this.#scan(promising);
    families.forEach((family, index) => {
      if (index !== first && (bound[index] ?? 0) < this.#limit) this.#scan(family);
    });
    return this.#best;
  }

  #families(instance: number): Family[] {
    const { model } = this.sums;
    const mirror = model.mirrorOf(instance);
    const p = model.primaryOf[instance] ?? -1;
    const s = model.secondaryOf[instance] ?? -1;
    if (p < 0 || mirror === Mirror.none) return [];
    const bounds = this.#bounds(instance);
    const start = bounds.base + this.#fixed - this.#mostCounted(instance, p, s);
    const { diskMoves = true, instanceMoves = true, restrictedMigration = false } = this.options;
    if (mirror === Mirror.external) {
      if (!instanceMoves) return [];
      return [{ instance, start: start + bounds.add(p, Op.removePrimary), bounds, role: Op.addPrimary, keeps: -1 }];
    }
    if (s < 0) return [];
    const memory = model.standby[instance] ?? 0;
    const peers = model.peers[s];
    const now = model.reserved[s] ?? 0;
    const without = peers?.reservedWith(p, memory, -1, 0) ?? 0;
    const released = bounds.reserved(s, without - now, without - now);
    const sLeaves = bounds.add(s, Op.removeSecondary) + released;
    const sTakesOver = bounds.add(s, Op.toPrimary) + released;
    const standsBy = Math.max(0, memory - (model.reserved[p] ?? 0));
    const pStandsBy = bounds.add(p, Op.toSecondary) + bounds.reserved(p, standsBy, memory);
    const sStandsBy = bounds.reserved(s, Math.max(without, memory) - now, Math.max(without, now) + memory - now);
    const pLeaves = bounds.add(p, Op.removePrimary);
    const pUp = model.online[p] === 1;
    const sUp = model.online[s] === 1;
    const mayMigrate = !restrictedMigration || model.nodes[p]?.drained === true;
    const families: Family[] = [];
    if (instanceMoves && sUp && mayMigrate) families.push({ instance, start: start + pStandsBy + sTakesOver, bounds, role: null, keeps: -1 });
    if (diskMoves && pUp) families.push({ instance, start: start + sLeaves, bounds, role: Op.addSecondary, keeps: p });
    if (diskMoves && instanceMoves && mayMigrate) {
      if (sUp) families.push({ instance, start: start + pLeaves + sTakesOver, bounds, role: Op.addSecondary, keeps: s });
      if (pUp) families.push({ instance, start: start + pStandsBy + sLeaves, bounds, role: Op.addPrimary, keeps: p });
      if (sUp && !restrictedMigration) families.push({ instance, start: start + pLeaves + sStandsBy, bounds, role: Op.addPrimary, keeps: s });
    }
    return families;
  }

  #bounds(instance: number): ClassBounds {
    const key = classKey(this.sums, instance);
    let bounds = this.#classes.get(key);
    if (bounds === undefined) {
      bounds = new ClassBounds(this.sums, instance);
      this.#classes.set(key, bounds);
    }
    return bounds;
  }

  /** The most that a move of the instance can take off the counts. */
  #mostCounted(instance: number, p: number, s: number): number {
    const { model } = this.sums;
    let most = 0;
    for (const node of [p, s]) {
      if (node < 0) continue;
      if (model.online[node] !== 1) most += COUNT_WEIGHTS.offlineAll + (node === p ? COUNT_WEIGHTS.offlinePrimary : 0);
      else if (model.failsN1(node)) most += ((model.primaries[node] ?? 0) + (model.secondaries[node] ?? 0)) * COUNT_WEIGHTS.failingN1;
    }
    const sets = model.sets[instance]?.length ?? 0;
    if (sets > 0) most += sets * (COUNT_WEIGHTS.exclusion + COUNT_WEIGHTS.affinity + (model.locations.ofNode[p]?.length ?? 0) * COUNT_WEIGHTS.locationExclusion);
    return most + model.locations.score(model.wishes[instance] ?? [], p, s) * COUNT_WEIGHTS.location;
  }

  #scan({ instance, start, bounds, role, keeps }: Family): void {
    const { model } = this.sums;
    const p = model.primaryOf[instance] ?? -1;
    const s = model.secondaryOf[instance] ?? -1;
    if (role === null) {
      if (start < this.#limit) this.#offer(instance, s, p);
      return;
    }
    const { adds } = bounds;
    for (const target of this.targets) {
      if (start + (adds[target * Op.count + role] ?? 0) >= this.#limit || target === p || target === s) continue;
      if (!roughlyFits(model, instance, target, role)) continue;
      if (role === Op.addPrimary) this.#offer(instance, target, keeps);
      else this.#offer(instance, keeps, target);
    }
  }

  #offer(instance: number, primary: number, secondary: number): void {
    const score = this.sums.scoreWith(instance, primary, secondary);
    if (score >= this.#limit) return;
    const { model } = this.sums;
    const steps = stepsTo(model, instance, primary, secondary);
    if (steps === null || stepsRefusal(model, instance, steps, this.options) !== null) return;
    this.#best = { instance, primary, secondary, steps, score };
    this.#limit = score - EPSILON;
  }
}

/** What is cheap to see before a score is computed. */
function roughlyFits(model: ClusterModel, instance: number, target: number, role: Op.addPrimary | Op.addSecondary): boolean {
  const at = target * R.count;
  const row = instance * R.count;
  const rows = role === Op.addPrimary ? model.asPrimary : model.asSecondary;
  const disk = rows[row + R.diskFree] ?? 0;
  if (disk < 0 && (model.rows[at + R.diskFree] ?? 0) + disk <= 0) return false;
  const memory = role === Op.addPrimary ? (rows[row + R.memFree] ?? 0) : -(model.standby[instance] ?? 0);
  return memory === 0 || (model.rows[at + R.memFree] ?? 0) + memory >= 0;
}
