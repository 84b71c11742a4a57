/**
 * New volumes below mirrored disks, on the same node.
 * Steps: (temporary-assemble-…), create-N-data, create-N-meta, then per disk detach-N, rename-old-N, rename-new-N, attach-N;
 * connect-<node>; waiting for the sync; replaced (no way back from here), remove-N-data, remove-N-meta. Early release swaps the last two.
 */
import type { RunContext } from '@ganeti/master-jobs';
import type { BlockDevice, Disk } from '@ganeti/objects';
import { withActiveDisks } from '../common/active-disks';
import { childMessage, deviceMessage } from '../common/devices';
import { ownerInfo, warn } from '../common/disk-steps';
import { exclusiveStorage } from '../common/exclusive-storage';
import { nodeName } from '../common/lookup';
import { Mirror } from '../common/mirror';
import type { Plain } from '../common/plain';
import { waitForSync } from '../common/sync';

export type NewStoragePlan = {
  readonly instance: string;
  readonly name: string;
  readonly primary: string;
  /** Where volumes are replaced, and where the good copy is. */
  readonly target: string;
  readonly other: string;
  readonly disks: readonly Plain<Disk>[];
  /** New volumes of each disk: data, metadata. They take over the names of the old ones. */
  readonly replacements: readonly (readonly Plain<BlockDevice>[])[];
  /** Of the names of old volumes until they are removed. */
  readonly suffix: string;
  readonly wereActive: boolean;
  readonly earlyRelease: boolean;
};

const parts = ['data', 'meta'] as const;

export async function runNewStorage(cx: RunContext, plan: NewStoragePlan): Promise<void> {
  await withActiveDisks(cx, plan.instance, plan.disks, plan.wereActive, async () => {
    cx.log(`* making new volumes on ${nodeName(cx.config, plan.target)}`);
    await eachVolume(plan, async (disk, index, part) => {
      const device = childMessage(cx.config, disk, volumes(plan, index).fresh[part] as BlockDevice);
      await cx.call(
        `create-${index}-${parts[part]}`,
        plan.target,
        'Blocks.Create',
        { device, owner: plan.name, on_primary: false, info: ownerInfo(plan.name), exclusive_storage: exclusiveStorage(cx.config, plan.target) },
        { undo: [{ node: plan.target, method: 'Blocks.Remove', request: { device } }] },
      );
    });
    cx.log('* putting them in place of the old ones');
    for (const index of plan.disks.keys()) await swap(cx, plan, index);
    // After a split brain both ends have hung up. Where they are connected this changes nothing.
    await new Mirror(cx, [plan.other, plan.target], plan.disks).connect('connect', false);
    if (!plan.earlyRelease) await waitForSync(cx, plan.name, plan.disks, plan.primary);
    await cx.keep('replaced');
    await removeOld(cx, plan);
    if (plan.earlyRelease) await waitForSync(cx, plan.name, plan.disks, plan.primary);
  });
}

/** Volumes of one disk: as they are called now, where the old ones go, and the new ones under their first name. */
function volumes(plan: NewStoragePlan, index: number) {
  const now = plan.disks[index]?.children ?? [];
  const aside = now.map((child) => renamed(child, (lv) => `${lv}${plan.suffix}`));
  return { now, aside, fresh: plan.replacements[index] ?? [] };
}
function renamed(device: BlockDevice, change: (lv: string) => string): BlockDevice {
  const id = device.logical_id;
  return id.type === 'plain' ? { ...device, logical_id: { ...id, lv: change(id.lv) } } : device;
}

async function swap(cx: RunContext, plan: NewStoragePlan, index: number): Promise<void> {
  const disk = plan.disks[index];
  if (disk === undefined) return;
  const node = plan.target;
  const message = (device: BlockDevice) => childMessage(cx.config, disk, device);
  const { now, aside, fresh } = volumes(plan, index);
  const device = deviceMessage(cx.config, disk);
  const current = { device, children: now.map(message) };
  const pairs = (from: readonly BlockDevice[], to: readonly BlockDevice[]) => ({
    pairs: from.map((each, part) => ({ device: message(each), new_id: message(to[part] as BlockDevice) })),
  });
  await cx.call(`detach-${index}`, node, 'Blocks.DetachChildren', current, { undo: [{ node, method: 'Blocks.AttachChildren', request: current }] });
  await cx.call(`rename-old-${index}`, node, 'Blocks.Rename', pairs(now, aside), { undo: [{ node, method: 'Blocks.Rename', request: pairs(aside, now) }] });
  await cx.call(`rename-new-${index}`, node, 'Blocks.Rename', pairs(fresh, now), { undo: [{ node, method: 'Blocks.Rename', request: pairs(now, fresh) }] });
  await cx.call(`attach-${index}`, node, 'Blocks.AttachChildren', current, { undo: [{ node, method: 'Blocks.DetachChildren', request: current }] });
}

async function removeOld(cx: RunContext, plan: NewStoragePlan): Promise<void> {
  cx.log('* removing the old volumes');
  await eachVolume(plan, async (disk, index, part) => {
    const device = childMessage(cx.config, disk, volumes(plan, index).aside[part] as BlockDevice);
    try {
      await cx.call(`remove-${index}-${parts[part]}`, plan.target, 'Blocks.Remove', { device });
    } catch (error) {
      if (cx.signal.aborted) throw error;
      warn(cx, `An old volume of ${disk.iv_name} is left on ${nodeName(cx.config, plan.target)}; remove it by hand: ${(error as Error).message}`);
    }
  });
}

async function eachVolume(plan: NewStoragePlan, effect: (disk: Plain<Disk>, index: number, part: 0 | 1) => Promise<void>): Promise<void> {
  for (const [index, disk] of plan.disks.entries()) {
    for (const part of [0, 1] as const) await effect(disk, index, part);
  }
}
