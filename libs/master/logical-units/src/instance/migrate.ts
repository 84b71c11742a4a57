import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type CheckContext, type LogicalUnit, type RunContext } from '@ganeti/master-jobs';
import type { Disk, Instance, Node } from '@ganeti/objects';
import { instanceMigrate, type ParamsOf } from '@ganeti/opcodes';
import { info } from '../common/disk-steps';
import { instanceMessage } from '../common/instance-message';
import { checkNotOfflineState, disksOf, runningOn, secondariesOf, setPrimary } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceOf, nodeBy, nodeName } from '../common/lookup';
import { Mirror } from '../common/mirror';
import { lockTargets, moveTarget, namedTarget } from '../common/move-target';
import { bridgesOf } from '../common/nics';
import { checkBridges, checkCanReceive, checkFreeMemory, checkOnline } from '../common/node-checks';
import { beOf, checkPolicy, hvOf, specOf } from '../common/params';
import type { Plain } from '../common/plain';
import type { Services } from '../services';
import { failoverHooks } from './failover';
import { planFailover, runFailover, type FailoverPlan } from './failover-steps';
import { runMigration, toSinglePrimary, type MigrationPlan } from './migrate-steps';

/** After a migration that was cut off: where the instance turned out to run, and the node it is not on. */
type CleanupPlan = {
  readonly instance: string;
  readonly name: string;
  readonly source: string;
  readonly target: string;
  readonly disks: readonly Plain<Disk>[];
};
type Plan =
  | { readonly kind: 'migrate'; readonly how: MigrationPlan }
  | { readonly kind: 'failover'; readonly how: FailoverPlan }
  | { readonly kind: 'cleanup'; readonly how: CleanupPlan };
type Params = ParamsOf<typeof instanceMigrate>;

/** The guest gets the usual time when a migration turns out to be a failover. */
const shutdownTimeout = 120;

export function instanceMigrateUnit(services: Services): LogicalUnit<typeof instanceMigrate, Plan> {
  return defineLogicalUnit({
    definition: instanceMigrate,
    locks: (params, cx) => instanceAndNodes(cx.config, params, () => (params.cleanup ? namedTarget(cx, params) : lockTargets(cx, services.placement, params))),

    async check(params, cx): Promise<Plan> {
      const instance = instanceOf(cx.config, params);
      checkNotOfflineState(instance);
      const mode = migrationMode(params, cx, instance);
      if (params.cleanup) return { kind: 'cleanup', how: await planCleanup(params, cx, instance) };
      const target = moveTarget(cx, services.placement, instance, params, 'migrated');
      checkCanReceive(target);
      const spec = specOf(cx.config, instance, disksOf(cx.config, instance.uuid).map((disk) => disk.size));
      checkPolicy(cx, instance.name, target.uuid, spec, params.ignore_ipolicy, spec);
      return plan(params, cx, instance, target, mode === 'live');
    },

    hooks: (params, { how }, cx) =>
      failoverHooks('instance-migrate', how, cx, {
        MIGRATE_LIVE: params.live === false || params.mode === 'non-live' ? 'False' : 'True',
        MIGRATE_CLEANUP: params.cleanup ? 'True' : 'False',
      }),

    async run(_params, plan, cx) {
      if (plan.kind === 'migrate') await runMigration(cx, plan.how);
      else if (plan.kind === 'failover') await runFailover(cx, plan.how);
      else await runCleanup(cx, plan.how);
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
  const { migratable, reason } = await cx.read(source.uuid, 'Instances.MigrationInfo', { instance: instanceMessage(cx.config, instance) });
  if (!migratable) {
    if (params.allow_failover) return failover(`cannot be migrated (${reason})`);
    throw new OpPrereqError(`Instance ${instance.name} cannot be migrated: ${reason}; use failover`, 'wrong_state');
  }
  await checkBridges(cx, target, bridgesOf(cx, instance.nics));
  const memory = memoryForMove(params, cx, instance, target, running.memory, be.minmem);
  const disks = disksOf(cx.config, instance.uuid);
  return {
    kind: 'migrate',
    how: { instance: instance.uuid, name: instance.name, source: source.uuid, target: target.uuid, disks, live, memory },
  };
}

/** A target with little room can take a guest that gives memory back, as far as its minimum. */
function memoryForMove(params: Params, cx: CheckContext, instance: Instance, target: Node, now: number, minimum: number): MigrationPlan['memory'] {
  const free = cx.live.node(target.uuid).resources?.memory_free ?? 0;
  if (free >= now) return null;
  checkFreeMemory(cx, target, params.allow_runtime_changes ? minimum : now, `instance ${instance.name}`);
  return { from: now, to: Math.max(minimum, free) };
}

async function planCleanup(params: Params, cx: CheckContext, instance: Instance): Promise<CleanupPlan> {
  const { name, primary_node: primary } = instance;
  const others = [...secondariesOf(cx.config, instance), ...namedTarget(cx, params)].filter((node) => node !== primary);
  const places = [primary, ...new Set(others)];
  places.forEach((node) => checkOnline(nodeBy(cx.config, node)));
  const found: string[] = [];
  for (const node of places) if ((await runningOn(cx, instance, node)) !== null) found.push(node);
  const names = (nodes: readonly string[]): string => nodes.map((node) => nodeName(cx.config, node)).join(' and ');
  if (found.length === 0) {
    throw new OpPrereqError(`Instance ${name} runs neither on ${names(places)}: nothing to clean up, start it or fail it over`, 'wrong_state');
  }
  if (found.length > 1) {
    throw new OpPrereqError(`Instance ${name} runs on ${names(found)} at once; stop the wrong one by hand, then clean up again`, 'wrong_state');
  }
  const target = found[0] as string;
  const source = places.find((node) => node !== target) ?? target;
  return { instance: instance.uuid, name, source, target, disks: disksOf(cx.config, instance.uuid) };
}

async function runCleanup(cx: RunContext, plan: CleanupPlan): Promise<void> {
  cx.log(`* instance ${plan.name} runs on ${nodeName(cx.config, plan.target)}`);
  const instance = instanceMessage(cx.config, instanceBy(cx.config, plan.instance), { disks: plan.disks, primary: plan.target });
  const finish = (step: string, node: string, source: boolean, success: boolean) => cx.call(step, node, 'Instances.FinishMigration', { instance, source, success });
  if (plan.source !== plan.target) {
    // What is left of it there: a guest that has gone and waits to be ended, or one that waits for memory that will not come.
    await finish('left', plan.source, true, true);
    await finish('not-expected', plan.source, false, false);
  }
  await finish('arrived', plan.target, false, true);
  await finish('stays', plan.target, true, false);
  await cx.update('primary', (tx) => setPrimary(tx, plan.instance, plan.target), { undo: false });
  const mirrored = plan.disks.filter((disk) => disk.dev_type === 'drbd');
  if (mirrored.length === 0) return;
  const mirror = new Mirror(cx, [plan.source, plan.target], mirrored);
  await toSinglePrimary(cx, mirror, plan.name, mirrored, plan.source, plan.target);
}
