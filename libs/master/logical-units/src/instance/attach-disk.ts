/** Disks that belong to no instance, and may be given to one. */
import { OpPrereqError } from '@ganeti/errors';
import type { ConfigView } from '@ganeti/master-config';
import { templateHas, type Disk, type DiskTemplate, type Instance } from '@ganeti/objects';
import type { AskedDisk } from '../common/disk-spec';
import { nodeName } from '../common/lookup';

/** `asked`: its uuid, or its name; nothing else. `template`: what the disks of the instance are; a diskless one takes any. Throws OpPrereqError. */
export function attachable(view: ConfigView, instance: Instance, template: DiskTemplate, asked: AskedDisk, index: number): Disk {
  const other = Object.keys(asked).find((key) => key !== 'uuid' && key !== 'name');
  if (other !== undefined) throw new OpPrereqError(`Disk ${index} is attached as it is: '${other}' cannot be given; change it afterwards`, 'wrong_input');
  const disk = found(view, asked, index);
  const what = `Disk ${disk.name ?? disk.uuid}`;
  if (disk.instance !== null) {
    const owner = view.get('instance', disk.instance)?.name ?? disk.instance;
    throw new OpPrereqError(`${what} belongs to instance ${owner}; detach it there first`, 'wrong_state');
  }
  if (template !== 'diskless' && disk.dev_type !== template) {
    throw new OpPrereqError(`${what} is of template '${disk.dev_type}', the disks of instance ${instance.name} are '${template}'`, 'wrong_state');
  }
  const nodes = placesFor(view, instance, disk);
  if (nodes === null) {
    const places = disk.nodes.map((node) => nodeName(view, node)).join(', ');
    throw new OpPrereqError(`${what} is on ${places}, instance ${instance.name} is not; bring them to the same nodes first`, 'wrong_state');
  }
  return { ...disk, nodes };
}

/** Its nodes, primary first, as the disk of this instance; null: the instance is elsewhere. */
function placesFor(view: ConfigView, instance: Instance, { dev_type, nodes }: Disk): readonly string[] | null {
  const { primary_node: primary } = instance;
  if (templateHas(dev_type, 'shared')) return [primary];
  const own = view.nodesOfInstance(instance);
  const secondaries = own.filter((node) => node !== primary);
  if (!nodes.includes(primary) || !secondaries.every((node) => nodes.includes(node))) return null;
  return [primary, ...nodes.filter((node) => node !== primary)];
}

function found(view: ConfigView, { uuid, name }: AskedDisk, index: number): Disk {
  if ((uuid === undefined) === (name === undefined)) throw new OpPrereqError(`Disk ${index}: name the disk to attach by either 'uuid' or 'name'`, 'wrong_input');
  if (uuid !== undefined) {
    const disk = view.get('disk', String(uuid));
    if (disk === undefined) throw new OpPrereqError(`There is no disk with UUID ${uuid}`, 'unknown_entity');
    return disk;
  }
  const named = [...view.all('disk')].filter((disk) => disk.name === name);
  // One that is free is meant rather than one that is not.
  const [disk, more] = named.some(({ instance }) => instance === null) ? named.filter(({ instance }) => instance === null) : named;
  if (disk === undefined) throw new OpPrereqError(`There is no disk named '${name}'`, 'unknown_entity');
  if (more !== undefined) throw new OpPrereqError(`Several disks are named '${name}'; name it by its UUID`, 'wrong_input');
  return disk;
}
