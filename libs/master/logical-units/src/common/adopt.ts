/** Volumes and devices that are there already and become disks as they are. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext, RunContext } from '@ganeti/master-jobs';
import type { BlockDeviceMessage } from '@ganeti/node-api';
import type { DiskTemplate, Node } from '@ganeti/objects';
import { deviceMessage, type DiskData } from './devices';
import { ownerInfo } from './disk-steps';
import type { DiskSpec } from './disk-spec';
import { nodeName } from './lookup';
import { volumesOf } from './volumes';

/** The wanted disks with the sizes that those which are adopted have on the node. Throws OpPrereqError for what is not there, or not free. */
export async function adoptedSpecs(cx: CheckContext, node: Node, template: DiskTemplate, specs: readonly DiskSpec[]): Promise<readonly DiskSpec[]> {
  if (specs.every(({ adopt }) => adopt === null)) return specs;
  const names = specs.map(nameOf);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new OpPrereqError(`${twice} is to be adopted twice; a disk needs one of its own`, 'wrong_input');
  const owned = takenOn(cx, node.uuid);
  const taken = names.find((name) => owned.has(name));
  if (taken !== undefined) throw new OpPrereqError(`${taken} on node ${node.name} is a disk of the cluster already`, 'wrong_state');
  const sizes = await (template === 'plain' ? volumeSizes(cx, node, specs) : deviceSizes(cx, node, names));
  return specs.map((spec, index) => ({ ...spec, size: sizes[index] ?? 0 }));
}

/** `vg/lv`, or the path of a device. */
const nameOf = ({ vg, adopt }: DiskSpec): string => (adopt?.startsWith('/') === true ? adopt : `${vg}/${adopt}`);

/** Volumes and devices that disks of this cluster have, detached ones too. */
function takenOn(cx: CheckContext, node: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const disk of cx.config.all('disk')) {
    if (disk.logical_id.type === 'blockdev') names.add(disk.logical_id.path);
    else if (disk.nodes.includes(node)) volumesOf(disk).forEach((name) => names.add(name));
  }
  return names;
}

async function volumeSizes(cx: CheckContext, node: Node, specs: readonly DiskSpec[]): Promise<number[]> {
  const { volumes } = await cx.read(node.uuid, 'Blocks.ListVolumes', { volume_groups: [...new Set(specs.map(({ vg }) => vg))] });
  return specs.map(({ vg, adopt }) => {
    const volume = volumes.find((each) => each.vg === vg && each.lv === adopt);
    if (volume === undefined) throw new OpPrereqError(`There is no volume ${vg}/${adopt} on node ${node.name} to be adopted`, 'wrong_input');
    if (volume.in_use) throw new OpPrereqError(`Volume ${vg}/${adopt} on node ${node.name} is in use; close what has it open before it is adopted`, 'wrong_state');
    return Math.floor(volume.size);
  });
}

async function deviceSizes(cx: CheckContext, node: Node, paths: readonly string[]): Promise<number[]> {
  const wrong = paths.find((path) => !/^\/dev(\/(?!\.{1,2}(\/|$))[^/]+)+$/.test(path));
  if (wrong !== undefined) throw new OpPrereqError(`'${wrong}' cannot be adopted: it has to be the path of a block device below /dev`, 'wrong_input');
  const devices = paths.map((path): BlockDeviceMessage => ({ dev_type: 'blockdev', blockdev_path: path, size: 0 }));
  const { status } = await cx.read(node.uuid, 'Blocks.Status', { devices });
  return paths.map((path, index) => {
    const found = status[index];
    if (found?.exists !== true) throw new OpPrereqError(`There is no block device ${path} on node ${node.name} to be adopted`, 'wrong_input');
    return found.size;
  });
}

/** What was adopted gets the names of its disks, and is marked as theirs. `volumes`: the names it has, for each disk. */
export async function adoptVolumes(cx: RunContext, disks: readonly DiskData[], volumes: readonly string[], owner: string): Promise<void> {
  for (const [index, disk] of disks.entries()) {
    const { logical_id: id } = disk;
    const [node = ''] = disk.nodes;
    if (id.type !== 'plain') continue;
    const device = deviceMessage(cx.config, disk);
    const old = { ...device, plain: { vg: id.vg, lv: volumes[index] ?? '' } };
    const rename = (from: BlockDeviceMessage, to: BlockDeviceMessage) => ({ pairs: [{ device: from, new_id: to }] });
    const name = nodeName(cx.config, node);
    await cx.call(`adopt-disk-${index}-${name}`, node, 'Blocks.Rename', rename(old, device), {
      undo: [{ node, method: 'Blocks.Rename', request: rename(device, old) }],
    });
    await cx.call(`info-disk-${index}-${name}`, node, 'Blocks.SetInfo', { device, info: ownerInfo(owner) }, {
      undo: [{ node, method: 'Blocks.SetInfo', request: { device, info: '' } }],
    });
  }
}
