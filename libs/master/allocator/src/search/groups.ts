/** Which groups may take an instance, and why others may not. */
import { ipolicyViolations } from '@ganeti/objects';
import type { InstanceData } from '../model/data';
import type { ClusterModel } from '../model/cluster-model';

export interface GroupChoice {
  readonly group: number;
  readonly nodes: readonly number[];
}

export interface GroupFilter {
  /** uuids or names; null: all that take new instances. */
  readonly only?: readonly string[] | null;
  /** Names of nodes to choose from; null: all. */
  readonly nodes?: readonly string[] | null;
  /** Limits of sizes that the group's policy sets do not count. */
  readonly ignorePolicy?: boolean;
}

/** Preferred groups come before those of last resort. Named groups may be unallocable. `refused`: one sentence per group that cannot. */
export function groupsFor(model: ClusterModel, instance: InstanceData, filter: GroupFilter = {}): { readonly choices: readonly GroupChoice[]; readonly refused: readonly string[] } {
  const refused: string[] = [];
  const choices: GroupChoice[] = [];
  const whitelist = filter.nodes ? new Set(filter.nodes) : null;
  model.groups.forEach((group, index) => {
    if (filter.only && !filter.only.includes(group.uuid) && !filter.only.includes(group.name)) return;
    const why = groupRefusal(model, index, instance, filter);
    if (why !== null) {
      refused.push(`group ${group.name}: ${why}`);
      return;
    }
    const nodes: number[] = [];
    for (let node = 0; node < model.nodeCount; node++) {
      if (model.groupOf[node] === index && model.online[node] === 1 && (whitelist === null || whitelist.has(model.nodes[node]?.name ?? ''))) nodes.push(node);
    }
    choices.push({ group: index, nodes });
  });
  const rank = ({ group }: GroupChoice): number => Number(model.groups[group]?.allocPolicy !== 'preferred');
  return { choices: choices.sort((a, b) => rank(a) - rank(b)), refused };
}

function groupRefusal(model: ClusterModel, index: number, instance: InstanceData, { only, ignorePolicy }: GroupFilter): string | null {
  const group = model.groups[index];
  if (group === undefined) return 'not known';
  if (group.allocPolicy === 'unallocable' && !only) return 'takes no new instances';
  const missing = (instance.networks ?? []).filter((network) => !group.networks.includes(network));
  if (missing.length > 0) return `not connected to network ${missing.join(', ')}`;
  if (ignorePolicy === true) return null;
  const violations = ipolicyViolations(group.ipolicy, {
    memory: instance.memory,
    vcpus: instance.vcpus,
    nicCount: instance.nicCount ?? 1,
    diskTemplate: instance.template,
    diskSizes: instance.diskSizes ?? [instance.disk],
    spindleUse: instance.spindleUse,
  });
  return violations.length === 0 ? null : violations.join('; ');
}
