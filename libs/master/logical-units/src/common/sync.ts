/** Waiting until mirrored disks are equal on both nodes. */
import { OpExecError } from '@ganeti/errors';
import type { RunContext } from '@ganeti/master-jobs';
import type { DiskStatusReceived } from '@ganeti/node-api';
import { deviceMessage, type DiskData } from './devices';
import { info, warn } from './disk-steps';
import { nodeName } from './lookup';

/** The first looks come quickly, since small disks are soon done; then one each second. */
const firstPollSeconds = 0.05;
const pollSeconds = 1;
const reportSeconds = 10;
const failedPolls = 10;
const failedPollSeconds = 6;
const degradedSeconds = 10;

/**
 * Polls the disks on `node` until no synchronisation is under way; throws OpExecError when they are still degraded then, or
 * the node stops answering. Disks that are not mirrored are in sync by nature. A step of its own (`step`): a resumed run must not
 * wait again for what later steps may have taken apart.
 */
export async function waitForSync(
  cx: RunContext,
  instance: string,
  disks: readonly DiskData[],
  node: string,
  step = 'sync',
): Promise<void> {
  const mirrored = disks.filter((disk) => disk.dev_type === 'drbd');
  if (mirrored.length === 0) return;
  await cx.record(step, async () => {
    await untilInSync(cx, instance, mirrored, node);
    return null;
  });
}

async function untilInSync(cx: RunContext, instance: string, mirrored: readonly DiskData[], node: string): Promise<void> {
  info(cx, `Waiting until the disks of instance ${instance} are in sync`);
  let sinceReport = 0;
  let degradedFor = 0;
  for (let pause = firstPollSeconds; ; pause = Math.min(pollSeconds, pause * 2)) {
    const status = await poll(cx, mirrored, node);
    const syncing = status.filter((disk) => disk.sync_percent >= 0);
    if (syncing.length === 0) {
      if (status.every((disk) => !disk.degraded)) break;
      // A mirror that has just connected is degraded for a moment before it starts to synchronise.
      if (degradedFor >= degradedSeconds) throw new OpExecError(`${degradedText(instance, mirrored, status)} on node ${nodeName(cx.config, node)} and nothing synchronises them`);
    } else {
      degradedFor = 0;
      if (sinceReport >= reportSeconds) {
        sinceReport = 0;
        for (const disk of syncing) cx.log(`- ${nameOf(mirrored, status, disk)}: ${disk.sync_percent.toFixed(1)}% done${remaining(disk)}`);
      }
    }
    await cx.sleep(pause);
    sinceReport += pause;
    if (syncing.length === 0) degradedFor += pause;
  }
  info(cx, `The disks of instance ${instance} are in sync`);
}

/** One look only: synchronising is good enough, degraded without it is not. */
export async function checkSyncing(cx: RunContext, instance: string, disks: readonly DiskData[], node: string): Promise<void> {
  const mirrored = disks.filter((disk) => disk.dev_type === 'drbd');
  if (mirrored.length === 0) return;
  await cx.record('syncing', async () => {
    await untilSyncing(cx, instance, mirrored, node);
    return null;
  });
}

async function untilSyncing(cx: RunContext, instance: string, mirrored: readonly DiskData[], node: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const status = await poll(cx, mirrored, node);
    const lost = status.filter((disk) => disk.degraded && disk.sync_percent < 0);
    if (lost.length === 0) return;
    if (attempt === degradedSeconds) throw new OpExecError(`${degradedText(instance, mirrored, status)} and do not synchronise`);
    await cx.sleep(pollSeconds);
  }
}

async function poll(cx: RunContext, disks: readonly DiskData[], node: string): Promise<DiskStatusReceived[]> {
  const devices = disks.map((disk) => deviceMessage(cx.config, disk));
  for (let failures = 1; ; failures++) {
    try {
      return (await cx.read(node, 'Blocks.Status', { devices })).status;
    } catch (error) {
      if (cx.signal.aborted) throw error;
      const name = nodeName(cx.config, node);
      if (failures === failedPolls) {
        throw new OpExecError(`Node ${name} did not tell the state of the disks, ${failures} times in a row; last: ${(error as Error).message}`);
      }
      warn(cx, `Node ${name} did not tell the state of the disks (${(error as Error).message}); trying again`);
      await cx.sleep(failedPollSeconds);
    }
  }
}

function nameOf(disks: readonly DiskData[], status: readonly DiskStatusReceived[], one: DiskStatusReceived): string {
  return disks[status.indexOf(one)]?.iv_name ?? one.path;
}
function remaining(disk: DiskStatusReceived): string {
  return disk.estimated_time >= 0 ? `, about ${Math.ceil(disk.estimated_time)} s to go` : '';
}
function degradedText(instance: string, disks: readonly DiskData[], status: readonly DiskStatusReceived[]): string {
  const names = status.filter((disk) => disk.degraded).map((disk) => nameOf(disks, status, disk));
  return `Disks of instance ${instance} are degraded: ${names.join(', ')}`;
}
