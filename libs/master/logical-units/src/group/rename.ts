import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { groupRename } from '@ganeti/opcodes';
import { groupBy, groupOf } from '../common/lookup';
import { groupHooks } from './hooks';
import { groupLock } from './locks';

export const groupRenameUnit = defineLogicalUnit({
  definition: groupRename,
  locks: (params, cx) => groupLock(cx.config, params.group_name),

  async check(params, cx) {
    const group = groupOf(cx.config, params.group_name);
    const other = cx.config.group(params.new_name);
    if (other !== undefined) {
      throw new OpPrereqError(
        other.uuid === group.uuid ? `Node group ${group.name} has this name already` : `There is a node group ${other.name} already; choose another name`,
        'already_exists',
      );
    }
    cx.reservations.name(cx.jobId, 'nodegroup', params.new_name);
    return { group: group.uuid };
  },

  hooks(params, plan, cx) {
    const { name } = groupBy(cx.config, plan.group);
    const nodes = [...new Set([cx.config.cluster().master_node, ...cx.config.nodesOf(plan.group)])];
    return {
      ...groupHooks(cx.config, 'group-rename', name, { OLD_NAME: name, NEW_NAME: params.new_name }),
      preNodes: nodes,
      postNodes: nodes,
    };
  },

  async run(params, plan, cx) {
    await cx.update('rename', (tx) => void tx.update('nodegroup', plan.group, { name: params.new_name }));
    return params.new_name;
  },
});
