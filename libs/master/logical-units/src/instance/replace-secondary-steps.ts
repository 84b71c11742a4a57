/**
 * Another secondary node for mirrored disks.
 * Steps: (temporary-assemble-…), create-disk-N, old-shutdown-disk-N, standalone, secondary, connect-new-disk-N, connect-primary;
 * waiting for the sync; replaced (no way back from here), remove-old-disk-N. Early release swaps the last two.
 */
import type { RunContext } from '@ganeti/master-jobs';
import type { BlockDeviceMessage } from '@ganeti/node-api';
import type { Disk, LogicalId } from '@ganeti/objects';
import { withActiveDisks } from '../common/active-disks';
import { deviceMessage, type DiskData } from '../common/devices';
import { ownerInfo, warn } from '../common/disk-steps';
import { exclusiveStorage } from '../common/exclusive-storage';
import { nodeName } from '../common/lookup';
import type { Plain } from '../common/plain';
import { waitForSync } from '../common/sync';

export type NewSecondaryPlan = {
  readonly instance: string;
  readonly name: string;
  readonly primary: string;
  readonly oldSecondary: string;
  readonly newSecondary: string;
  /** Its name, for whoever only wants to know. */
  readonly newSecondaryName: string;
  /** As they were. */
  readonly disks: readonly Plain<Disk>[];
  /** Of each disk on the new secondary. */
  readonly minors: readonly number[];
  /** The instance is forthcoming: there are no disks yet. */
  readonly reserved: boolean;
  readonly wereActive: boolean;
  readonly earlyRelease: boolean;
};

export async function runNewSecondary(cx: RunContext, plan: NewSecondaryPlan): Promise<void> {
  const after = plan.disks.map((disk, index) => movedDisk(plan, disk, plan.minors[index] as number));
  if (plan.reserved) return recordSecondary(cx, after);
  const tolerateOld = (node: string): boolean => node === plan.oldSecondary;
  await withActiveDisks(cx, plan.instance, plan.disks, plan.wereActive, () => replace(cx, plan, after), tolerateOld);
}

function recordSecondary(cx: RunContext, disks: readonly DiskData[]): Promise<void> {
  return cx.update('secondary', (tx) => {
    for (const { uuid, logical_id, nodes } of disks) tx.update('disk', uuid, { logical_id, nodes });
  });
}

async function replace(cx: RunContext, plan: NewSecondaryPlan, after: readonly DiskData[]): Promise<void> {
  const { primary, oldSecondary, newSecondary } = plan;
  const oldDevices = plan.disks.map((disk) => deviceMessage(cx.config, disk));
  const newDevices = after.map((disk) => deviceMessage(cx.config, disk));

  cx.log(`* making disks on ${nodeName(cx.config, newSecondary)}`);
  for (const [index, device] of newDevices.entries()) {
    const alone = withoutNetwork(device);
    await cx.call(
      `create-disk-${index}`,
      newSecondary,
      'Blocks.Create',
      { device: alone, owner: plan.name, on_primary: false, info: ownerInfo(plan.name), exclusive_storage: exclusiveStorage(cx.config, newSecondary) },
      { undo: [{ node: newSecondary, method: 'Blocks.Remove', request: { device: alone } }], timeoutSeconds: 300 },
    );
  }

  cx.log(`* parting from ${nodeName(cx.config, oldSecondary)}`);
  for (const [index, device] of oldDevices.entries()) {
    await onOld(cx, plan, `let go of disk ${index}`, () =>
      cx.callOrLeave(`old-shutdown-disk-${index}`, oldSecondary, 'Blocks.Shutdown', { device }, {
        undo: [{ node: oldSecondary, method: 'Blocks.Assemble', request: { device, owner: plan.name, as_primary: false, index, ignore_size: false } }],
      }),
    );
  }
  await cx.call('standalone', primary, 'Blocks.DisconnectNetwork', { devices: oldDevices }, {
    undo: [{ node: primary, method: 'Blocks.ConnectNetwork', request: { devices: oldDevices, dual_primary: false } }],
  });
  await recordSecondary(cx, after);

  cx.log('* connecting both ends');
  for (const [index, device] of newDevices.entries()) {
    await cx.call(`connect-new-disk-${index}`, newSecondary, 'Blocks.Assemble', { device, owner: plan.name, as_primary: false, index, ignore_size: false }, {
      undo: [{ node: newSecondary, method: 'Blocks.Shutdown', request: { device } }],
    });
  }
  await cx.call('connect-primary', primary, 'Blocks.ConnectNetwork', { devices: newDevices, dual_primary: false }, {
    undo: [{ node: primary, method: 'Blocks.DisconnectNetwork', request: { devices: newDevices } }],
  });

  if (!plan.earlyRelease) await waitForSync(cx, plan.name, after, primary);
  await cx.keep('replaced');
  cx.log('* removing the old disks');
  for (const [index, device] of oldDevices.entries()) {
    await onOld(cx, plan, `remove disk ${index}`, () =>
      cx.callOrLeave(`remove-old-disk-${index}`, oldSecondary, 'Blocks.Remove', { device }, { timeoutSeconds: 300 }),
    );
  }
  if (plan.earlyRelease) await waitForSync(cx, plan.name, after, primary);
}

/** The same disk with the new node in place of the old secondary; the primary keeps its minor. */
function movedDisk(plan: NewSecondaryPlan, disk: Plain<Disk>, minor: number): DiskData {
  const id = disk.logical_id;
  if (id.type !== 'drbd') return disk;
  const moved: LogicalId =
    id.node_a === plan.primary ? { ...id, node_b: plan.newSecondary, minor_b: minor } : { ...id, node_a: plan.newSecondary, minor_a: minor };
  return { ...disk, logical_id: moved, nodes: [plan.primary, plan.newSecondary] };
}

/** Port 0: the device is made, but does not look for its peer, which still talks to another node. */
function withoutNetwork(device: BlockDeviceMessage): BlockDeviceMessage {
  return device.drbd ? { ...device, drbd: { ...device.drbd, port: 0 } } : device;
}

/** The old secondary is often the reason for all this: what fails there is a warning. */
async function onOld(cx: RunContext, plan: NewSecondaryPlan, what: string, effect: () => Promise<unknown>): Promise<void> {
  const node = nodeName(cx.config, plan.oldSecondary);
  try {
    await effect();
  } catch (error) {
    if (cx.signal.aborted) throw error;
    warn(cx, `Node ${node} did not ${what}: ${(error as Error).message}`);
  }
}
