import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { nodePowercycle } from '@ganeti/opcodes';
import { nodeOf } from '../common/lookup';

type Plan = { readonly node: string };

export const nodePowercycleUnit = defineLogicalUnit({
  definition: nodePowercycle,

  /** None: it is for a node that is stuck, and whoever holds its lock may be stuck with it. */
  locks: () => ({}),

  async check(params, cx): Promise<Plan> {
    const node = nodeOf(cx.config, params.node_name, params.node_uuid);
    if (node.uuid === cx.config.cluster().master_node && !params.force) {
      throw new OpPrereqError(`Node ${node.name} is the master, and all daemons of the master go down with it; use force if that is what you want`, 'wrong_input');
    }
    if (node.offline) {
      throw new OpPrereqError(`Node ${node.name} is marked offline and is not asked for anything; use gnt-node power cycle, or bring it back first`, 'wrong_state');
    }
    return { node: node.uuid };
  },

  async run(_params, { node }, cx) {
    const { message } = await cx.call('powercycle', node, 'Machine.Powercycle', {});
    return message;
  },
});
