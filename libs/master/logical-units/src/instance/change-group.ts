import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, withJobs, type CheckContext, type LogicalUnit } from '@ganeti/master-jobs';
import type { Instance } from '@ganeti/objects';
import { instanceChangeGroup, type ParamsOf } from '@ganeti/opcodes';
import { instanceHooks } from '../common/hooks';
import { groupBy, groupOf, instanceBy, instanceLock, instanceOf, nodeBy } from '../common/lookup';
import { planMoves, withEarlyRelease, type Jobs } from '../placement/moves';
import type { Services } from '../services';

type Plan = { readonly instance: string; readonly targets: readonly string[]; readonly jobs: Jobs };

export function instanceChangeGroupUnit(services: Services): LogicalUnit<typeof instanceChangeGroup, Plan> {
  return defineLogicalUnit({
    definition: instanceChangeGroup,

    /** Instance and groups stay as they are while the jobs are planned; each of these takes its own locks. */
    locks: (params, cx) => ({
      instance: { names: [instanceLock(cx.config, params.instance_name)], mode: 'shared' },
      nodegroup: { names: 'all', mode: 'shared' },
    }),

    async check(params, cx): Promise<Plan> {
      const instance = instanceOf(cx.config, params, { forthcoming: true });
      const targets = targetGroups(cx, params, instance);
      const jobs = await planMoves(cx, services.placement, params.iallocator, { type: 'change-group', instances: [instance.name], target_groups: targets });
      return { instance: instance.uuid, targets, jobs: withEarlyRelease(jobs, params.early_release) };
    },

    hooks(_params, { instance, targets }, cx) {
      const master = [cx.config.cluster().master_node];
      return instanceHooks(cx.config, 'instance-change-group', instanceBy(cx.config, instance), {
        environment: { TARGET_GROUPS: targets.map((uuid) => groupBy(cx.config, uuid).name).join(' ') },
        preNodes: master,
        postNodes: master,
      });
    },

    run: async (_params, { jobs }) => withJobs(jobs),
  });
}

/** uuids. Without any named: all groups that the instance is not in. */
function targetGroups(cx: CheckContext, params: ParamsOf<typeof instanceChangeGroup>, instance: Instance): string[] {
  const own = new Set(cx.config.nodesOfInstance(instance).map((uuid) => nodeBy(cx.config, uuid).group));
  const named = [...new Set((params.target_groups ?? []).map((name) => groupOf(cx.config, name).uuid))];
  const inside = named.find((uuid) => own.has(uuid));
  if (inside !== undefined) throw new OpPrereqError(`Instance ${instance.name} is in group ${groupBy(cx.config, inside).name} already; name other groups`, 'wrong_input');
  const targets = named.length > 0 ? named : [...cx.config.all('nodegroup')].map(({ uuid }) => uuid).filter((uuid) => !own.has(uuid));
  if (targets.length === 0) throw new OpPrereqError(`There is no other group that instance ${instance.name} could go to; add one first`, 'wrong_input');
  return targets;
}
