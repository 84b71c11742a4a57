/** Steps: (assemble-disk-N-<node>), try-<node>, grow-<node> per node, grow-top, size, (resize: the guest learns it); then waiting for the sync. Disks never shrink, so grown volumes stay. */
import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { templateHas } from '@ganeti/objects';
import { instanceGrowDisk } from '@ganeti/opcodes';
import { deviceMessage } from '../common/devices';
import { withActiveDisks } from '../common/active-disks';
import { warn } from '../common/disk-steps';
import { instanceHooks } from '../common/hooks';
import { checkNoSnapshots } from '../common/instance-snapshots';
import { instanceMessage } from '../common/instance-message';
import { disksOf, runningOn } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { diskBy, instanceBy, instanceOf, nodeBy, nodeName } from '../common/lookup';
import { checkOnline } from '../common/node-checks';
import { checkPolicy, specOf } from '../common/params';
import { waitForSync } from '../common/sync';
import { hotplugProblem } from './set-params-hotplug';

type Plan = {
  readonly instance: string;
  readonly disk: string;
  /** primary first */
  readonly nodes: readonly string[];
  /** MiB */
  readonly from: number;
  readonly to: number;
  readonly wereActive: boolean;
  /** It runs, and can learn of the new size at once. */
  readonly tell: boolean;
};

export const instanceGrowDiskUnit = defineLogicalUnit({
  definition: instanceGrowDisk,
  locks: (params, cx) => instanceAndNodes(cx.config, params),

  async check(params, cx): Promise<Plan> {
    const instance = instanceOf(cx.config, params);
    const { name } = instance;
    if (!templateHas(instance.disk_template, 'growable')) {
      throw new OpPrereqError(`Disks of instance ${name} are of template '${instance.disk_template}', which cannot grow`, 'wrong_state');
    }
    checkNoSnapshots(instance, 'a disk grows');
    const disks = disksOf(cx.config, instance.uuid);
    const disk = disks[params.disk];
    if (disk === undefined) throw new OpPrereqError(`Instance ${name} has no disk ${params.disk}; it has ${disks.length}`, 'wrong_input');
    const to = params.absolute ? params.amount : disk.size + params.amount;
    if (to < disk.size) {
      throw new OpPrereqError(`Disk ${params.disk} of instance ${name} has ${disk.size} MiB and cannot shrink to ${to} MiB`, 'wrong_state');
    }
    if (to === disk.size) throw new OpPrereqError(`Disk ${params.disk} of instance ${name} has ${disk.size} MiB already`, 'wrong_input');
    const nodes = disk.nodes.map((uuid) => nodeBy(cx.config, uuid));
    nodes.forEach(checkOnline);
    const sizes = disks.map((each) => (each === disk ? to : each.size));
    const before = specOf(cx.config, instance, disks.map((each) => each.size));
    checkPolicy(cx, name, instance.primary_node, specOf(cx.config, instance, sizes), params.ignore_ipolicy, before);
    const runs = !nodes[0]?.offline && (await runningOn(cx, instance, instance.primary_node)) !== null;
    const tell = runs && (await hotplugProblem(cx, instance)) === null;
    return { tell, instance: instance.uuid, disk: disk.uuid, nodes: disk.nodes, from: disk.size, to, wereActive: instance.disks_active };
  },

  hooks: (params, plan, cx) =>
    instanceHooks(cx.config, 'disk-grow', instanceBy(cx.config, plan.instance), {
      environment: { DISK: String(params.disk), AMOUNT: String(params.amount), ABSOLUTE: params.absolute ? 'True' : 'False' },
    }),

  async run(params, plan, cx) {
    const instance = instanceBy(cx.config, plan.instance);
    const primary = plan.nodes[0] as string;
    await withActiveDisks(cx, plan.instance, [diskBy(cx.config, plan.disk)], plan.wereActive, async () => {
      const device = deviceMessage(cx.config, { ...diskBy(cx.config, plan.disk), size: plan.from });
      const grow = (step: string, node: string, dryRun: boolean, backingStore: boolean) =>
        cx.call(step, node, 'Blocks.Grow', { device, amount: plan.to - plan.from, dry_run: dryRun, backing_store: backingStore });
      cx.log(`* growing disk ${params.disk} of instance ${instance.name} from ${plan.from} to ${plan.to} MiB`);
      // All nodes say that they could before one of them does.
      for (const node of plan.nodes) await grow(`try-${nodeName(cx.config, node)}`, node, true, true);
      for (const node of plan.nodes) await grow(`grow-${nodeName(cx.config, node)}`, node, false, true);
      await grow('grow-top', primary, false, false);
      await cx.update(
        'size',
        (tx) => {
          const disk = diskBy(tx, plan.disk);
          const children = disk.children.map((child, index) => (index === 0 ? { ...child, size: plan.to } : child));
          tx.update('disk', plan.disk, { size: plan.to, children });
        },
        { undo: false },
      );
      const grown = diskBy(cx.config, plan.disk);
      if (cx.config.cluster().prealloc_wipe_disks) {
        await cx.call(
          'wipe',
          primary,
          'Blocks.Wipe',
          { device: deviceMessage(cx.config, grown), offset: plan.from, size: plan.to - plan.from },
          { timeoutSeconds: 24 * 3600 },
        );
      }
      if (plan.tell) {
        try {
          await cx.call('resize', primary, 'Instances.ResizeDisk', { instance: instanceMessage(cx.config, instance), disk: deviceMessage(cx.config, grown), size: plan.to });
        } catch (error) {
          if (cx.signal.aborted) throw error;
          warn(cx, `The guest of instance ${instance.name} does not know the new size of disk ${params.disk} before it is rebooted: ${(error as Error).message}`);
        }
      }
      if (params.wait_for_sync) await waitForSync(cx, instance.name, [grown], primary);
    });
    return null;
  },
});
