/**
 * Disks that are on one node only are copied to another.
 * Steps: shutdown, (source-assemble-…), create-disk-N-<node>, target-assemble-…, the transfer (common/transfer.ts), (target-shutdown-…),
 * move, (start), moved (no way back from here), source-shutdown-…, remove-disk-N-<node>.
 */
import { OpExecError, OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type CheckContext, type LogicalUnit, type RunContext } from '@ganeti/master-jobs';
import type { Needs } from '@ganeti/master-placement';
import type { Disk, DiskTemplate, Instance, Node } from '@ganeti/objects';
import { instanceMove, type ParamsOf } from '@ganeti/opcodes';
import { deviceMessage } from '../common/devices';
import { assembleDisks, createDisks, removeDisks, shutdownDisks, warn } from '../common/disk-steps';
import { instanceHooks } from '../common/hooks';
import { checkNoSnapshots } from '../common/instance-snapshots';
import { instanceMessage } from '../common/instance-message';
import { checkNotOfflineState, disksOf, runningOn, setInstance, setPrimary } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceOf, nodeBy, nodeName, nodeOf } from '../common/lookup';
import { needsOf } from '../common/needs';
import { bridgesOf } from '../common/nics';
import { checkBridges, checkCanReceive, checkFreeMemory, checkOnline } from '../common/node-checks';
import { checkHvOnNodes } from '../common/node-params';
import { beOf, checkPolicy, hvOf, specOf } from '../common/params';
import type { Plain } from '../common/plain';
import { stopInstance } from '../common/stop';
import { together } from '../common/together';
import { checkCompression, transferDisks } from '../common/transfer';
import type { Services } from '../services';

type Params = ParamsOf<typeof instanceMove>;

type Plan = {
  readonly instance: string;
  readonly name: string;
  readonly source: string;
  readonly target: string;
  /** As they are on the source. */
  readonly disks: readonly Plain<Disk>[];
  readonly needs: Needs;
  readonly running: boolean;
  readonly start: boolean;
  readonly disksActive: boolean;
};

const copyable: ReadonlySet<DiskTemplate> = new Set<DiskTemplate>(['plain', 'file']);

export function instanceMoveUnit(services: Services): LogicalUnit<typeof instanceMove, Plan> {
  return defineLogicalUnit({
    definition: instanceMove,
    locks: (params, cx) =>
      instanceAndNodes(cx.config, params, () => {
        const target = cx.config.node(params.target_node_uuid ?? params.target_node);
        return target === undefined ? [] : [target.uuid];
      }),

    check: (params, cx) => check(services, params, cx),

    hooks(params, plan, cx) {
      const nodes = [...new Set([cx.config.cluster().master_node, plan.source, plan.target])];
      return instanceHooks(cx.config, 'instance-move', instanceBy(cx.config, plan.instance), {
        environment: { TARGET_NODE: nodeName(cx.config, plan.target), SHUTDOWN_TIMEOUT: String(params.shutdown_timeout) },
        preNodes: nodes,
        postNodes: nodes,
      });
    },

    async run(params, plan, cx) {
      const claimant = { jobId: cx.jobId, opIndex: cx.opIndex };
      services.placement.hold(claimant, plan.needs, [plan.target]);
      try {
        await run(params, plan, cx);
      } finally {
        services.placement.release(claimant);
      }
      return null;
    },
  });
}

async function check(services: Services, params: Params, cx: CheckContext): Promise<Plan> {
  const instance = instanceOf(cx.config, params);
  checkNoSnapshots(instance, 'it is moved');
  checkNotOfflineState(instance);
  checkCompression(cx.config.cluster(), params.compress);
  const target = nodeOf(cx.config, params.target_node, params.target_node_uuid);
  const source = nodeBy(cx.config, instance.primary_node);
  if (!copyable.has(instance.disk_template)) {
    throw new OpPrereqError(
      `Instance ${instance.name} cannot be moved by copying: its disks are of template '${instance.disk_template}', not ${[...copyable].join(' or ')}; migrate it or fail it over`,
      'wrong_state',
    );
  }
  if (target.uuid === source.uuid) throw new OpPrereqError(`Instance ${instance.name} is on node ${target.name} already`, 'wrong_state');
  // Its data is there and nowhere else.
  checkOnline(source);
  checkCanReceive(target);
  const disks = disksOf(cx.config, instance.uuid);
  checkPolicy(cx, instance.name, target.uuid, specOf(cx.config, instance, disks.map(({ size }) => size)), params.ignore_ipolicy);
  const start = instance.admin_state === 'up';
  if (start) checkFreeMemory(cx, target, beOf(cx.config, instance).maxmem, `instance ${instance.name}`);
  const needs = needsOf(cx.config, instance);
  services.placement.claim({ jobId: cx.jobId, opIndex: cx.opIndex }, needs, [target.uuid]);
  await together([
    checkBridges(cx, target, bridgesOf(cx, instance.nics)),
    checkHvOnNodes(cx, [target], instance.hypervisor, hvOf(cx.config, instance)),
    checkNamesFree(cx, instance, disks, target),
  ]);
  const running = await isRunning(params, instance, cx);
  return { instance: instance.uuid, name: instance.name, source: source.uuid, target: target.uuid, disks, needs, running, start, disksActive: instance.disks_active };
}

/** A disk keeps its name; what has that name on the target would be overwritten. */
async function checkNamesFree(cx: CheckContext, instance: Instance, disks: readonly Disk[], target: Node): Promise<void> {
  const { status } = await cx.read(target.uuid, 'Blocks.Status', { devices: disks.map((disk) => deviceMessage(cx.config, disk)) });
  const taken = disks.filter((_, index) => status[index]?.exists === true).map((disk) => disk.iv_name);
  if (taken.length === 0) return;
  throw new OpPrereqError(
    `Node ${target.name} has volumes already that are called like ${taken.join(', ')} of instance ${instance.name}; look at them, and remove them if nobody needs them`,
    'already_exists',
  );
}

async function isRunning(params: Params, instance: Instance, cx: CheckContext): Promise<boolean> {
  try {
    return (await runningOn(cx, instance, instance.primary_node)) !== null;
  } catch (error) {
    if (!params.ignore_consistency || cx.signal.aborted) throw error;
    return false;
  }
}

async function run(params: Params, plan: Plan, cx: RunContext): Promise<void> {
  const { name, source, target } = plan;
  const moved = plan.disks.map((disk) => ({ ...disk, nodes: [target] }));
  await stop(params, plan, cx);
  if (!plan.disksActive) await assembleDisks(cx, plan.disks, { owner: name, primary: source, prefix: 'source-' });
  cx.log(`* making the disks on ${nodeName(cx.config, target)}`);
  await createDisks(cx, moved, name, target);
  await assembleDisks(cx, moved, { owner: name, primary: target, prefix: 'target-' });
  await transferDisks(
    cx,
    plan.disks.map((disk, index) => ({ index, from: { device: deviceMessage(cx.config, disk) }, to: { device: deviceMessage(cx.config, moved[index] ?? disk) } })),
    { source, target, compress: params.compress },
  );
  if (!plan.start) await shutdownDisks(cx, moved, { owner: name, primary: target, prefix: 'target-' });
  await cx.update('move', (tx) => {
    setPrimary(tx, plan.instance, target);
    setInstance(tx, plan.instance, { disks_active: plan.start });
  });
  if (plan.start) {
    cx.log(`* starting the instance on ${nodeName(cx.config, target)}`);
    const instance = instanceMessage(cx.config, instanceBy(cx.config, plan.instance));
    await cx.call('start', target, 'Instances.Start', { instance, paused: false }, {
      undo: [{ node: target, method: 'Instances.Shutdown', request: { instance, timeout: 0 } }],
      timeoutSeconds: 300,
    });
  }
  await cx.keep('moved');
  cx.log(`* removing the disks on ${nodeName(cx.config, source)}`);
  // From here on a failure leaves something to be removed by hand, and nothing else.
  const tolerate = (): boolean => true;
  await shutdownDisks(cx, plan.disks, { owner: name, primary: source, prefix: 'source-', tolerate, leave: tolerate, undo: false });
  await removeDisks(cx, plan.disks, { tolerate });
}

async function stop(params: Params, plan: Plan, cx: RunContext): Promise<void> {
  const { name, source } = plan;
  const instance = instanceMessage(cx.config, instanceBy(cx.config, plan.instance));
  cx.log(`* stopping instance ${name} on ${nodeName(cx.config, source)}`);
  try {
    await stopInstance(cx, source, instance, params.shutdown_timeout, {
      undo: plan.running ? [{ node: source, method: 'Instances.Start', request: { instance, paused: false } }] : [],
    });
  } catch (error) {
    if (cx.signal.aborted) throw error;
    if (!params.ignore_consistency) {
      throw new OpExecError(`Could not stop instance ${name} on node ${nodeName(cx.config, source)}: ${(error as Error).message}; 'ignore_consistency' moves it all the same`);
    }
    warn(cx, `Could not stop instance ${name}: ${(error as Error).message}; make sure that it does not run there any more`);
  }
}
