import fc from 'fast-check';
import { ClusterModel } from '../model/cluster-model';
import { primaryRefusal, secondaryRefusal } from '../model/constraints';
import { R } from '../model/resources';
import { Mirror, usesVolumes } from '../model/templates';
import { ScoreSums } from '../score/sums';
import { cases, clusterWithStorage, generator, randomInstance, withSpace } from '../testing/clusters';
import { findPair, findSingle } from './find';

describe('search for the best place', () => {
  it('finds what looking at every pair finds', () => {
    fc.assert(
      fc.property(clusterWithStorage, fc.integer(), (data, seed) => {
        const random = generator(seed);
        const model = new ClusterModel(data);
        const instance = model.add(withSpace({ ...randomInstance('new', random, data.tags.length > 0), template: 'drbd', status: 'running' }, random));
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
      fc.property(clusterWithStorage, fc.integer(), (data, seed) => {
        const random = generator(seed);
        const model = new ClusterModel(data);
        const instance = model.add(withSpace(randomInstance('new', random, data.tags.length > 0), random));
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
          for (const { type, name } of model.instances[instance]?.space ?? []) expect(model.storage.free(node, type, name)).toBeGreaterThanOrEqual(0);
          if (!usesVolumes(model.instances[instance]!.template) || model.nodes[node]?.exclusiveStorage !== true) continue;
          expect(model.spindlesFree[node]).toBeGreaterThanOrEqual(0);
          expect(model.mirrorOf(instance)).toBe(Mirror.none);
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
