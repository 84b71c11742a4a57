import fc from 'fast-check';
import { ClusterModel } from '../model/cluster-model';
import { groupPart } from '../model/group-part';
import { Mirror } from '../model/templates';
import { stepsRefusal, stepsTo } from '../moves/steps';
import { clusterScore } from '../score/report';
import { ScoreSums } from '../score/sums';
import { cases, clusterData, smallCluster } from '../testing/clusters';
import { balance, jobSets } from './balance';
import { bestMove } from './best-move';

const online = (model: ClusterModel): number[] => model.nodes.flatMap((_, node) => (model.online[node] === 1 ? [node] : []));

/** The score of the best of all moves, by trying each. */
function bestByTrying(model: ClusterModel): number {
  const sums = new ScoreSums(model);
  let best = sums.score();
  model.instances.forEach((_, instance) => {
    const p = model.primaryOf[instance] ?? -1;
    const s = model.secondaryOf[instance] ?? -1;
    const places = online(model).flatMap((t): [number, number][] => {
      if (t === p || t === s) return [];
      if (model.mirrorOf(instance) === Mirror.external) return [[t, -1]];
      return s < 0 ? [] : [[p, t], [s, t], [t, p], [t, s]];
    });
    if (s >= 0) places.push([s, p]);
    for (const [primary, secondary] of places) {
      const steps = stepsTo(model, instance, primary, secondary);
      if (steps !== null && stepsRefusal(model, instance, steps) === null) best = Math.min(best, sums.scoreWith(instance, primary, secondary));
    }
  });
  return best;
}

describe('balance', () => {
  it('takes the best move of all, which the bounds never rule out', () => {
    fc.assert(
      fc.property(clusterData, (data) => {
        const model = new ClusterModel(groupPart(data, 'group0'));
        const sums = new ScoreSums(model);
        const before = sums.score();
        const move = bestMove(sums, model.instances.map((_, index) => index), online(model), {});
        expect(move?.score ?? before).toBeCloseTo(bestByTrying(model), 7);
      }),
      { numRuns: cases(150) },
    );
  });

  it('never makes the score worse or a node fail N+1, tells true scores, and gives the same answer again', () => {
    fc.assert(
      fc.property(smallCluster, (data) => {
        const part = groupPart(data, 'group0');
        const model = new ClusterModel(part);
        const failing = new Set(online(model).filter((node) => model.failsN1(node)));
        let last = clusterScore(model);
        // Whoever takes in an instance of a node that is down may have no reserve any more: better than an instance that does not run.
        const rescuers = new Set<number>();
        const result = balance(model, { maxMoves: 6 }, (step) => {
          expect(step.score).toBeLessThan(last);
          last = step.score;
          if (model.online[step.from[0] ?? -1] !== 1) rescuers.add(step.primary);
        });
        expect(result.final).toBeCloseTo(clusterScore(model), 6);
        for (const node of online(model)) if (model.failsN1(node)) expect(failing.has(node) || rescuers.has(node)).toBe(true);
        expect(balance(new ClusterModel(part), { maxMoves: 6 }).steps.map(({ instance, primary, secondary }) => [instance, primary, secondary])).toEqual(
          result.steps.map(({ instance, primary, secondary }) => [instance, primary, secondary]),
        );
        for (const set of jobSets(result.steps)) {
          const touched = set.map((step) => new Set([...step.from, step.primary, step.secondary].filter((node) => node >= 0)));
          expect(touched.reduce((sum, nodes) => sum + nodes.size, 0)).toBe(new Set(touched.flatMap((nodes) => [...nodes])).size);
        }
      }),
      { numRuns: cases(80) },
    );
  });
});
