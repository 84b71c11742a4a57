/**
 * Steps: (save-disk-N: what several disks hold now, so that all go back or none,) rollback-disk-N, rolled-back (no way back from
 * here), (saved-remove-disk-N).
 */
import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type CheckContext, type StepOptions } from '@ganeti/master-jobs';
import type { Disk, Snapshot } from '@ganeti/objects';
import { instanceSnapshotRollback } from '@ganeti/opcodes';
import { deviceMessage } from '../common/devices';
import { ownerInfo } from '../common/disk-steps';
import { frozenId, frozenMessage, removeFrozen, snapshotOf } from '../common/instance-snapshots';
import { checkStopped, disksOf, runningOn } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceOf, nodeBy } from '../common/lookup';
import { checkOnline } from '../common/node-checks';
import type { Plain } from '../common/plain';

type Plan = {
  readonly instance: string;
  readonly primary: string;
  readonly disks: readonly Plain<Disk>[];
  readonly snapshot: Plain<Snapshot>;
  /** What the disks hold now; null: there is one disk, which goes back as a whole or not at all. */
  readonly saved: Plain<Snapshot> | null;
};

export const instanceSnapshotRollbackUnit = defineLogicalUnit({
  definition: instanceSnapshotRollback,
  locks: (params, cx) => instanceAndNodes(cx.config, params),

  async check(params, cx): Promise<Plan> {
    const instance = instanceOf(cx.config, params);
    const snapshot = snapshotOf(instance, params.snapshot_name);
    const primary = nodeBy(cx.config, instance.primary_node);
    checkOnline(primary);
    checkStopped(instance, (await runningOn(cx, instance, primary.uuid)) !== null, 'its disks are set back');
    const all = disksOf(cx.config, instance.uuid);
    const disks = all.filter(({ uuid }) => snapshot.disks.some(({ disk }) => disk === uuid));
    await checkThere(cx, primary.uuid, disks, snapshot);
    const saved = disks.map(({ uuid, size, logical_id }) => ({ disk: uuid, size, room: size, logical_id: frozenId(logical_id, `${cx.jobId}-before`) }));
    return {
      instance: instance.uuid,
      primary: primary.uuid,
      disks,
      snapshot,
      saved: disks.length < 2 ? null : { name: `${cx.jobId}-before`, ctime: cx.clock.now(), disks: saved },
    };
  },

  async run(_params, plan, cx) {
    const { primary: node, disks, snapshot, saved } = plan;
    const { name } = instanceBy(cx.config, plan.instance);
    const frozenOf = (of: Snapshot, disk: Disk) => frozenMessage(cx.config, disk, of.disks.find((frozen) => frozen.disk === disk.uuid) as Snapshot['disks'][number]);
    const step = (what: string, disk: Disk): string => `${what}-${disk.iv_name.replace('/', '-')}`;
    for (const disk of saved === null ? [] : disks) {
      const kept = frozenOf(saved as Snapshot, disk);
      await cx.call(step('save', disk), node, 'Blocks.TakeSnapshot', { device: deviceMessage(cx.config, disk), snapshot: kept, info: ownerInfo(name) }, {
        undo: [{ node, method: 'Blocks.Remove', request: { device: kept } }],
      });
    }
    cx.log(`* setting ${disks.length} disk(s) of instance ${name} back to snapshot ${snapshot.name}`);
    for (const disk of disks) {
      const device = deviceMessage(cx.config, disk);
      const back: StepOptions = saved === null ? {} : { undo: [{ node, method: 'Blocks.RollBack', request: { device, snapshot: frozenOf(saved, disk) } }] };
      await cx.call(step('rollback', disk), node, 'Blocks.RollBack', { device, snapshot: frozenOf(snapshot, disk) }, back);
    }
    await cx.keep('rolled-back');
    if (saved !== null) await removeFrozen(cx, node, disks, saved, { prefix: 'saved-', tolerate: true });
    return null;
  },
});

async function checkThere(cx: CheckContext, node: string, disks: readonly Disk[], snapshot: Snapshot): Promise<void> {
  const devices = disks.flatMap((disk) => snapshot.disks.filter((frozen) => frozen.disk === disk.uuid).map((frozen) => frozenMessage(cx.config, disk, frozen)));
  const { status } = await cx.read(node, 'Blocks.Status', { devices });
  const lost = disks.filter((_disk, index) => status[index]?.exists !== true).map(({ iv_name }) => iv_name);
  if (lost.length > 0) throw new OpPrereqError(`Snapshot ${snapshot.name} of ${lost.join(', ')} is not there any more; remove the snapshot`, 'wrong_state');
}
