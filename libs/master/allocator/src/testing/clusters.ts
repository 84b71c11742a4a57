/** Random clusters for property tests: consistent in their figures, with everything in them that placement looks at. */
import fc from 'fast-check';
import type { DiskTemplate } from '@ganeti/objects';
import { DEFAULT_POLICY } from '../formats/policy-text';
import type { ClusterData, InstanceData, NodeData } from '../model/data';
import { usesVolumes } from '../model/templates';

export interface Shape {
  readonly nodes: number;
  readonly groups: number;
  readonly instances: number;
  /** Nodes may be offline. */
  readonly offline: boolean;
  readonly tags: boolean;
}

const CLUSTER_TAGS = ['htools:iextags:svc', 'htools:nlocation:rack', 'htools:desiredlocation:rack', 'affinity:apart:soft:pair', 'affinity:together:hard:stay', 'affinity:apart:hard:away'];
const TEMPLATES: readonly DiskTemplate[] = ['drbd', 'drbd', 'drbd', 'plain', 'rbd', 'diskless', 'file'];

/** A cluster from a seed: quicker to make and to shrink than a tree of arbitraries. */
const clusters = (nodes: number, instances: number): fc.Arbitrary<ClusterData> =>
  fc
    .tuple(fc.integer({ min: 0, max: 0x7fffffff }), fc.record({
      nodes: fc.integer({ min: 2, max: nodes }),
      groups: fc.integer({ min: 1, max: 3 }),
      instances: fc.integer({ min: 0, max: instances }),
      offline: fc.boolean(),
      tags: fc.boolean(),
    }))
    .map(([seed, shape]) => randomCluster(seed, shape));

export const clusterData = clusters(12, 30);
/** For what is done to a cluster many times over. */
export const smallCluster = clusters(7, 14);

export function randomCluster(seed: number, shape: Shape): ClusterData {
  const random = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const groups = Array.from({ length: shape.groups }, (_, g) => ({
    uuid: `group-uuid-${g}`,
    name: `group${g}`,
    allocPolicy: g === 0 ? ('preferred' as const) : pick(['preferred', 'last_resort', 'unallocable'] as const),
    tags: [],
    networks: ['net-a', ...(random() < 0.5 ? ['net-b'] : [])],
    ipolicy: { ...DEFAULT_POLICY, 'vcpu-ratio': pick([1, 2, 4]), 'spindle-ratio': pick([4, 32]) },
  }));
  const nodes = Array.from({ length: shape.nodes }, (_, i): NodeData => {
    const memTotal = pick([8192, 16384, 32768]);
    const diskTotal = pick([200_000, 400_000]);
    return {
      name: `node${i}`,
      group: groups[i % groups.length]?.uuid ?? '',
      memTotal,
      memNode: 512,
      memFree: memTotal - 512,
      diskTotal,
      diskFree: diskTotal,
      cpus: pick([4, 8, 16]),
      cpusReserved: 1,
      cpuSpeed: pick([1, 1, 1.5]),
      spindles: pick([1, 2]),
      spindlesFree: 0,
      exclusiveStorage: false,
      offline: shape.offline && random() < 0.15,
      tags: shape.tags ? [`rack:${pick(['a', 'b', 'c'])}`] : [],
    };
  });
  const instances: InstanceData[] = [];
  for (let i = 0; i < shape.instances; i++) {
    const instance = randomInstance(`inst${i}`, random, shape.tags);
    const primary = pick(nodes);
    const others = nodes.filter((node) => node.group === primary.group && node !== primary);
    if (instance.template === 'drbd' && others.length === 0) continue;
    const secondary = instance.template === 'drbd' ? pick(others) : null;
    if (!takes(primary, instance, true) || (secondary !== null && !takes(secondary, instance, false))) continue;
    for (const node of [primary, secondary]) if (node !== null) take(nodes, node, instance, node === primary);
    instances.push({ ...instance, primary: primary.name, secondary: secondary?.name ?? null });
  }
  return { tags: shape.tags ? CLUSTER_TAGS : [], ipolicy: DEFAULT_POLICY, groups, nodes, instances };

  function takes(node: NodeData, instance: InstanceData, primary: boolean): boolean {
    const now = nodes.find(({ name }) => name === node.name) ?? node;
    return (!usesVolumes(instance.template) || now.diskFree > instance.disk) && (!primary || now.memFree > instance.memory);
  }
}

export function randomInstance(name: string, random: () => number, tagged: boolean): InstanceData {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const tags = tagged ? [...(random() < 0.3 ? [`svc:${pick(['dns', 'web'])}`] : []), ...(random() < 0.2 ? [`rack:${pick(['a', 'b'])}`] : []), ...(random() < 0.2 ? [pick(['pair1', 'stay1', 'away1'])] : [])] : [];
  return {
    name,
    memory: pick([256, 512, 1024, 2048]),
    disk: pick([1024, 10_240, 20_480]),
    vcpus: pick([1, 1, 2, 4]),
    status: random() < 0.85 ? 'running' : 'ADMIN_down',
    autoBalance: random() < 0.9,
    primary: null,
    secondary: null,
    template: pick(TEMPLATES),
    tags,
    spindleUse: pick([1, 1, 2]),
    spindles: null,
    forthcoming: random() < 0.05,
    networks: random() < 0.2 ? ['net-b'] : ['net-a'],
  };
}

function take(nodes: NodeData[], node: NodeData, instance: InstanceData, primary: boolean): void {
  const index = nodes.findIndex(({ name }) => name === node.name);
  const now = nodes[index];
  if (now === undefined || instance.forthcoming) return;
  nodes[index] = {
    ...now,
    memFree: now.memFree - (primary && instance.status === 'running' ? instance.memory : 0),
    diskFree: now.diskFree - (usesVolumes(instance.template) ? instance.disk : 0),
  };
}

/** The same with volume groups that nodes tell of, and groups with exclusive storage. */
export const clusterWithStorage: fc.Arbitrary<ClusterData> = fc.tuple(clusterData, fc.integer()).map(([data, seed]) => {
  const random = generator(seed);
  const exclusive = new Set(data.groups.filter(() => random() < 0.3).map(({ uuid }) => uuid));
  const nodes = data.nodes.map((node): NodeData => {
    const further = random() < 0.5 ? [{ type: 'lvm-vg', name: 'fast', total: 50_000, free: Math.floor(random() * 30_000) }] : [];
    const storage = [{ type: 'lvm-vg', name: 'xenvg', total: node.diskTotal, free: node.diskFree }, ...further];
    return exclusive.has(node.group) ? { ...node, storage, exclusiveStorage: true, spindles: 8, spindlesFree: Math.floor(random() * 5) } : { ...node, storage };
  });
  return { ...data, nodes, instances: data.instances.map((instance) => withSpace(instance, random)) };
});

/** Its disks lie in one volume group or in two. What is scored is what lies in the first. */
export function withSpace(instance: InstanceData, random: () => number): InstanceData {
  const spindles = random() < 0.3 ? null : 1 + Math.floor(random() * 3);
  if (!usesVolumes(instance.template)) return { ...instance, spindles };
  const fast = random() < 0.3 ? Math.floor(random() * instance.disk) : 0;
  const main = { type: 'lvm-vg', name: 'xenvg', size: instance.disk };
  return { ...instance, spindles, space: fast === 0 ? [main] : [main, { type: 'lvm-vg', name: 'fast', size: fast }] };
}

/** mulberry32 */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Number of cases a property is tried with: `GANETI_PLACEMENT_CASES` for long runs; costly ones that say little of placement are tried a tenth of it. */
export function cases(usual: number, { costly = false } = {}): number {
  const wanted = process.env['GANETI_PLACEMENT_CASES'];
  return wanted === undefined ? usual : Math.ceil(Number(wanted) / (costly ? 10 : 1));
}
