import { defineLogicalUnit, type CheckContext, type RunContext } from '@ganeti/master-jobs';
import type { BlockDevice, Disk, Instance } from '@ganeti/objects';
import { clusterRepairDiskSizes, type ParamsOf } from '@ganeti/opcodes';
import { deviceMessage } from '../common/devices';
import { warn } from '../common/disk-steps';
import { instanceBy, instanceOf, nodeBy } from '../common/lookup';
import { together } from '../common/together';

type Correction = { readonly instance: string; readonly disk: string; readonly index: number; readonly size: number };

export const clusterRepairDiskSizesUnit = defineLogicalUnit({
  definition: clusterRepairDiskSizes,

  /** Instances as nobody else may change their disks; nodes only have to stay. */
  locks(params, cx) {
    const all = params.instances.length === 0;
    return {
      instance: { names: all ? 'all' : instancesAsked(params, cx).map(({ name }) => name), mode: 'exclusive' },
      'node-res': () => ({ names: all ? 'all' : [...new Set(instancesAsked(params, cx).flatMap((instance) => cx.config.nodesOfInstance(instance)))], mode: 'shared' }),
    };
  },

  async check(params, cx): Promise<string[]> {
    for (const name of params.instances) instanceOf(cx.config, { instance_name: name });
    return instancesAsked(params, cx).map(({ uuid }) => uuid);
  },

  async run(_params, instances, cx) {
    // Asked once: what is corrected after a restart is what was decided before it.
    const corrections: readonly Correction[] = await cx.record('sizes', async () => (await together(instances.map((uuid) => wrongSizes(cx, instanceBy(cx.config, uuid))))).flat());
    if (corrections.length > 0) {
      await cx.update('correct', (tx) => {
        for (const { disk, size } of corrections) {
          const before = tx.get('disk', disk);
          if (before !== undefined) tx.update('disk', disk, { size, children: childrenFor(before, size) });
        }
      });
    }
    return corrections.map(({ instance, index, size }): [string, number, string, number] => [instance, index, 'size', size]);
  },
});

function instancesAsked({ instances: names }: ParamsOf<typeof clusterRepairDiskSizes>, { config }: CheckContext): Instance[] {
  const found = names.length === 0 ? [...config.all('instance')].filter(({ forthcoming }) => !forthcoming) : names.flatMap((name) => config.instance(name) ?? []);
  return [...new Set(found)].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function wrongSizes(cx: RunContext, instance: Instance): Promise<Correction[]> {
  const node = nodeBy(cx.config, instance.primary_node);
  const disks = cx.config.disksOf(instance);
  if (disks.length === 0) return [];
  if (node.offline) {
    warn(cx, `Node ${node.name} is offline: the disks of instance ${instance.name} cannot be looked at`);
    return [];
  }
  try {
    const { status } = await cx.read(node.uuid, 'Blocks.Status', { devices: disks.map((disk) => deviceMessage(cx.config, disk)) });
    return disks.flatMap((disk, index): Correction[] => {
      const seen = status[index];
      if (seen === undefined || !seen.exists || seen.size === 0) {
        warn(cx, `Disk ${index} of instance ${instance.name} is not to be seen on node ${node.name}; if it is not active, activate the disks first (gnt-instance activate-disks)`);
        return [];
      }
      const isRight = seen.size === disk.size && disk.children === childrenFor(disk, disk.size);
      return isRight ? [] : [{ instance: instance.name, disk: disk.uuid, index, size: seen.size }];
    });
  } catch (error) {
    if (cx.signal.aborted) throw error;
    warn(cx, `Node ${node.name} did not say how large the disks of instance ${instance.name} are: ${(error as Error).message}`);
    return [];
  }
}

/** A mirror lies on a data volume that cannot be smaller than the mirror itself. */
function childrenFor(disk: Disk, size: number): readonly BlockDevice[] {
  const [data, ...rest] = disk.children;
  if (disk.dev_type !== 'drbd' || data === undefined || data.size >= size) return disk.children;
  return [{ ...data, size }, ...rest];
}
