/** Brings instances off their nodes, or into other groups, one after the other; each gets the best place that is left. */
import type { EvacMode, FailedJson, JobJson, MovedJson } from '../formats/request-types';
import type { Refusal, Rules } from '../model/constraints';
import type { ClusterModel } from '../model/cluster-model';
import { Mirror } from '../model/templates';
import { jobOf } from '../moves/opcodes';
import { stepsRefusal, stepsTo, type Step } from '../moves/steps';
import type { ScoreSums } from '../score/sums';
import { findPair, findSingle, type Search } from '../search/find';
import { groupsFor } from '../search/groups';

export interface Evacuation {
  readonly moved: readonly MovedJson[];
  readonly failed: readonly FailedJson[];
  readonly jobs: readonly JobJson[];
}

interface Target {
  readonly primary: number;
  readonly secondary: number;
}

/** `mode` says which of their nodes the instances leave. These nodes take nothing in. The model follows the moves. */
export function evacuateNodes(sums: ScoreSums, instances: readonly number[], mode: EvacMode, rules: Rules = {}): Evacuation {
  const { model } = sums;
  const leaving = new Set<number>();
  for (const instance of instances) {
    if (mode !== 'secondary-only') leaving.add(model.primaryOf[instance] ?? -1);
    if (mode !== 'primary-only') leaving.add(model.secondaryOf[instance] ?? -1);
  }
  leaving.delete(-1);
  return each(sums, instances, { ...rules, leaving }, (instance, inside) => {
    const group = model.groupOf[model.primaryOf[instance] ?? 0] ?? 0;
    const nodes = nodesOf(model, group).filter((node) => !leaving.has(node));
    return evacuateOne(sums, instance, mode, nodes, inside);
  });
}

/** `groups`: uuids or names to choose from; none: all but the instance's own that take new instances. */
export function changeGroup(sums: ScoreSums, instances: readonly number[], groups: readonly string[], rules: Rules = {}): Evacuation {
  const { model } = sums;
  const leaving = new Set(instances.flatMap((instance) => [model.primaryOf[instance] ?? -1, model.secondaryOf[instance] ?? -1]));
  return each(sums, instances, { ...rules, leaving }, (instance, inside) => {
    if (model.mirrorOf(instance) !== Mirror.internal) return 'only mirrored instances can be moved to another group';
    const data = model.instances[instance];
    if (data === undefined) return 'it is not known';
    const own = model.groupOf[model.primaryOf[instance] ?? 0];
    const { choices, refused } = groupsFor(model, data, { only: groups.length === 0 ? null : groups });
    let best: (Target & { score: number; policy: string }) | null = null;
    const reasons = [...refused];
    for (const { group, nodes } of choices) {
      const { name = '', allocPolicy = 'preferred' } = model.groups[group] ?? {};
      if (group === own || (best !== null && best.policy === 'preferred' && allocPolicy !== 'preferred')) continue;
      const found = pairFor(sums, instance, nodes, inside);
      if (found.best === null) reasons.push(`group ${name}: ${reasonsOf(found)}`);
      else if (best === null || found.best.score < best.score) best = { ...found.best, policy: allocPolicy };
    }
    return best ?? (reasons.length === 0 ? 'there is no other group' : reasons.join('; '));
  });
}

function each(sums: ScoreSums, instances: readonly number[], rules: Rules, choose: (instance: number, rules: Rules) => Target | string): Evacuation {
  const { model } = sums;
  const moved: MovedJson[] = [];
  const failed: FailedJson[] = [];
  const jobs: JobJson[] = [];
  for (const instance of instances) {
    const name = model.instances[instance]?.name ?? '';
    const target = choose(instance, rules);
    if (typeof target === 'string') {
      failed.push([name, target]);
      continue;
    }
    const steps: Step[] = stepsTo(model, instance, target.primary, target.secondary) ?? [];
    jobs.push(jobOf(model, instance, steps));
    model.place(instance, target.primary, target.secondary);
    const nodes = [target.primary, target.secondary].flatMap((node) => model.nodes[node]?.name ?? []);
    moved.push([name, model.groups[model.groupOf[target.primary] ?? 0]?.name ?? '', nodes]);
  }
  return { moved, failed, jobs };
}

function evacuateOne(sums: ScoreSums, instance: number, mode: EvacMode, nodes: readonly number[], rules: Rules): Target | string {
  const { model } = sums;
  const primary = model.primaryOf[instance] ?? -1;
  const secondary = model.secondaryOf[instance] ?? -1;
  switch (model.mirrorOf(instance)) {
    case Mirror.none:
      return `its disks (${model.instances[instance]?.template ?? ''}) are on its primary node only`;
    case Mirror.external: {
      if (mode === 'secondary-only') return 'it has no secondary node';
      const options = accepting(model, instance, rules);
      return found(withoutIt(model, instance, () => findSingle(sums, instance, nodes, options)));
    }
    case Mirror.internal:
      if (mode === 'secondary-only') return found(replaceSecondary(sums, instance, nodes, rules));
      if (mode === 'all') return found(pairFor(sums, instance, nodes, rules));
      if (rules.leaving?.has(secondary) === true) return `its secondary node ${model.nodes[secondary]?.name ?? ''} is evacuated too`;
      return stepsRefusal(model, instance, [{ kind: 'failover' }], rules) ?? { primary: secondary, secondary: primary };
  }
}

/** The best new secondary, for an instance that keeps its primary. */
export function replaceSecondary(sums: ScoreSums, instance: number, nodes: readonly number[], rules: Rules): Search {
  const { model } = sums;
  sums.refresh();
  const primary = model.primaryOf[instance] ?? -1;
  let best: Search['best'] = null;
  const refused = new Map<Refusal, number>();
  let fitting = 0;
  for (const node of nodes) {
    if (node === primary || node === model.secondaryOf[instance]) continue;
    const refusal = stepsRefusal(model, instance, [{ kind: 'replace', to: node }], rules);
    if (refusal !== null) {
      refused.set(refusal, (refused.get(refusal) ?? 0) + 1);
      continue;
    }
    fitting += 1;
    const score = sums.scoreWith(instance, primary, node);
    if (best === null || score < best.score) best = { primary, secondary: node, score };
  }
  return { best, refused, fitting };
}

/** The best pair of new nodes that can be reached. */
function pairFor(sums: ScoreSums, instance: number, nodes: readonly number[], rules: Rules): Search {
  const { model } = sums;
  const own = [model.primaryOf[instance], model.secondaryOf[instance]];
  const others = nodes.filter((node) => !own.includes(node));
  const options = accepting(model, instance, rules);
  return withoutIt(model, instance, () => findPair(sums, instance, others, options));
}

/** The way to a place is checked with the instance where it is, the search is made as if it were nowhere. */
function accepting(model: ClusterModel, instance: number, rules: Rules) {
  const p = model.primaryOf[instance] ?? -1;
  const s = model.secondaryOf[instance] ?? -1;
  return {
    ...rules,
    accept: (primary: number, secondary: number) => {
      const { revision } = model;
      model.place(instance, p, s);
      const steps = stepsTo(model, instance, primary, secondary);
      const refusal = steps === null ? ('FailDisk' as const) : stepsRefusal(model, instance, steps, rules);
      model.place(instance, -1, -1);
      model.revision = revision;
      return refusal;
    },
  };
}

function withoutIt<T>(model: ClusterModel, instance: number, search: () => T): T {
  const p = model.primaryOf[instance] ?? -1;
  const s = model.secondaryOf[instance] ?? -1;
  model.place(instance, -1, -1);
  try {
    return search();
  } finally {
    model.place(instance, p, s);
  }
}

const found = (search: Search): Target | string => search.best ?? reasonsOf(search);

function reasonsOf({ refused }: Search): string {
  if (refused.size === 0) return 'there is no node to choose from';
  return `no node fits (${[...refused].map(([reason, count]) => `${reason}: ${count}`).join(', ')})`;
}

export function nodesOf(model: ClusterModel, group: number): number[] {
  return model.nodes.flatMap((_, node) => (model.groupOf[node] === group && model.online[node] === 1 ? [node] : []));
}
