import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, withJobs } from '@ganeti/master-jobs';
import { nodeMigrate } from '@ganeti/opcodes';
import { checkOnline } from '../common/node-checks';
import { nodeBy, nodeOf } from '../common/lookup';
import { flagText, nodeHooks } from './hooks';
import { instancesOf, nodeLock } from './instances';

type Plan = { readonly node: string; readonly instances: readonly string[] };

export const nodeMigrateUnit = defineLogicalUnit({
  definition: nodeMigrate,
  locks: (params, cx) => nodeLock(cx.config, params),

  async check(params, cx): Promise<Plan> {
    const node = nodeOf(cx.config, params.node_name, params.node_uuid);
    if (params.target_node !== null || params.target_node_uuid !== null) {
      const target = nodeOf(cx.config, params.target_node ?? params.target_node_uuid ?? '', params.target_node_uuid);
      if (target.uuid === node.uuid) throw new OpPrereqError(`Node ${node.name} is to be emptied and cannot be the target`, 'wrong_input');
      checkOnline(target);
    }
    return { node: node.uuid, instances: instancesOf(cx.config, cx.config.primariesOf(node.uuid)) };
  },

  hooks(params, { node }, cx) {
    const { name } = nodeBy(cx.config, node);
    return nodeHooks('node-migrate', { name }, { NODE_NAME: name, ALLOW_RUNTIME_CHANGES: flagText(params.allow_runtime_changes) }, [cx.config.cluster().master_node]);
  },

  async run(params, { instances }) {
    const { mode, live, target_node, target_node_uuid, allow_runtime_changes, ignore_ipolicy, iallocator } = params;
    const how = { mode, live, target_node, target_node_uuid, allow_runtime_changes, ignore_ipolicy, iallocator };
    return withJobs(instances.map((instance_name) => [{ OP_ID: 'OP_INSTANCE_MIGRATE', instance_name, ...how }]));
  },
});
