import { OpPrereqError } from '@ganeti/errors';
import type { BalancePlan } from '@ganeti/master-allocator';
import { defineLogicalUnit, withJobs, type CheckContext, type LogicalUnit } from '@ganeti/master-jobs';
import type { Json } from '@ganeti/objects';
import { clusterBalance, type ParamsOf } from '@ganeti/opcodes';
import { chainSets } from '../common/job-sets';
import type { Services } from '../services';

type Params = ParamsOf<typeof clusterBalance>;
type Plan = { readonly groups: readonly { readonly uuid: string; readonly name: string }[] };

export function clusterBalanceUnit({ placement }: Services): LogicalUnit<typeof clusterBalance, Plan> {
  return defineLogicalUnit({
    definition: clusterBalance,

    /** None: what is planned is checked again by each job under its own locks. */
    locks: () => ({}),

    async check(params, cx): Promise<Plan> {
      checkInstances(params, cx);
      return { groups: groupsAsked(params.group_name, cx) };
    },

    async run(params, { groups }, cx) {
      // Decided once: after a restart the same moves are submitted.
      const plans = await cx.record('decide', async () => {
        const found: Json[] = [];
        for (const { uuid } of groups) found.push((await placement.study({ kind: 'balance', group: uuid, options: optionsOf(params) })) as unknown as Json);
        return found;
      });
      const sets: Json[][][] = [];
      const answer = (plans as unknown as BalancePlan[]).map(({ initial, final, steps, sets: indices }, index) => {
        // Groups do not disturb each other: their first sets begin together.
        indices.forEach((set, at) => (sets[at] ??= []).push(...set.map((step) => [...(steps[step]?.job ?? [])] as unknown as Json[])));
        return { group: groups[index]?.name ?? '', initial, final, steps: steps.map(({ job: _job, ...step }) => step), sets: indices };
      });
      return withJobs(params.execute ? chainSets(sets) : [], { groups: answer as unknown as Json }) as never;
    },

    dryRunResult: () => null,
  });
}

/** Groups by name or uuid; all, when none is named. Throws OpPrereqError. */
export function groupsAsked(name: string | null, { config }: CheckContext): Plan['groups'] {
  const found = name === null ? [...config.all('nodegroup')] : [config.group(name)];
  return found
    .map((group) => {
      if (group === undefined) throw new OpPrereqError(`There is no node group ${name}`, 'unknown_entity');
      return { uuid: group.uuid, name: group.name };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function checkInstances({ instances, exclude_instances: excluded }: Params, { config }: CheckContext): void {
  for (const name of [...(instances ?? []), ...excluded]) {
    if (config.instance(name) === undefined) throw new OpPrereqError(`There is no instance ${name}`, 'unknown_entity');
  }
}

function optionsOf(params: Params) {
  return {
    ...(params.max_moves === null ? {} : { maxMoves: params.max_moves }),
    minScore: params.min_score,
    minGain: params.min_gain,
    minGainLimit: params.min_gain_limit,
    diskMoves: params.disk_moves,
    instanceMoves: params.instance_moves,
    evacMode: params.evac_mode,
    restrictedMigration: params.restricted_migration,
    select: params.instances,
    exclude: params.exclude_instances,
    ignoreSoft: params.ignore_soft_errors,
  };
}
