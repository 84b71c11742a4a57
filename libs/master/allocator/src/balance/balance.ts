/** Balancing: the best move, again and again, until nothing is gained (hbal(1), "ALGORITHM"). The model follows the moves. */
import type { ClusterModel } from '../model/cluster-model';
import { ScoreSums } from '../score/sums';
import { bestMove, type Move } from './best-move';
import { BALANCE_DEFAULTS, type BalanceOptions } from './options';

export interface BalanceStep extends Move {
  /** Where it was before. */
  readonly from: readonly [primary: number, secondary: number];
}

export interface Balanced {
  readonly initial: number;
  readonly final: number;
  readonly steps: readonly BalanceStep[];
}

/** `onStep` is told each move as it is found, before the model follows. Groups are balanced each on its own: give a model of one. */
export function balance(model: ClusterModel, options: BalanceOptions = {}, onStep: (step: BalanceStep) => void = () => undefined): Balanced {
  const sums = new ScoreSums(model);
  const initial = sums.score();
  const steps: BalanceStep[] = [];
  let score = initial;
  for (const step of moves(model, sums, options)) {
    onStep(step);
    steps.push(step);
    model.place(step.instance, step.primary, step.secondary);
    score = sums.score();
  }
  return { initial, final: score, steps };
}

function* moves(model: ClusterModel, sums: ScoreSums, options: BalanceOptions): Generator<BalanceStep> {
  const { minScore = BALANCE_DEFAULTS.minScore, minGain = BALANCE_DEFAULTS.minGain, minGainLimit = BALANCE_DEFAULTS.minGainLimit } = options;
  const targets = model.nodes.flatMap((_, node) => (model.online[node] === 1 ? [node] : []));
  for (let count = 0; count < (options.maxMoves ?? Infinity); count++) {
    const before = sums.score();
    if (before <= minScore) return;
    const move = bestMove(sums, movable(model, options), targets, options);
    if (move === null) return;
    if (before <= minGainLimit && before - move.score < minGain) return;
    yield { ...move, from: [model.primaryOf[move.instance] ?? -1, model.secondaryOf[move.instance] ?? -1] };
  }
}

function movable(model: ClusterModel, { select = null, exclude = [], evacMode = false }: BalanceOptions): number[] {
  const only = select === null ? null : new Set(select);
  const not = new Set(exclude);
  return model.instances.flatMap(({ name }, instance) => {
    if ((only !== null && !only.has(name)) || not.has(name) || (model.primaryOf[instance] ?? -1) < 0) return [];
    if (!evacMode) return [instance];
    const nodes = [model.primaryOf[instance] ?? -1, model.secondaryOf[instance] ?? -1];
    return nodes.some((node) => node >= 0 && model.online[node] !== 1) ? [instance] : [];
  });
}

/**
 * Moves that touch different nodes can be made together: each set takes moves in their order until one touches a node that the
 * set touches already. Sets are made one after the other.
 */
export function jobSets(steps: readonly BalanceStep[]): BalanceStep[][] {
  const sets: BalanceStep[][] = [];
  let touched = new Set<number>();
  for (const step of steps) {
    const nodes = [...step.from, step.primary, step.secondary].filter((node) => node >= 0);
    const current = sets.at(-1);
    if (current !== undefined && !nodes.some((node) => touched.has(node))) {
      current.push(step);
      for (const node of nodes) touched.add(node);
    } else {
      sets.push([step]);
      touched = new Set(nodes);
    }
  }
  return sets;
}
