/**
 * Moving a running instance.
 * Steps: (memory), mirrored disks: target-secondary, standalone-<node>, dual-<node>, target-primary; other disks:
 * assemble-disk-N-<target>; then info, accept, migrate, (arrived,) moved (no way back from here), primary, finish-source, finish-target;
 * mirrored disks: source-secondary, single-standalone-<node>, single-<node>; other disks: close-shutdown-disk-N-<source>.
 */
import { OpExecError } from '@ganeti/errors';
import type { RunContext } from '@ganeti/master-jobs';
import type { Disk } from '@ganeti/objects';
import { assembleDisks, shutdownDisks, warn } from '../common/disk-steps';
import { instanceMessage } from '../common/instance-message';
import { setPrimary } from '../common/instance-state';
import { instanceBy, nodeBy, nodeName } from '../common/lookup';
import { Mirror } from '../common/mirror';
import type { Plain } from '../common/plain';
import { waitForSync } from '../common/sync';

export type MigrationPlan = {
  readonly instance: string;
  readonly name: string;
  readonly source: string;
  readonly target: string;
  readonly disks: readonly Plain<Disk>[];
  readonly live: boolean;
  /** MiB before and for the move, when the target has not enough for what it has now. */
  readonly memory: { readonly from: number; readonly to: number } | null;
};

/** A guest with much memory that it keeps changing takes its time. */
const transferSeconds = 24 * 3600;

export async function runMigration(cx: RunContext, plan: MigrationPlan): Promise<void> {
  const { name, source, target } = plan;
  const [from, to] = [nodeName(cx.config, source), nodeName(cx.config, target)];
  const instance = instanceMessage(cx.config, instanceBy(cx.config, plan.instance), { disks: plan.disks, primary: source });
  const mirrored = plan.disks.filter((disk) => disk.dev_type === 'drbd');
  const shared = plan.disks.filter((disk) => disk.dev_type !== 'drbd').map((disk) => ({ ...disk, nodes: [target] }));
  const mirror = mirrored.length === 0 ? null : new Mirror(cx, [source, target], mirrored);

  cx.log(`* migrating instance ${name} from ${from} to ${to}`);
  if (plan.memory !== null) {
    cx.log(`* lowering its memory to ${plan.memory.to} MiB`);
    await cx.call('memory', source, 'Instances.SetMemory', { instance, memory: plan.memory.to }, {
      undo: [{ node: source, method: 'Instances.SetMemory', request: { instance, memory: plan.memory.from } }],
    });
  }
  if (mirror !== null) {
    cx.log('* opening its disks on both nodes');
    await mirror.setRole('target-secondary', target, false, false);
    await mirror.disconnect('standalone', mirror.connectSingle);
    await mirror.connect('dual', true, mirror.disconnected);
    await waitForSync(cx, name, mirrored, source, 'dual-sync');
    await mirror.setRole('target-primary', target, true, true);
    // A connection lost meanwhile would let both ends write apart from each other. The source may not know of it yet; whoever becomes
    // primary without the other end does.
    await waitForSync(cx, name, mirrored, target, 'dual-target-sync');
  }
  await assembleDisks(cx, shared, { owner: name, primary: target, shared: true });

  cx.log(`* preparing ${to} to receive it`);
  const encoded = await cx.record('info', async () => (await cx.read(source, 'Instances.MigrationInfo', { instance })).info.toString('base64'));
  const info = Buffer.from(encoded, 'base64');
  const address = nodeBy(cx.config, target).secondary_ip;
  await cx.call('accept', target, 'Instances.AcceptMigration', { instance, info, address }, {
    undo: [{ node: target, method: 'Instances.FinishMigration', request: { instance, success: false, source: false } }],
  });
  cx.log('* transferring its memory');
  try {
    await cx.call('migrate', source, 'Instances.Migrate', { instance, target_address: address, live: plan.live }, {
      undo: [{ node: source, method: 'Instances.FinishMigration', request: { instance, success: false, source: true } }],
      timeoutSeconds: transferSeconds,
    });
  } catch (error) {
    if (cx.signal.aborted) throw error;
    // A guest is seen on the target only when all of it is there, and then it is nowhere else: there is no way back.
    const arrived = await cx.record('arrived', () => isOn(cx, target, name, instance.hypervisor ?? ''));
    if (!arrived) throw error;
    warn(cx, `${(error as Error).message}; but the instance has arrived on ${to}, so the migration goes on`);
  }

  // It runs on the target now. Whatever fails from here on must not send it back.
  await cx.keep('moved');
  await cx.update('primary', (tx) => setPrimary(tx, plan.instance, target), { undo: false });
  try {
    await cx.call('finish-source', source, 'Instances.FinishMigration', { instance, success: true, source: true, info });
    await cx.call('finish-target', target, 'Instances.FinishMigration', { instance, success: true, source: false, info });
    cx.log(`* closing its disks on ${from}`);
    if (mirror !== null) await toSinglePrimary(cx, mirror, name, mirrored, source, target);
    await shutdownDisks(cx, shared.map((disk) => ({ ...disk, nodes: [source] })), { owner: name, primary: source, prefix: 'close-', undo: false });
  } catch (error) {
    if (cx.signal.aborted) throw error;
    throw new OpExecError(
      `Instance ${name} runs on ${to} now, but cleaning up after its migration failed: ${(error as Error).message}. Migrate it with 'cleanup' when the nodes are well again`,
    );
  }
  cx.log('* done');
}

async function isOn(cx: RunContext, node: string, name: string, hypervisor: string): Promise<boolean> {
  return (await cx.read(node, 'Instances.Status', { name, hypervisor })).exists;
}

/** Mirrors that both nodes may write to become ones that only `primary` writes to. */
export async function toSinglePrimary(
  cx: RunContext,
  mirror: Mirror,
  name: string,
  disks: readonly Plain<Disk>[],
  secondary: string,
  primary: string,
): Promise<void> {
  await mirror.setRole('source-secondary', secondary, false, false);
  await waitForSync(cx, name, disks, primary, 'secondary-sync');
  await mirror.disconnect('single-standalone');
  await mirror.connect('single', false);
  await waitForSync(cx, name, disks, primary, 'single-sync');
}
