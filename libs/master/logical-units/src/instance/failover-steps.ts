/**
 * Moving an instance to another node by stopping it here and starting it there.
 * Steps: shutdown, old-shutdown-disk-N-<node>, primary, assemble-disk-N-<node>, start.
 */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext, RunContext } from '@ganeti/master-jobs';
import type { Disk, Instance } from '@ganeti/objects';
import { deviceMessage } from '../common/devices';
import { assembleDisks, shutdownDisks, warn } from '../common/disk-steps';
import { instanceMessage } from '../common/instance-message';
import { disksOf, runningOn, setInstance, setPrimary } from '../common/instance-state';
import { instanceBy, nodeBy, nodeName } from '../common/lookup';
import { checkFreeMemory } from '../common/node-checks';
import { beOf } from '../common/params';
import type { Plain } from '../common/plain';
import { stopInstance } from '../common/stop';

export type FailoverPlan = {
  readonly instance: string;
  readonly name: string;
  readonly source: string;
  readonly target: string;
  readonly disks: readonly Plain<Disk>[];
  /** It runs on the source, and is started there again when moving it fails. */
  readonly running: boolean;
  /** It is meant to be up, so it is started on the target. */
  readonly start: boolean;
  /** The source is offline, or its failures are to be ignored. */
  readonly giveUpSource: boolean;
  /** seconds */
  readonly shutdownTimeout: number;
};

/** Checks of a failover whose target is known to be usable. */
export async function planFailover(
  cx: CheckContext,
  instance: Instance,
  target: string,
  options: { readonly ignoreConsistency: boolean; readonly shutdownTimeout: number },
): Promise<FailoverPlan> {
  const source = nodeBy(cx.config, instance.primary_node);
  const disks = disksOf(cx.config, instance.uuid);
  const start = instance.admin_state === 'up';
  const giveUpSource = source.offline || options.ignoreConsistency;
  const running = !source.offline && (await isRunning(cx, instance, giveUpSource));
  if (start) checkFreeMemory(cx, nodeBy(cx.config, target), beOf(cx.config, instance).minmem, `instance ${instance.name}`);
  if (instance.disks_active) await checkConsistent(cx, instance, disks, target, giveUpSource);
  return {
    instance: instance.uuid,
    name: instance.name,
    source: source.uuid,
    target,
    disks,
    running,
    start,
    giveUpSource,
    shutdownTimeout: options.shutdownTimeout,
  };
}

async function isRunning(cx: CheckContext, instance: Instance, tolerant: boolean): Promise<boolean> {
  try {
    return (await runningOn(cx, instance, instance.primary_node)) !== null;
  } catch (error) {
    if (!tolerant || cx.signal.aborted) throw error;
    return false;
  }
}

async function checkConsistent(cx: CheckContext, instance: Instance, disks: readonly Disk[], target: string, ignore: boolean): Promise<void> {
  const mirrored = disks.filter((disk) => disk.dev_type === 'drbd');
  if (mirrored.length === 0) return;
  const { status } = await cx.read(target, 'Blocks.Status', { devices: mirrored.map((disk) => deviceMessage(cx.config, disk)) });
  const bad = mirrored.filter((_, index) => status[index]?.degraded !== false).map((disk) => disk.iv_name);
  if (bad.length === 0) return;
  const text = `Disks of instance ${instance.name} are degraded on its target ${nodeName(cx.config, target)}: ${bad.join(', ')}`;
  if (!ignore) throw new OpPrereqError(`${text}; 'ignore_consistency' moves it all the same, and may lose what was written last`, 'wrong_state');
  warn(cx, text);
}

export async function runFailover(cx: RunContext, plan: FailoverPlan): Promise<void> {
  const { name, source, target } = plan;
  const before = instanceMessage(cx.config, instanceBy(cx.config, plan.instance), { disks: plan.disks, primary: source });
  const sourceOffline = nodeBy(cx.config, source).offline;
  cx.log(`* moving instance ${name} from ${nodeName(cx.config, source)} to ${nodeName(cx.config, target)}`);
  if (sourceOffline) {
    warn(cx, `Node ${nodeName(cx.config, source)} is offline: make sure that instance ${name} does not run there any more`);
  } else {
    cx.log('* stopping the instance on its source');
    try {
      await stopInstance(cx, source, before, plan.shutdownTimeout, {
        leave: plan.giveUpSource,
        undo: plan.running ? [{ node: source, method: 'Instances.Start', request: { instance: before, paused: false } }] : [],
      });
    } catch (error) {
      if (!plan.giveUpSource || cx.signal.aborted) throw error;
      warn(cx, `Could not stop instance ${name} on its source: ${(error as Error).message}`);
    }
  }
  cx.log('* deactivating the disks');
  await shutdownDisks(cx, plan.disks, {
    owner: name,
    primary: source,
    prefix: 'old-',
    tolerate: (node) => node === source && plan.giveUpSource,
    leave: (node) => node === source && plan.giveUpSource,
  });
  await cx.update('primary', (tx) => {
    setPrimary(tx, plan.instance, target);
    setInstance(tx, plan.instance, { disks_active: plan.start });
  });
  if (!plan.start) return;
  cx.log('* activating the disks on the target');
  await assembleDisks(cx, disksOf(cx.config, plan.instance), { owner: name, primary: target, tolerate: (node) => node !== target });
  cx.log('* starting the instance on the target');
  const after = instanceMessage(cx.config, instanceBy(cx.config, plan.instance));
  await cx.call('start', target, 'Instances.Start', { instance: after, paused: false }, {
    undo: [{ node: target, method: 'Instances.Shutdown', request: { instance: after, timeout: 0 } }],
    timeoutSeconds: 300,
  });
}
