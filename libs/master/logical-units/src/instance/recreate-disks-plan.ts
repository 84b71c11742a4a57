/** Which disks are made anew, how, and where. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import { templateHas, type Disk, type Instance, type Node } from '@ganeti/objects';
import type { instanceRecreateDisks, ParamsOf } from '@ganeti/opcodes';
import { allocatorName } from '../common/allocator-name';
import type { DiskData } from '../common/devices';
import { info, warn } from '../common/disk-steps';
import { diskMode, diskSize, diskSpindles } from '../common/disk-spec';
import { disksOf } from '../common/instance-state';
import { nodeBy } from '../common/lookup';
import { needsOf } from '../common/needs';
import { nodesNamed } from '../common/nodes';
import type { Plain } from '../common/plain';
import type { Services } from '../services';

export type RecreateParams = ParamsOf<typeof instanceRecreateDisks>;

/** As they shall be, on the nodes they have. Throws OpPrereqError. */
export function wantedDisks(cx: CheckContext, params: RecreateParams, instance: Instance): DiskData[] {
  const all = disksOf(cx.config, instance.uuid);
  if (all.length === 0) throw new OpPrereqError(`Instance ${instance.name} has no disks`, 'wrong_input');
  if (params.disks.length === 0) return all;
  return params.disks
    .map((asked) => (typeof asked === 'number' ? ([asked, {}] as const) : asked))
    .sort(([a], [b]) => a - b)
    .map(([index, changes]) => {
      const disk = all[index];
      if (disk === undefined) throw new OpPrereqError(`Instance ${instance.name} has no disk ${index}; it has ${all.length}`, 'wrong_input');
      return changed(disk, index, changes);
    });
}

function changed(disk: Disk, index: number, { size, mode, spindles }: Readonly<Record<string, string | number>>): DiskData {
  const to = size === undefined ? disk.size : diskSize(size, index);
  const [data, ...others] = disk.children;
  return {
    ...disk,
    size: to,
    children: data === undefined ? [] : [{ ...data, size: to }, ...others],
    mode: mode === undefined ? disk.mode : diskMode(mode, index),
    spindles: spindles === undefined ? disk.spindles : diskSpindles(spindles, index),
  };
}

/** Asked-for nodes, primary first; null: the ones it has. An allocator chooses in the group of the instance. Throws OpPrereqError. */
export async function otherNodes(services: Services, cx: CheckContext, params: RecreateParams, instance: Instance, disks: readonly DiskData[]): Promise<Node[] | null> {
  const count = cx.config.nodesOfInstance(instance).length;
  const given = (params.node_uuids ?? params.nodes).length;
  if (given === 0 && params.iallocator === null) return null;
  if (disks.length < instance.disks.length) {
    throw new OpPrereqError(`Only all disks of instance ${instance.name} together can be made on other nodes; leave 'disks' out`, 'wrong_input');
  }
  if (given > 0) {
    const nodes = nodesNamed(cx.config, params.nodes, params.node_uuids);
    if (new Set(nodes).size !== count) {
      throw new OpPrereqError(`Instance ${instance.name} is on ${count} node(s); as many different ones have to be given, not ${given}`, 'wrong_input');
    }
    return nodes;
  }
  const allocator = allocatorName(cx.config.cluster(), params.iallocator);
  const { group } = nodeBy(cx.config, instance.primary_node);
  const claimant = { jobId: cx.jobId, opIndex: cx.opIndex };
  const uuids = await services.placement.place(claimant, needsOf(cx.config, instance, disks), { allocator, group, signal: cx.signal });
  const chosen = uuids.map((uuid) => nodeBy(cx.config, uuid));
  info(cx, `Allocator ${allocator} chose for instance ${instance.name}: ${chosen.map((node) => node.name).join(', ')}`);
  return chosen;
}

/** The disks on these nodes. Mirrors keep port and secret, and get minors there. */
export function movedDisks(cx: CheckContext, disks: readonly DiskData[], nodes: readonly string[]): Plain<DiskData>[] {
  return disks.map((disk) => {
    const { logical_id: id } = disk;
    const [node_a = '', node_b = ''] = nodes;
    const minors = (): { minor_a: number; minor_b: number } => ({ minor_a: cx.reservations.minor(cx.jobId, node_a), minor_b: cx.reservations.minor(cx.jobId, node_b) });
    return { ...disk, nodes, logical_id: id.type === 'drbd' ? { ...id, node_a, node_b, ...minors() } : id };
  });
}

/** Nobody looks after what may be left on nodes that the instance leaves. */
export function warnAboutOld(cx: CheckContext, instance: Instance, nodes: readonly Node[]): void {
  if (templateHas(instance.disk_template, 'shared')) return;
  for (const uuid of cx.config.nodesOfInstance(instance)) {
    const node = nodeBy(cx.config, uuid);
    if (!nodes.includes(node)) warn(cx, `What is left of the disks of instance ${instance.name} on node ${node.name} stays there`);
  }
}
