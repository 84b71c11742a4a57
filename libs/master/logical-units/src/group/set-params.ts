import { defineLogicalUnit } from '@ganeti/master-jobs';
import { fillIPolicy, type Json } from '@ganeti/objects';
import { groupSetParams } from '@ganeti/opcodes';
import { warn } from '../common/disk-steps';
import { groupBy, groupOf } from '../common/lookup';
import { newViolations } from '../common/policy-violations';
import type { Plain } from '../common/plain';
import { groupHooks } from './hooks';
import { changedLayers, type Layers } from './layers';
import { groupLock } from './locks';

type Plan = { readonly group: string; readonly layers: Plain<Layers> };

export const groupSetParamsUnit = defineLogicalUnit({
  definition: groupSetParams,
  locks: (params, cx) => groupLock(cx.config, params.group_name),

  async check(params, cx): Promise<Plan> {
    const group = groupOf(cx.config, params.group_name);
    const layers = changedLayers(group, params);
    const cluster = cx.config.cluster();
    for (const name of newViolations(cx.config, group.uuid, fillIPolicy(cluster, group), fillIPolicy(cluster, { ...group, ...layers }))) {
      warn(cx, `Instance ${name} violates the new policy of group ${group.name}; it stays as it is`);
    }
    return { group: group.uuid, layers };
  },

  hooks: (params, plan, cx) =>
    groupHooks(cx.config, 'group-modify', groupBy(cx.config, plan.group).name, { NEW_ALLOC_POLICY: params.alloc_policy ?? 'None' }),

  async run(params, plan, cx) {
    await cx.update('change', (tx) => void tx.update('nodegroup', plan.group, plan.layers));
    const changes: [string, Json][] = [];
    if (params.alloc_policy !== null) changes.push(['alloc_policy', params.alloc_policy]);
    if (params.ndparams !== null) changes.push(['ndparams', plan.layers.ndparams]);
    if (params.diskparams !== null) changes.push(['diskparams', plan.layers.diskparams]);
    if (params.ipolicy !== null) changes.push(['ipolicy', plan.layers.ipolicy]);
    return changes;
  },
});
