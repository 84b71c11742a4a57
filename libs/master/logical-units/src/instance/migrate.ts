import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type CheckContext, type LogicalUnit } from '@ganeti/master-jobs';
import type { Instance, Node } from '@ganeti/objects';
import { instanceMigrate, type ParamsOf } from '@ganeti/opcodes';
import { info } from '../common/disk-steps';
import { instanceMessage } from '../common/instance-message';
import { checkNotOfflineState, disksOf, runningOn } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceOf, nodeBy } from '../common/lookup';
import { lockTargets, moveTarget, namedTarget } from '../common/move-target';
import { bridgesOf } from '../common/nics';
import { checkBridges, checkCanReceive, checkFreeMemory, checkOnline } from '../common/node-checks';
import { beOf, checkPolicy, hvOf, specOf } from '../common/params';
import type { Services } from '../services';
import { planCleanup, runCleanup, type CleanupPlan } from './cleanup';
import { failoverHooks } from './failover';
import { planFailover, runFailover, type FailoverPlan } from './failover-steps';
import { runMigration, type MigrationPlan } from './migrate-steps';
import { planReservedMove, runReservedMove, type ReservedMove } from './reserved-move';

type Plan =
  | { readonly kind: 'migrate'; readonly how: MigrationPlan }
  | { readonly kind: 'failover'; readonly how: FailoverPlan }
  | { readonly kind: 'cleanup'; readonly how: CleanupPlan }
  | { readonly kind: 'reserved'; readonly how: ReservedMove };
type Params = ParamsOf<typeof instanceMigrate>;

/** The guest gets the usual time when a migration turns out to be a failover. */
const shutdownTimeout = 120;

export function instanceMigrateUnit(services: Services): LogicalUnit<typeof instanceMigrate, Plan> {
  return defineLogicalUnit({
    definition: instanceMigrate,
    locks: (params, cx) => instanceAndNodes(cx.config, params, () => (params.cleanup ? namedTarget(cx, params) : lockTargets(cx, services.placement, params))),

    async check(params, cx): Promise<Plan> {
      const instance = instanceOf(cx.config, params, { forthcoming: !params.cleanup });
      checkNotOfflineState(instance);
      const mode = migrationMode(params, cx, instance);
      if (params.cleanup) return { kind: 'cleanup', how: await planCleanup(params, cx, instance) };
      const target = moveTarget(cx, services.placement, instance, params, 'migrated');
      if (instance.forthcoming) return { kind: 'reserved', how: planReservedMove(cx, instance, target, params.ignore_ipolicy) };
      checkCanReceive(target);
      const spec = specOf(cx.config, instance, disksOf(cx.config, instance.uuid).map((disk) => disk.size));
      checkPolicy(cx, instance.name, target.uuid, spec, params.ignore_ipolicy, spec);
      return plan(params, cx, instance, target, mode === 'live');
    },

    hooks: (params, { how }, cx) =>
      failoverHooks('instance-migrate', how, cx, {
        MIGRATE_LIVE: params.live === false || params.mode === 'non-live' ? 'False' : 'True',
        MIGRATE_CLEANUP: params.cleanup ? 'True' : 'False',
        ALLOW_RUNTIME_CHANGES: params.allow_runtime_changes ? 'True' : 'False',
      }),

    async run(_params, plan, cx) {
      if (plan.kind === 'migrate') await runMigration(cx, plan.how);
      else if (plan.kind === 'failover') await runFailover(cx, plan.how);
      else if (plan.kind === 'cleanup') await runCleanup(cx, plan.how);
      else await runReservedMove(cx, plan.how);
      return null;
    },
  });
}

/** `live` is the older form of `mode`; without both, the hypervisor's default. */
function migrationMode(params: Params, cx: CheckContext, instance: Instance): 'live' | 'non-live' {
  if (params.live !== null) return params.live ? 'live' : 'non-live';
  return params.mode ?? (hvOf(cx.config, instance).migration_mode === 'non-live' ? 'non-live' : 'live');
}

async function plan(params: Params, cx: CheckContext, instance: Instance, target: Node, live: boolean): Promise<Plan> {
  const failover = async (why: string): Promise<Plan> => {
    info(cx, `Instance ${instance.name} ${why}: failing it over`);
    const how = await planFailover(cx, instance, target.uuid, { ignoreConsistency: false, shutdownTimeout });
    return { kind: 'failover', how };
  };
  const be = beOf(cx.config, instance);
  if (be.always_failover) return failover("has 'always_failover' set");
  const source = nodeBy(cx.config, instance.primary_node);
  checkOnline(source);
  const running = await runningOn(cx, instance, source.uuid);
  if (running === null) {
    if (params.allow_failover) return failover('does not run');
    throw new OpPrereqError(`Instance ${instance.name} does not run, so it cannot be migrated; use failover`, 'wrong_state');
  }
  const obstacle = await migrationProblem(params, cx, instance, target);
  if (obstacle !== null) {
    if (params.allow_failover) return failover(`cannot be migrated (${obstacle})`);
    throw new OpPrereqError(`Instance ${instance.name} cannot be migrated: ${obstacle}; use failover`, 'wrong_state');
  }
  await checkBridges(cx, target, bridgesOf(cx, instance.nics));
  const memory = memoryForMove(params, cx, instance, target, running.memory, be.minmem);
  const disks = disksOf(cx.config, instance.uuid);
  return {
    kind: 'migrate',
    how: { instance: instance.uuid, name: instance.name, source: source.uuid, target: target.uuid, disks, live, memory },
  };
}

/** Why its hypervisor cannot send it to the target; null: it can. */
async function migrationProblem(params: Params, cx: CheckContext, instance: Instance, target: Node): Promise<string | null> {
  const request = { instance: instanceMessage(cx.config, instance) };
  const [here, there] = await Promise.all([instance.primary_node, target.uuid].map((node) => cx.read(node, 'Instances.MigrationInfo', request)));
  if (here?.migratable !== true) return here?.reason ?? '';
  const [from, to] = [here.hypervisor_version, there?.hypervisor_version ?? ''];
  if (from === to) return null;
  const text = `hypervisor ${instance.hypervisor} has version ${from} on its node, and ${to} on ${target.name}`;
  // What is newer knows what older ones have sent.
  const older = to.localeCompare(from, 'en', { numeric: true }) < 0;
  if (older && !params.ignore_hvversions) return `${text}, which is older ('ignore_hvversions' tries it all the same)`;
  info(cx, `Instance ${instance.name}: ${text}`);
  return null;
}

/** A target with little room can take a guest that gives memory back, as far as its minimum. */
function memoryForMove(params: Params, cx: CheckContext, instance: Instance, target: Node, now: number, minimum: number): MigrationPlan['memory'] {
  const free = cx.live.node(target.uuid).resources?.memory_free ?? 0;
  if (free >= now) return null;
  checkFreeMemory(cx, target, params.allow_runtime_changes ? minimum : now, `instance ${instance.name}`);
  return { from: now, to: Math.max(minimum, free) };
}
