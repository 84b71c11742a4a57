/** Volume groups and physical volumes as places to look at, to close for new volumes, and to repair. */
import { OpExecError } from '@ganeti/errors';
import type { StorageUnits } from '@ganeti/node-storage';
import type { Lvm } from './lvm';
import { isDamaged } from './report';

export function createUnits(lvm: Lvm): StorageUnits {
  return {
    types: ['lvm-vg', 'lvm-pv'],

    list: async (type) =>
      type === 'lvm-vg'
        ? (await lvm.groups()).map(({ vg_name, vg_size, vg_free, vg_missing_pv_count }) => ({
            type,
            name: vg_name,
            size: vg_size,
            free: vg_free,
            allocatable: true,
            problem: vg_missing_pv_count > 0 ? `${vg_missing_pv_count} physical volumes are missing` : '',
          }))
        : (await lvm.physicals()).map(({ pv_name, vg_name, pv_size, pv_free, pv_allocatable, pv_missing }) => ({
            type,
            name: pv_name,
            group: vg_name,
            size: pv_size,
            free: pv_free,
            allocatable: pv_allocatable,
            problem: pv_missing ? `missing from volume group ${vg_name}` : vg_name === '' ? 'in no volume group' : '',
          })),

    setAllocatable: async (name, allocatable) => {
      const disk = (await lvm.physicals()).find(({ pv_name }) => pv_name === name);
      if (disk === undefined) throw new OpExecError(`${name} is no physical volume on this node; see gnt node list-storage`);
      if (disk.pv_allocatable === allocatable) return;
      await lvm.change('pvchange', '--allocatable', allocatable ? 'y' : 'n', name);
    },

    repair: async (name) => {
      const group = await lvm.group(name);
      if (group.vg_missing_pv_count <= 0) return;
      const lost = (await lvm.volumes()).filter((volume) => volume.vg_name === name && isDamaged(volume)).map(({ lv_name }) => lv_name);
      if (lost.length > 0) {
        throw new OpExecError(
          `Volume group ${name} cannot be repaired yet: ${lost.join(', ')} ${lost.length === 1 ? 'lies' : 'lie'} on physical volumes that are missing; ` +
            'replace the disks of the instances they belong to, or remove them',
        );
      }
      await lvm.change('vgreduce', '--removemissing', name);
    },
  };
}
