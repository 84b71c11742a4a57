/**
 * Sets of instances that belong together or apart, and which nodes their primaries are on. Exclusion tags of Ganeti are hard
 * sets of the kind `apart`.
 */
import { Names } from './names';
import { beginning, tagRules, type TagRules } from './tags';

export interface AffinitySet {
  readonly tag: string;
  readonly kind: 'together' | 'apart';
  readonly hard: boolean;
  /** From an exclusion tag: counted in Ganeti's own metric. */
  readonly exclusion: boolean;
  /** How many primaries each node has of it. */
  readonly nodes: Map<number, number>;
}

export class AffinitySets {
  readonly all: AffinitySet[] = [];
  readonly #byKey = new Map<string, number>();

  constructor(private readonly rules: TagRules) {}

  get any(): boolean {
    return this.all.length > 0;
  }

  /** Ids of the sets that an instance with these tags is in. */
  setsOf(tags: readonly string[]): number[] {
    if (tags.length === 0) return [];
    const ids = new Set<number>();
    for (const tag of beginning(tags, this.rules.exclusion)) ids.add(this.#id({ tag, kind: 'apart', hard: true, exclusion: true }));
    for (const { kind, hard, prefix } of this.rules.affinity) {
      for (const tag of beginning(tags, [prefix])) ids.add(this.#id({ tag, kind, hard, exclusion: false }));
    }
    return [...ids];
  }

  #id(set: Omit<AffinitySet, 'nodes'>): number {
    const key = `${set.kind} ${set.hard} ${set.exclusion} ${set.tag}`;
    let id = this.#byKey.get(key);
    if (id === undefined) {
      id = this.all.length;
      this.all.push({ ...set, nodes: new Map() });
      this.#byKey.set(key, id);
    }
    return id;
  }
}

/** How often the rule is broken: primaries that share a node too much, or nodes that a set is spread over. */
export function breaches(set: AffinitySet): number {
  if (set.kind === 'together') return Math.max(0, set.nodes.size - 1);
  let sum = 0;
  for (const count of set.nodes.values()) sum += count - 1;
  return sum;
}

/** How `breaches` change when one primary moves; -1: from or to nowhere. */
export function breachesBy(set: AffinitySet, from: number, to: number): number {
  if (from === to) return 0;
  const left = from < 0 ? 0 : (set.nodes.get(from) ?? 0);
  const there = to < 0 ? 0 : (set.nodes.get(to) ?? 0);
  if (set.kind === 'apart') return (from >= 0 && left > 1 ? -1 : 0) + (to >= 0 && there > 0 ? 1 : 0);
  const before = Math.max(0, set.nodes.size - 1);
  const after = Math.max(0, set.nodes.size - (left === 1 ? 1 : 0) + (to >= 0 && there === 0 ? 1 : 0) - 1);
  return after - before;
}

/** The broken rule as a sentence; `nameOf`: names of nodes. */
export function breachOf(set: AffinitySet, nameOf: (node: number) => string): string {
  const nodes = [...set.nodes].filter(([, count]) => set.kind === 'together' || count > 1).map(([node]) => nameOf(node)).sort();
  const rule = set.hard ? 'must' : 'should';
  return set.kind === 'together'
    ? `instances tagged ${set.tag} ${rule} be on one node, but are on ${nodes.join(', ')}`
    : `instances tagged ${set.tag} ${rule} be on nodes of their own, but share ${nodes.join(', ')}`;
}

/** Rules of affinity (exclusion tags aside) that instances break; `node`: name of their primary. */
export function brokenAffinity(clusterTags: readonly string[], instances: Iterable<{ readonly tags: readonly string[]; readonly node: string }>): { readonly hard: boolean; readonly text: string }[] {
  const rules = tagRules(clusterTags);
  if (rules.affinity.length === 0) return [];
  const sets = new AffinitySets({ ...rules, exclusion: [] });
  const nodes = new Names();
  for (const { tags, node } of instances) {
    for (const id of sets.setsOf(tags)) moveInSet(sets.all[id] as AffinitySet, -1, nodes.add(node));
  }
  return sets.all.filter((set) => breaches(set) > 0).map((set) => ({ hard: set.hard, text: breachOf(set, (node) => nodes.list[node] ?? '') }));
}

/** Primaries on one node that share an exclusion tag; `node`: of the primary. */
export function brokenExclusion(clusterTags: readonly string[], instances: Iterable<{ readonly name: string; readonly tags: readonly string[]; readonly node: string }>): { readonly node: string; readonly tag: string; readonly instances: readonly string[] }[] {
  const { exclusion } = tagRules(clusterTags);
  if (exclusion.length === 0) return [];
  const found = new Map<string, { readonly node: string; readonly tag: string; readonly instances: string[] }>();
  for (const { name, tags, node } of instances) {
    for (const tag of beginning(tags, exclusion)) {
      const key = `${node} ${tag}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { node, tag, instances: [name] });
      else known.instances.push(name);
    }
  }
  return [...found.values()].filter((each) => each.instances.length > 1);
}

export function moveInSet(set: AffinitySet, from: number, to: number): void {
  if (from >= 0) {
    const left = (set.nodes.get(from) ?? 0) - 1;
    if (left > 0) set.nodes.set(from, left);
    else set.nodes.delete(from);
  }
  if (to >= 0) set.nodes.set(to, (set.nodes.get(to) ?? 0) + 1);
}
