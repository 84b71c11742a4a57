/**
 * Which nodes may be rebooted together (hroller(1)). Instances of a node move to their secondaries meanwhile, so two nodes may not
 * go down together when an instance has both, or when both would send instances to the same secondary. Instances that are on
 * one node only need room elsewhere.
 */
import type { ClusterModel } from '../model/cluster-model';
import { primaryRefusal } from '../model/constraints';
import { R } from '../model/resources';
import { Mirror } from '../model/templates';
import { colour } from './colouring';

/** Until the node is back, what is kept free for N+1 may be used. */
const FOR_A_WHILE = { force: true };

export interface RebootOptions {
  /** Node names; null: all that are online. */
  readonly nodes?: readonly string[] | null;
  /** Only nodes with one of these tags. */
  readonly nodeTags?: readonly string[];
  /** Instances are shut down before, so that they go nowhere. */
  readonly offlineMaintenance?: boolean;
  /** Leave out nodes with instances that are on one node only, or take no notice of these instances. */
  readonly skipNonRedundant?: boolean;
  readonly ignoreNonRedundant?: boolean;
}

export interface Refuge {
  readonly instance: string;
  readonly from: string;
  readonly to: string;
}

export interface RebootSet {
  readonly nodes: readonly string[];
  /** Where instances without a secondary can stay meanwhile. */
  readonly moves: readonly Refuge[];
}

export interface RebootPlan {
  readonly sets: readonly RebootSet[];
  /** Nodes that cannot be emptied, and why. */
  readonly stuck: readonly { readonly node: string; readonly why: string }[];
}

/** Larger sets come first; the master node is the last one of the last set. */
export function planReboots(model: ClusterModel, options: RebootOptions = {}): RebootPlan {
  const vertices = chosen(model, options);
  const sets: { nodes: number[]; moves: Refuge[] }[] = [];
  const stuck: { node: string; why: string }[] = [];
  for (const nodes of colour(vertices, conflicts(model, vertices, options))) {
    for (const set of split(model, nodes, options, stuck)) sets.push(set);
  }
  const master = model.nodes.findIndex((node) => node.master === true);
  const last = (set: { nodes: number[] }): number => Number(set.nodes.includes(master));
  sets.sort((a, b) => last(a) - last(b) || b.nodes.length - a.nodes.length);
  return {
    sets: sets.map(({ nodes, moves }) => ({
      nodes: nodes.sort((a, b) => Number(a === master) - Number(b === master) || a - b).map((node) => model.nodes[node]?.name ?? ''),
      moves,
    })),
    stuck,
  };
}

function chosen(model: ClusterModel, { nodes = null, nodeTags = [], skipNonRedundant }: RebootOptions): number[] {
  const names = nodes === null ? null : new Set(nodes);
  return model.nodes.flatMap(({ name, tags }, node) => {
    const wanted = model.online[node] === 1 && (names === null || names.has(name)) && (nodeTags.length === 0 || tags.some((tag) => nodeTags.includes(tag)));
    return wanted && !(skipNonRedundant === true && alone(model, node).length > 0) ? [node] : [];
  });
}

/** Instances of the node that have no other one. */
const alone = (model: ClusterModel, node: number): number[] => [...(model.primariesOf[node] ?? [])].filter((instance) => model.mirrorOf(instance) !== Mirror.internal);

function conflicts(model: ClusterModel, vertices: readonly number[], { offlineMaintenance }: RebootOptions): Map<number, Set<number>> {
  const neighbours = new Map(vertices.map((node) => [node, new Set<number>()]));
  const connect = (a: number, b: number): void => {
    if (a === b || !neighbours.has(a) || !neighbours.has(b)) return;
    neighbours.get(a)?.add(b);
    neighbours.get(b)?.add(a);
  };
  const primariesOf = new Map<number, Set<number>>();
  model.instances.forEach((_, instance) => {
    const p = model.primaryOf[instance] ?? -1;
    const s = model.secondaryOf[instance] ?? -1;
    if (p < 0 || s < 0) return;
    connect(p, s);
    if (!primariesOf.has(s)) primariesOf.set(s, new Set());
    primariesOf.get(s)?.add(p);
  });
  if (offlineMaintenance === true) return neighbours;
  for (const primaries of primariesOf.values()) for (const a of primaries) for (const b of primaries) connect(a, b);
  return neighbours;
}

/** Parts of a set whose instances without a secondary all find room on nodes that stay up. */
function split(model: ClusterModel, nodes: readonly number[], options: RebootOptions, stuck: { node: string; why: string }[]): { nodes: number[]; moves: Refuge[] }[] {
  if (options.ignoreNonRedundant === true || options.offlineMaintenance === true) return [{ nodes: [...nodes], moves: [] }];
  const parts: { nodes: number[]; moves: Refuge[] }[] = [];
  let left = [...nodes];
  while (left.length > 0) {
    let part: { nodes: number[]; moves: Refuge[] } = { nodes: [], moves: [] };
    const later: number[] = [];
    for (const node of left) {
      const tried = refuges(model, [...part.nodes, node]);
      if (typeof tried !== 'string') part = { nodes: [...part.nodes, node], moves: tried };
      else if (part.nodes.length === 0) stuck.push({ node: model.nodes[node]?.name ?? '', why: tried });
      else later.push(node);
    }
    if (part.nodes.length > 0) parts.push(part);
    left = later;
  }
  return parts;
}

/** Where the instances can go; a text says which one cannot. The model is as before afterwards. */
function refuges(model: ClusterModel, nodes: readonly number[]): Refuge[] | string {
  const down = new Set(nodes);
  const back: [instance: number, primary: number][] = [];
  const moves: Refuge[] = [];
  let problem: string | null = null;
  const instances = nodes.flatMap((node) => alone(model, node)).sort((a, b) => memory(model, b) - memory(model, a) || a - b);
  for (const instance of instances) {
    const from = model.primaryOf[instance] ?? -1;
    const to = mostFree(model, instance, down);
    if (to === null) {
      problem = `instance ${model.instances[instance]?.name ?? ''} finds no room on other nodes`;
      break;
    }
    moves.push({ instance: model.instances[instance]?.name ?? '', from: model.nodes[from]?.name ?? '', to: model.nodes[to]?.name ?? '' });
    back.push([instance, from]);
    model.place(instance, to, -1);
  }
  for (const [instance, from] of back.reverse()) model.place(instance, from, -1);
  return problem ?? moves;
}

function mostFree(model: ClusterModel, instance: number, down: ReadonlySet<number>): number | null {
  const group = model.groupOf[model.primaryOf[instance] ?? 0];
  let best: number | null = null;
  for (let node = 0; node < model.nodeCount; node++) {
    if (down.has(node) || model.groupOf[node] !== group || primaryRefusal(model, instance, node, FOR_A_WHILE) !== null) continue;
    if (best === null || model.memFree(node) > model.memFree(best)) best = node;
  }
  return best;
}

const memory = (model: ClusterModel, instance: number): number => -(model.asPrimary[instance * R.count + R.memFree] ?? 0);
