/**
 * Steps: absent, create-disk-N-<node>, recreated, assemble-disk-N-<node>, (wipe-disk-N), syncing, (shutdown-disk-N-<node>).
 * Whatever fails, the new disks are removed, and the instance is recorded as it was.
 */
import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type LogicalUnit, type RunContext } from '@ganeti/master-jobs';
import type { Needs } from '@ganeti/master-placement';
import { instanceRecreateDisks } from '@ganeti/opcodes';
import { ensureAbsent } from '../common/absent-devices';
import { checkOneChoice } from '../common/allocator-name';
import type { DiskData } from '../common/devices';
import { assembleDisks, createDisks, shutdownDisks } from '../common/disk-steps';
import { instanceHooks } from '../common/hooks';
import { checkNoSnapshots } from '../common/instance-snapshots';
import { checkStopped, disksOf, runningOn, setPrimary } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceOf, nodeBy } from '../common/lookup';
import { needsOf } from '../common/needs';
import { checkCanReceive, checkOnline } from '../common/node-checks';
import { knownNodes } from '../common/nodes';
import { checkPolicy, specOf } from '../common/params';
import type { Plain } from '../common/plain';
import { checkSyncing } from '../common/sync';
import { wipeDisks } from '../common/wipe-disks';
import type { Services } from '../services';
import { movedDisks, otherNodes, wantedDisks, warnAboutOld } from './recreate-disks-plan';

type Plan = {
  readonly instance: string;
  /** Those that are made, as they shall be. */
  readonly disks: readonly Plain<DiskData>[];
  /** uuids, primary first */
  readonly nodes: readonly string[];
  readonly needs: Needs;
  readonly wereActive: boolean;
};

export function instanceRecreateDisksUnit(services: Services): LogicalUnit<typeof instanceRecreateDisks, Plan> {
  return defineLogicalUnit({
    definition: instanceRecreateDisks,
    // An allocator may choose any node.
    locks: (params, cx) =>
      instanceAndNodes(cx.config, params, () =>
        params.iallocator === null && params.nodes.length === 0 && params.node_uuids === null ? [] : knownNodes(cx.config, params.nodes, params.node_uuids),
      ),

    async check(params, cx): Promise<Plan> {
      checkOneChoice(params.iallocator, params.nodes[0] ?? params.node_uuids?.[0] ?? null, 'node');
      const instance = instanceOf(cx.config, params);
      if (instance.disk_template === 'blockdev') {
        throw new OpPrereqError(`Disks of instance ${instance.name} are devices that come from elsewhere; make them there`, 'wrong_state');
      }
      checkNoSnapshots(instance, 'its disks are made anew');
      const wanted = wantedDisks(cx, params, instance);
      const others = await otherNodes(services, cx, params, instance, wanted);
      const primary = nodeBy(cx.config, instance.primary_node);
      // Nobody can be asked about an instance whose node is lost; it does not go back there.
      const lost = primary.offline && others !== null && !others.includes(primary);
      checkStopped(instance, !lost && !primary.offline && (await runningOn(cx, instance, primary.uuid)) !== null, 'its disks are made anew');
      const nodes = others ?? cx.config.nodesOfInstance(instance).map((uuid) => nodeBy(cx.config, uuid));
      nodes.forEach(others === null ? checkOnline : checkCanReceive);
      const uuids = nodes.map(({ uuid }) => uuid);
      const disks = others === null ? wanted : movedDisks(cx, wanted, uuids);
      if (others !== null) warnAboutOld(cx, instance, nodes);
      const sizes = (list: readonly DiskData[]): number[] => list.map(({ size }) => size);
      const now = disksOf(cx.config, instance.uuid);
      const after = now.map((disk) => disks.find(({ uuid }) => uuid === disk.uuid) ?? disk);
      checkPolicy(cx, instance.name, uuids[0] as string, specOf(cx.config, instance, sizes(after)), false, specOf(cx.config, instance, sizes(now)));
      const needs = { ...needsOf(cx.config, instance, disks), start: false };
      services.placement.claim({ jobId: cx.jobId, opIndex: cx.opIndex }, needs, uuids);
      return { instance: instance.uuid, disks, nodes: uuids, needs, wereActive: instance.disks_active };
    },

    hooks(_params, plan, cx) {
      const nodes = [...new Set([cx.config.cluster().master_node, ...plan.nodes])];
      return instanceHooks(cx.config, 'instance-recreate-disks', instanceBy(cx.config, plan.instance), { preNodes: nodes, postNodes: nodes });
    },

    async run(_params, plan, cx) {
      const claimant = { jobId: cx.jobId, opIndex: cx.opIndex };
      services.placement.hold(claimant, plan.needs, plan.nodes);
      try {
        await recreate(cx, plan);
      } finally {
        services.placement.release(claimant);
      }
      return null;
    },
  });
}

async function recreate(cx: RunContext, plan: Plan): Promise<void> {
  const { disks, nodes } = plan;
  const { name } = instanceBy(cx.config, plan.instance);
  const primary = nodes[0] as string;
  await ensureAbsent(cx, disks);
  cx.log(`* making ${disks.length} disk(s) of instance ${name}`);
  await createDisks(cx, disks, name, primary);
  await cx.update('recreated', (tx) => {
    for (const { uuid, size, mode, spindles, children, nodes: places, logical_id } of disks) {
      tx.update('disk', uuid, { size, mode, spindles, children, nodes: places, logical_id });
    }
    setPrimary(tx, plan.instance, primary);
  });
  const use = { owner: name, primary };
  await assembleDisks(cx, disks, use);
  if (cx.config.cluster().prealloc_wipe_disks) await wipeDisks(cx, disks, primary);
  await checkSyncing(cx, name, disks, primary);
  if (!plan.wereActive) await shutdownDisks(cx, disks, use);
}
