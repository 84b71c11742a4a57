/**
 * Disks become those of another template. `prepare` does all that can be taken back, the caller then changes the configuration,
 * and `finish` comes after that.
 * Steps of mirror: (old-shutdown-…), rename-disk-N, create-disk-N-<node>; of unmirror: (old-shutdown-…); of copy: create-disk-N-<node>,
 * (old-assemble-…), new-assemble-…, copy-disk-N. After the change: new-assemble-…, (waiting for the sync), (new-shutdown-…), converted
 * (no way back from here), remove-….
 */
import type { NodeCall, RunContext, StepOptions } from '@ganeti/master-jobs';
import type { NodeRequest } from '@ganeti/node-api';
import { childMessage, deviceMessage, type DiskData } from '../common/devices';
import { assembleDisks, createDisks, ownerInfo, removeDisks, shutdownDisks, warn } from '../common/disk-steps';
import { exclusiveStorage } from '../common/exclusive-storage';
import { nodeName } from '../common/lookup';
import { checkSyncing, waitForSync } from '../common/sync';
import type { Conversion } from './convert-plan';

export interface ConversionRun {
  readonly owner: string;
  /** uuid */
  readonly primary: string;
  readonly wait: boolean;
}

export async function prepareConversion(cx: RunContext, plan: Conversion, { owner, primary }: ConversionRun): Promise<void> {
  cx.log(`* converting ${plan.disks.length} disk(s) to template ${plan.template}`);
  const use = { owner, primary };
  if (plan.how === 'copy') {
    await createDisks(cx, plan.disks, owner, primary);
    if (!plan.wereActive) await assembleDisks(cx, plan.old, { ...use, prefix: 'old-', tolerate: (node) => node !== primary });
    await assembleDisks(cx, plan.disks, { ...use, prefix: 'new-' });
    await copyDisks(cx, plan, primary);
    return;
  }
  if (plan.wereActive) await shutdownDisks(cx, plan.old, { ...use, prefix: 'old-', tolerate: (node) => node !== primary });
  if (plan.how === 'mirror') await mirror(cx, plan, use);
}

export async function finishConversion(cx: RunContext, plan: Conversion, { owner, primary, wait }: ConversionRun): Promise<void> {
  const use = { owner, primary, prefix: 'new-' };
  const mirrored = plan.template === 'drbd';
  if (plan.how !== 'copy' && (plan.wereActive || mirrored)) await assembleDisks(cx, plan.disks, use);
  if (mirrored) await (wait ? waitForSync(cx, owner, plan.disks, primary) : checkSyncing(cx, owner, plan.disks, primary));
  if (!plan.wereActive && (plan.how === 'copy' || mirrored)) await shutdownDisks(cx, plan.disks, use);
  if (plan.how === 'mirror') return;
  await cx.keep('converted');
  if (plan.how === 'unmirror') await dropMirrors(cx, plan.old, primary);
  else {
    await shutdownDisks(cx, plan.old, { owner, primary, prefix: 'old-', tolerate: () => true, leave: () => true, undo: false });
    await removeDisks(cx, plan.old, { tolerate: () => true });
  }
}

async function copyDisks(cx: RunContext, plan: Conversion, primary: string): Promise<void> {
  for (const [index, disk] of plan.disks.entries()) {
    const old = plan.old[index] as DiskData;
    cx.log(`* copying disk ${index} (${old.size} MiB)`);
    const request = { source: deviceMessage(cx.config, old), target: deviceMessage(cx.config, disk), size: old.size };
    await cx.call(`copy-disk-${index}`, primary, 'Blocks.Copy', request, { timeoutSeconds: 24 * 3600 });
  }
}

/** Each volume becomes the data volume of a mirror, whose other half is made on the secondary and synchronised from it. */
async function mirror(cx: RunContext, plan: Conversion, { owner, primary }: Omit<ConversionRun, 'wait'>): Promise<void> {
  for (const [index, disk] of plan.disks.entries()) {
    const [data, meta] = disk.children;
    if (data === undefined || meta === undefined) throw new TypeError('A mirror has a data and a metadata volume');
    const [from, to] = [deviceMessage(cx.config, plan.old[index] as DiskData), childMessage(cx.config, disk, data)];
    await cx.call(`rename-disk-${index}`, primary, 'Blocks.Rename', { pairs: [{ device: from, new_id: to }] }, {
      undo: [{ node: primary, method: 'Blocks.Rename', request: { pairs: [{ device: to, new_id: from }] } }],
    });
    const device = deviceMessage(cx.config, disk);
    for (const node of disk.nodes) {
      const request: NodeRequest<'Blocks.Create'> = { device, owner, on_primary: node === primary, info: ownerInfo(owner), exclusive_storage: exclusiveStorage(cx.config, node) };
      // On the primary the data is older than the mirror, and must not go with it.
      const undo: NodeCall[] =
        node === primary
          ? [{ node, method: 'Blocks.Shutdown', request: { device } }, { node, method: 'Blocks.Remove', request: { device: childMessage(cx.config, disk, meta) } }]
          : [{ node, method: 'Blocks.Remove', request: { device } }];
      const options: StepOptions = { undo, timeoutSeconds: 300 };
      await cx.call(`create-disk-${index}-${nodeName(cx.config, node)}`, node, 'Blocks.Create', request, options);
    }
  }
}

/** What is left of mirrors whose data volume goes on as the disk. */
async function dropMirrors(cx: RunContext, disks: readonly DiskData[], primary: string): Promise<void> {
  for (const disk of disks) {
    const [, meta] = disk.children;
    for (const node of disk.nodes) {
      const name = nodeName(cx.config, node);
      const device = node === primary ? meta && childMessage(cx.config, disk, meta) : deviceMessage(cx.config, disk);
      if (device === undefined) continue;
      try {
        await cx.callOrLeave(`remove-mirror-${disk.iv_name.replace('/', '-')}-${name}`, node, 'Blocks.Remove', { device }, { timeoutSeconds: 300 });
      } catch (error) {
        if (cx.signal.aborted) throw error;
        warn(cx, `What is left of the mirror of ${disk.iv_name} on node ${name} stays there: ${(error as Error).message}`);
      }
    }
  }
}
