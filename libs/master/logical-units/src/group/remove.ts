import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { groupRemove } from '@ganeti/opcodes';
import { groupBy, groupOf } from '../common/lookup';
import { groupHooks } from './hooks';
import { groupLock } from './locks';

export const groupRemoveUnit = defineLogicalUnit({
  definition: groupRemove,
  locks: (params, cx) => groupLock(cx.config, params.group_name),

  async check(params, cx) {
    const group = groupOf(cx.config, params.group_name);
    const nodes = [...cx.config.nodesOf(group.uuid)].map((uuid) => cx.config.get('node', uuid)?.name ?? uuid).sort();
    if (nodes.length > 0) {
      throw new OpPrereqError(
        `Node group ${group.name} still has nodes (${nodes.slice(0, 5).join(', ')}${nodes.length > 5 ? ', …' : ''}); assign them to another group first`,
        'wrong_state',
      );
    }
    if (cx.config.count('nodegroup') === 1) {
      throw new OpPrereqError(`Node group ${group.name} is the only one, and a cluster has at least one`, 'wrong_state');
    }
    return { group: group.uuid };
  },

  hooks: (_params, plan, cx) => groupHooks(cx.config, 'group-remove', groupBy(cx.config, plan.group).name),

  async run(_params, plan, cx) {
    await cx.update('remove', (tx) => tx.remove('nodegroup', plan.group));
    return null;
  },
});
