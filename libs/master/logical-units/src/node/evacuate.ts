import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, withJobs, type LogicalUnit } from '@ganeti/master-jobs';
import type { Node } from '@ganeti/objects';
import { nodeEvacuate, type ParamsOf } from '@ganeti/opcodes';
import { nodeOf } from '../common/lookup';
import { checkCanReceive } from '../common/node-checks';
import { planMoves, withEarlyRelease, type Jobs, type OpcodeInput } from '../placement/moves';
import type { Services } from '../services';
import { instancesOf, nodeLock } from './instances';

type Params = ParamsOf<typeof nodeEvacuate>;
type Plan = { readonly jobs: Jobs };

export function nodeEvacuateUnit(services: Services): LogicalUnit<typeof nodeEvacuate, Plan> {
  return defineLogicalUnit({
    definition: nodeEvacuate,
    locks: (params, cx) => nodeLock(cx.config, params),

    async check(params, cx): Promise<Plan> {
      const node = nodeOf(cx.config, params.node_name, params.node_uuid);
      const { mode } = params;
      if (mode === 'all') {
        throw new OpPrereqError(`Node ${node.name} is emptied in two steps: give mode primary-only, and when its jobs have ended secondary-only`, 'wrong_input');
      }
      const instances = instancesOf(cx.config, mode === 'primary-only' ? cx.config.primariesOf(node.uuid) : cx.config.secondariesOf(node.uuid));
      if (params.remote_node !== null || params.remote_node_uuid !== null) {
        const target = nodeOf(cx.config, params.remote_node ?? params.remote_node_uuid ?? '', params.remote_node_uuid);
        checkTarget(node, target, params);
        return { jobs: instances.map((name) => [replaceSecondary(name, target, params.early_release)]) };
      }
      const jobs = await planMoves(cx, services.placement, params.iallocator, { type: 'node-evacuate', instances, evac_mode: mode }, { ignoreSoft: params.ignore_soft_errors === true });
      return { jobs: withEarlyRelease(jobs, params.early_release) };
    },

    run: async (_params, { jobs }) => withJobs(jobs),
  });
}

function checkTarget(node: Node, target: Node, { mode }: Params): void {
  if (mode !== 'secondary-only') throw new OpPrereqError(`Node ${target.name} can only be named as new secondary node: give mode secondary-only`, 'wrong_input');
  if (target.uuid === node.uuid) throw new OpPrereqError(`Node ${node.name} is to be emptied and cannot be the new secondary node`, 'wrong_input');
  checkCanReceive(target);
}

function replaceSecondary(instance_name: string, target: Node, early_release: boolean): OpcodeInput {
  return { OP_ID: 'OP_INSTANCE_REPLACE_DISKS', instance_name, remote_node: target.name, disks: [], mode: 'replace_new_secondary', early_release };
}
