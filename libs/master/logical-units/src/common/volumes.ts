/** Logical volumes that disks are made of. */
import type { ConfigView } from '@ganeti/master-config';
import type { BlockDevice, Disk } from '@ganeti/objects';

/** `vg/lv` of the disk itself, or of what lies below it. */
export function volumesOf(disk: Pick<Disk, 'logical_id' | 'children'>): string[] {
  const own = (device: Pick<BlockDevice, 'logical_id' | 'children'>): string[] => [
    ...(device.logical_id.type === 'plain' ? [`${device.logical_id.vg}/${device.logical_id.lv}`] : []),
    ...device.children.flatMap(own),
  ];
  return own(disk);
}

/** Who has the volumes of a node: `vg/lv` -> name of the instance. */
export function volumeOwners(view: ConfigView, node: string): Map<string, string> {
  const owners = new Map<string, string>();
  for (const uuid of [...view.primariesOf(node), ...view.secondariesOf(node)]) {
    const instance = view.get('instance', uuid);
    if (instance === undefined) continue;
    for (const disk of view.disksOf(instance)) {
      if (disk.nodes.includes(node)) for (const volume of volumesOf(disk)) owners.set(volume, instance.name);
    }
  }
  return owners;
}
