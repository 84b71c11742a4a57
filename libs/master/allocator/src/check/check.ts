/** The health of each group: N+1, conflicts, instances on nodes that are down, and whether all could be restarted elsewhere (hcheck(1)). */
import { breaches, breachOf } from '../model/affinity';
import { groupPart, splitInstances } from '../model/group-part';
import { ClusterModel, type ModelOptions } from '../model/cluster-model';
import type { ClusterData } from '../model/data';
import { clusterScore } from '../score/report';
import { withoutRefuge } from '../search/capacity-check';
import { balance } from '../balance/balance';
import type { BalanceOptions } from '../balance/options';

export interface GroupHealth {
  readonly uuid: string;
  readonly name: string;
  readonly score: number;
  /** Names of nodes that could not take over what they would have to. */
  readonly failingN1: readonly string[];
  /** Names of nodes with several primaries of an exclusion tag. */
  readonly conflicts: readonly string[];
  /** Names of instances whose primary or secondary node is offline. */
  readonly offlinePrimary: readonly string[];
  readonly offlineSecondary: readonly string[];
  /** Names of nodes whose instances could not all be restarted elsewhere. */
  readonly notEvacuable: readonly string[];
  /** Rules of affinity that are broken, one sentence each. */
  readonly affinity: readonly string[];
}

export interface ClusterCheck {
  readonly groups: readonly GroupHealth[];
  /** The groups as balancing would leave them; null: it was not tried, or nothing is wrong that it could mend. */
  readonly balanced: readonly (GroupHealth & { readonly moves: number })[] | null;
  /** Names of instances whose nodes are in different groups. */
  readonly split: readonly string[];
  readonly healthy: boolean;
  /** Balancing would make an unhealthy group healthier. */
  readonly needsRebalance: boolean;
}

export function checkCluster(data: ClusterData, simulate: boolean, options: BalanceOptions & ModelOptions & { readonly noCapacityChecks?: boolean } = {}): ClusterCheck {
  const models = data.groups.map(({ uuid }) => new ClusterModel(groupPart(data, uuid), options));
  const noCapacity = options.noCapacityChecks === true;
  const groups = models.map((model) => health(model, noCapacity));
  const split = splitInstances(data);
  const healthy = split.length === 0 && groups.every(isHealthy);
  const balanced = !simulate || healthy ? null : models.map((model) => {
    const { steps } = balance(model, options);
    return { ...health(model, noCapacity), moves: steps.length };
  });
  const needsRebalance = balanced !== null && balanced.some((group, index) => problems(group) < problems(groups[index] ?? group));
  return { groups, balanced, split, healthy, needsRebalance };
}

const problems = (group: GroupHealth): number =>
  group.failingN1.length + group.conflicts.length + group.offlinePrimary.length + group.offlineSecondary.length + group.notEvacuable.length + group.affinity.length;

export const isHealthy = (group: GroupHealth): boolean => problems(group) === 0;

/** `model`: of one group. */
export function health(model: ClusterModel, noCapacityChecks = false): GroupHealth {
  const nameOf = (node: number): string => model.nodes[node]?.name ?? '';
  const online = model.nodes.map((_, node) => node).filter((node) => model.online[node] === 1);
  const crowded = new Set<number>();
  for (const set of model.affinity.all) {
    if (set.exclusion) for (const [node, count] of set.nodes) if (count > 1) crowded.add(node);
  }
  const down = (node: number): boolean => node >= 0 && model.online[node] !== 1;
  return {
    uuid: model.groups[0]?.uuid ?? '',
    name: model.groups[0]?.name ?? '',
    score: clusterScore(model),
    failingN1: online.filter((node) => model.failsN1(node)).map(nameOf),
    conflicts: [...crowded].sort((a, b) => a - b).map(nameOf),
    offlinePrimary: model.instances.flatMap(({ name }, i) => (down(model.primaryOf[i] ?? -1) ? [name] : [])),
    offlineSecondary: model.instances.flatMap(({ name }, i) => (down(model.secondaryOf[i] ?? -1) ? [name] : [])),
    notEvacuable: noCapacityChecks ? [] : withoutRefuge(model).map(nameOf),
    affinity: model.affinity.all.flatMap((set) => (set.exclusion || breaches(set) === 0 ? [] : [breachOf(set, nameOf)])),
  };
}
