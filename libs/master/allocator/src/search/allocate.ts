/** A place for a new instance: the best of each group; groups by policy, then by the score of the cluster. */
import type { ClusterModel } from '../model/cluster-model';
import type { Refusal, Rules } from '../model/constraints';
import { Mirror } from '../model/templates';
import type { ScoreSums } from '../score/sums';
import { findPair, findSingle, type Place, type Search } from './find';
import { groupsFor, type GroupFilter } from './groups';
import { keepsCapacity } from './capacity-check';

export interface AllocateOptions extends Rules, GroupFilter {
  /** Do not ask whether instances on shared storage could all be restarted elsewhere when a node fails. */
  readonly noCapacityChecks?: boolean;
}

export interface Allocation {
  readonly place: (Place & { readonly group: number }) | null;
  /** How the decision was made, or why there is none: one sentence per group. */
  readonly told: readonly string[];
  readonly refused: ReadonlyMap<Refusal, number>;
}

/** `instance`: index of one that is not placed. The model stays as it is. */
export function allocate(sums: ScoreSums, instance: number, options: AllocateOptions = {}): Allocation {
  const { model } = sums;
  const data = model.instances[instance];
  if (data === undefined) throw new RangeError(`no instance ${instance}`);
  const { choices, refused: told } = groupsFor(model, data, options);
  const sentences = [...told];
  const refused = new Map<Refusal, number>();
  let place: Allocation['place'] = null;
  let policy: string | undefined;
  const accept = options.noCapacityChecks === true ? undefined : keepsCapacity(model, instance);
  for (const { group, nodes } of choices) {
    const ours = model.groups[group]?.allocPolicy;
    // Groups of last resort are not asked when a preferred one has room.
    if (place !== null && ours !== policy && policy === 'preferred') break;
    const find = model.mirrorOf(instance) === Mirror.internal ? findPair : findSingle;
    const found = find(sums, instance, nodes, { ...options, accept });
    for (const [reason, count] of found.refused) refused.set(reason, (refused.get(reason) ?? 0) + count);
    sentences.push(tell(model, group, found));
    if (found.best !== null && (place === null || found.best.score < place.score)) {
      place = { ...found.best, group };
      policy = ours;
    }
  }
  return { place, told: sentences, refused };
}

function tell(model: ClusterModel, group: number, found: Search): string {
  const { name = '', allocPolicy = '' } = model.groups[group] ?? {};
  const reasons = [...found.refused].map(([reason, count]) => `${reason}: ${count}`).join(', ');
  const of = `group ${name} (${allocPolicy})`;
  if (found.best === null) return `${of}: nothing fits${reasons === '' ? '' : ` (${reasons})`}`;
  const names = [found.best.primary, found.best.secondary].flatMap((node) => model.nodes[node]?.name ?? []);
  return `${of}: score ${found.best.score.toFixed(8)} on ${names.join('/')}, ${found.fitting} nodes fit${reasons === '' ? '' : `, others do not (${reasons})`}`;
}
