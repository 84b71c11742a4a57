import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, withJobs, type LogicalUnit } from '@ganeti/master-jobs';
import { groupEvacuate } from '@ganeti/opcodes';
import { groupBy, groupOf } from '../common/lookup';
import { inSequence, planMoves, withEarlyRelease, withFailover, type Jobs } from '../placement/moves';
import type { Services } from '../services';
import { groupHooks } from './hooks';
import { instancesOf } from '../node/instances';

type Plan = { readonly group: string; readonly targets: readonly string[]; readonly jobs: Jobs };

export function groupEvacuateUnit(services: Services): LogicalUnit<typeof groupEvacuate, Plan> {
  return defineLogicalUnit({
    definition: groupEvacuate,

    /** The groups stay as they are while the jobs are planned; each of them takes its own locks. */
    locks(params, cx) {
      const names = [params.group_name, ...(params.target_groups ?? [])];
      const groups = params.target_groups === null || params.target_groups.length === 0 ? ('all' as const) : names.flatMap((name) => cx.config.group(name)?.uuid ?? []);
      return { nodegroup: { names: groups, mode: 'shared' } };
    },

    async check(params, cx): Promise<Plan> {
      const group = groupOf(cx.config, params.group_name);
      const named = (params.target_groups ?? []).map((name) => groupOf(cx.config, name).uuid);
      if (named.includes(group.uuid)) throw new OpPrereqError(`Group ${group.name} is to be emptied and cannot be a target`, 'wrong_input');
      const targets = named.length > 0 ? named : [...cx.config.all('nodegroup')].map(({ uuid }) => uuid).filter((uuid) => uuid !== group.uuid);
      if (targets.length === 0) throw new OpPrereqError(`There is no other group that the instances of ${group.name} could go to; add one first`, 'wrong_input');
      const instances = instancesOf(cx.config, [...cx.config.nodesOf(group.uuid)].flatMap((node) => [...cx.config.primariesOf(node)]));
      let jobs = withEarlyRelease(await planMoves(cx, services.placement, params.iallocator, { type: 'change-group', instances, target_groups: targets }), params.early_release);
      if (params.force_failover) jobs = withFailover(jobs);
      if (params.sequential) jobs = inSequence(jobs);
      return { group: group.uuid, targets, jobs };
    },

    hooks(_params, { group, targets }, cx) {
      const spec = groupHooks(cx.config, 'group-evacuate', groupBy(cx.config, group).name, { TARGET_GROUPS: targets.map((uuid) => groupBy(cx.config, uuid).name).join(' ') });
      const nodes = [...spec.preNodes, ...cx.config.nodesOf(group)];
      return { ...spec, preNodes: nodes, postNodes: nodes };
    },

    run: async (_params, { jobs }) => withJobs(jobs),
  });
}
