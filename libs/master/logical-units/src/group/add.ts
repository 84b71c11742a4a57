import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { initialGroup, type NodeGroup } from '@ganeti/objects';
import { groupAdd } from '@ganeti/opcodes';
import type { Plain } from '../common/plain';
import { groupHooks } from './hooks';
import { changedLayers } from './layers';

type NewGroup = Omit<NodeGroup, 'serial_no' | 'ctime' | 'mtime'>;
type Plan = { readonly group: Plain<NewGroup> };

export const groupAddUnit = defineLogicalUnit({
  definition: groupAdd,
  locks: () => ({}),

  async check(params, cx): Promise<Plan> {
    const { group_name: name } = params;
    if (cx.config.group(name) !== undefined) {
      throw new OpPrereqError(`There is a node group ${name} already; choose another name`, 'already_exists');
    }
    cx.reservations.name(cx.jobId, 'nodegroup', name);
    const fresh = initialGroup({ uuid: cx.ids.uuid(), name });
    return { group: { ...fresh, ...changedLayers(fresh, params) } };
  },

  hooks: (params, _plan, cx) => groupHooks(cx.config, 'group-add', params.group_name),

  async run(_params, { group }, cx) {
    await cx.update('add', (tx) => void tx.insert('nodegroup', group));
    return null;
  },
});
