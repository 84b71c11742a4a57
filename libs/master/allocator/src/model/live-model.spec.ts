import fc from 'fast-check';
import { answerOn } from '../requests/answer';
import { ScoreSums } from '../score/sums';
import { cases, generator, randomInstance, smallCluster } from '../testing/clusters';
import { ClusterModel } from './cluster-model';
import type { ClusterData, InstanceData, NodeData } from './data';
import { LiveModel, type ClusterChanges } from './live-model';
import { R } from './resources';

const everything = (data: ClusterData): ClusterChanges => ({
  frame: data,
  nodes: data.nodes.map((node) => [node.name, node]),
  instances: data.instances.map((instance) => [instance.name, instance]),
});

/** What placement decides from, by names, since the order of instances differs. */
function described(model: ClusterModel): object {
  const name = (node: number | undefined): string => model.nodes[node ?? -1]?.name ?? '-';
  return {
    nodes: model.nodes.map(({ name: node }, i) => ({
      node,
      rows: [...model.rows.slice(i * R.count, (i + 1) * R.count)],
      reserved: model.reserved[i],
      primaries: model.primaries[i],
      secondaries: model.secondaries[i],
      online: model.online[i],
      free: model.nodes[i]?.storage?.map((unit) => model.storage.free(i, unit.type, unit.name)),
    })),
    instances: model.instances.map((instance, i) => `${instance.name} ${instance.memory} ${name(model.primaryOf[i])} ${name(model.secondaryOf[i])}`).sort(),
    counts: model.counts,
    traits: model.traits,
  };
}

function expectSame(live: LiveModel): void {
  const fresh = new ClusterModel(live.data());
  expect(described(live.model)).toEqual(described(fresh));
  expect(new ScoreSums(live.model).score()).toBeCloseTo(new ScoreSums(fresh).score(), 9);
}

/** Renamed ones have got an ending. */
const keyOf = ({ name }: InstanceData): string => name.split('x')[0] ?? '';

/** A change of one kind or another, and reports of all nodes after it. */
function change(data: ClusterData, random: () => number, serial: number): ClusterChanges {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const instances: [string, InstanceData | null][] = [];
  const victim = pick(data.instances);
  const kind = Math.floor(random() * 6);
  if (kind === 0) {
    const fresh = randomInstance(`new${serial}`, random, data.tags.length > 0);
    const primary = pick(data.nodes)?.name ?? '';
    const secondary = pick(data.nodes.filter(({ name }) => name !== primary))?.name ?? null;
    instances.push([fresh.name, { ...fresh, primary, secondary: fresh.template === 'drbd' ? secondary : null }]);
  } else if (victim !== undefined) {
    const another = randomInstance(victim.name, random, data.tags.length > 0);
    if (kind === 1) instances.push([keyOf(victim), null]);
    else if (kind === 2) instances.push([keyOf(victim), { ...victim, primary: victim.secondary ?? victim.primary, secondary: victim.secondary === null ? null : victim.primary }]);
    else if (kind === 3) instances.push([keyOf(victim), { ...another, template: victim.template, primary: victim.primary, secondary: victim.secondary }]);
    else if (kind === 4) instances.push([keyOf(victim), { ...victim, name: `${victim.name}x${serial}` }]);
  }
  const nodes = data.nodes.map((node): [string, NodeData] => [
    node.name,
    { ...node, memFree: Math.max(0, node.memFree - Math.floor(random() * 300)), offline: random() < 0.1, diskFree: node.diskFree - Math.floor(random() * 100) },
  ]);
  return { nodes, instances };
}

it('follows changes as if the model were made anew each time, without making it anew', () => {
  fc.assert(
    fc.property(smallCluster, fc.integer(), (data, seed) => {
      const random = generator(seed);
      const live = new LiveModel();
      live.apply(everything(data));
      expectSame(live);
      for (let i = 0; i < 12; i++) {
        live.apply(change(live.data(), random, i));
        expectSame(live);
      }
      expect(live.built).toBe(1);
    }),
    { numRuns: cases(60, { costly: true }) },
  );
});

it('takes back what was tried', () => {
  fc.assert(
    fc.property(smallCluster, fc.integer(), (data, seed) => {
      const live = new LiveModel();
      live.apply(everything(data));
      const before = described(live.model);
      const random = generator(seed);
      const instances = data.instances.filter(() => random() < 0.5).map(({ name }) => name);
      live.trying((model) => answerOn(model, { type: 'node-evacuate', instances, evac_mode: 'secondary-only' }, {}));
      live.trying((model) => answerOn(model, { type: 'change-group', instances, target_groups: [] }, {}));
      const plain = data.instances.find(({ template }) => template === 'plain');
      if (plain !== undefined) live.trying((model) => answerOn(model, { type: 'allocate-secondary', name: plain.name }, {}));
      const request = { type: 'allocate', required_nodes: 2, disk_space_total: 2304, disks: [{ size: 1024 }, { size: 1024 }], disk_template: 'drbd', hypervisor: 'kvm', memory: 512, vcpus: 1, os: '', tags: [], nics: [] } as const;
      live.trying((model) => answerOn(model, { type: 'multi-allocate', instances: ['n1', 'n2', 'n3'].map((name) => ({ ...request, name })) }, {}));
      expect(described(live.model)).toEqual(before);
      expect(live.built).toBe(1);
    }),
    { numRuns: cases(60, { costly: true }) },
  );
});

it('makes the model anew when nodes come, go or are other ones, and leaves out instances whose nodes are not known', () => {
  fc.assert(
    fc.property(smallCluster, (data) => {
      const live = new LiveModel();
      live.apply(everything(data));
      expectSame(live);
      const [first] = data.nodes;
      if (first === undefined) return;
      live.apply({ nodes: [[first.name, null]], instances: [] });
      expectSame(live);
      expect(live.data().instances.some(({ primary, secondary }) => primary === first.name || secondary === first.name)).toBe(false);
      live.apply({ nodes: [[first.name, { ...first, cpus: first.cpus + 1 }]], instances: [] });
      expectSame(live);
      expect(live.data().instances).toHaveLength(data.instances.length);
    }),
    { numRuns: cases(50, { costly: true }) },
  );
});
