import fc from 'fast-check';
import { ClusterModel } from '../model/cluster-model';
import { primaryRefusal, secondaryRefusal } from '../model/constraints';
import { R } from '../model/resources';
import { Mirror } from '../model/templates';
import { ScoreSums } from '../score/sums';
import { cases, clusterData, generator, randomInstance } from '../testing/clusters';
import { findPair, findSingle } from './find';

describe('search for the best place', () => {
  it('finds what looking at every pair finds', () => {
    fc.assert(
      fc.property(clusterData, fc.integer(), (data, seed) => {
        const model = new ClusterModel(data);
        const instance = model.add({ ...randomInstance('new', generator(seed), data.tags.length > 0), template: 'drbd', status: 'running' });
        const sums = new ScoreSums(model);
        const nodes = model.nodes.map((_, index) => index);
        const found = findPair(sums, instance, nodes);
        let best = Infinity;
        for (const p of nodes) {
          if (primaryRefusal(model, instance, p) !== null) continue;
          for (const s of nodes) {
            if (s === p || secondaryRefusal(model, instance, s, p) !== null) continue;
            best = Math.min(best, sums.scoreWith(instance, p, s));
          }
        }
        if (best === Infinity) expect(found.best).toBeNull();
        else expect(found.best?.score).toBeCloseTo(best, 8);
      }),
      { numRuns: cases(300) },
    );
  });

  it('keeps the hard rules, and gives the same answer again', () => {
    fc.assert(
      fc.property(clusterData, fc.integer(), (data, seed) => {
        const model = new ClusterModel(data);
        const instance = model.add(randomInstance('new', generator(seed), data.tags.length > 0));
        const find = model.mirrorOf(instance) === Mirror.internal ? findPair : findSingle;
        const nodes = model.nodes.map((_, index) => index);
        const failing = nodes.map((node) => model.failsN1(node));
        const { best } = find(new ScoreSums(model), instance, nodes);
        expect(find(new ScoreSums(model), instance, nodes).best).toEqual(best);
        if (best === null) return;
        model.place(instance, best.primary, best.secondary);
        for (const node of [best.primary, best.secondary]) {
          if (node < 0) continue;
          expect(model.online[node]).toBe(1);
          expect(model.memFree(node)).toBeGreaterThan(-1);
          expect(model.failsN1(node)).toBe(failing[node]);
          expect(model.row(node, R.diskFree)).toBeGreaterThan(0);
        }
        for (const id of model.sets[instance] ?? []) {
          const set = model.affinity.all[id];
          if (set?.hard === true && set.kind === 'apart') expect(set.nodes.get(best.primary)).toBe(1);
        }
      }),
      { numRuns: cases(300) },
    );
  });
});
