/** Fields of an instance about its disks. */
import { diskUsage, MAX_DISKS } from '@ganeti/objects';
import type { Disk, Instance, Json } from '@ganeti/objects';
import { field, ordinal, orUnavailable, type Field, type Value } from '../field';
import type { Context } from '../context';

function list(name: string, title: string, doc: string, of: (disk: Disk) => Json): Field<Instance> {
  return field(name, title, 'other', doc, (instance, cx) => cx.config.disksOf(instance).map(of));
}

/** The same value of one disk, by its number. */
function one(index: number, of: (disk: Disk) => Json) {
  return (instance: Instance, cx: Context): Value => {
    const uuid = instance.disks[index];
    const disk = uuid === undefined ? undefined : cx.config.get('disk', uuid);
    return orUnavailable(disk === undefined ? null : of(disk));
  };
}

const numbered = Array.from({ length: MAX_DISKS }, (_, index): Field<Instance>[] => [
  field(`disk.name/${index}`, `DiskName/${index}`, 'text', `Name of the ${ordinal(index)} disk`, one(index, (disk) => disk.name)),
  field(`disk.size/${index}`, `Disk/${index}`, 'unit', `Size of the ${ordinal(index)} disk`, one(index, (disk) => disk.size)),
  field(`disk.spindles/${index}`, `DiskSpindles/${index}`, 'number', `Spindles of the ${ordinal(index)} disk`, one(index, (disk) => disk.spindles)),
  field(`disk.uuid/${index}`, `DiskUUID/${index}`, 'text', `UUID of the ${ordinal(index)} disk`, one(index, (disk) => disk.uuid)),
]).flat();

export const instanceDiskFields: readonly Field<Instance>[] = [
  field('disk.count', 'Disks', 'number', 'How many disks it has', (instance) => instance.disks.length),
  list('disk.names', 'Disk_names', 'Names of its disks', (disk) => disk.name),
  list('disk.sizes', 'Disk_sizes', 'Sizes of its disks', (disk) => disk.size),
  list('disk.spindles', 'Disk_spindles', 'Spindles of its disks', (disk) => disk.spindles),
  field('disk.uuids', 'Disk_UUIDs', 'other', 'UUIDs of its disks', (instance) => instance.disks),
  field('disk_template', 'Disk_template', 'text', 'Kind of its disks', (instance) => instance.disk_template),
  field('disk_usage', 'DiskUsage', 'unit', 'Space its disks take on each of its nodes, including metadata the guest does not see', (instance, cx) =>
    diskUsage(
      instance.disk_template,
      cx.config.disksOf(instance).map((disk) => disk.size),
    ),
  ),
  field('disks_active', 'DisksActive', 'bool', 'Whether its disks are to be assembled', (instance) => instance.disks_active),
  field('sda_size', 'Disk/0', 'unit', 'Size of the 1st disk', one(0, (disk) => disk.size)),
  field('sdb_size', 'Disk/1', 'unit', 'Size of the 2nd disk', one(1, (disk) => disk.size)),
  ...numbered,
];
