import type { ConfigView } from '@ganeti/master-config';
import type { Instance } from '@ganeti/objects';
import type { Needs } from '../placement/placement';
import type { DiskData } from './devices';
import { beOf } from './params';

/** What an instance that exists needs on another node. `disks`: in place of the ones it has. */
export function needsOf(view: ConfigView, instance: Instance, disks: readonly DiskData[] = view.disksOf(instance)): Needs {
  const be = beOf(view, instance);
  const volumeSpace: Record<string, number> = {};
  for (const device of disks.flatMap((disk) => (disk.dev_type === 'drbd' ? disk.children : [disk]))) {
    if (device.logical_id.type === 'plain') volumeSpace[device.logical_id.vg] = (volumeSpace[device.logical_id.vg] ?? 0) + device.size;
  }
  return {
    name: instance.name,
    template: instance.disk_template,
    memory: be.minmem,
    vcpus: be.vcpus,
    spindleUse: be.spindle_use,
    diskSizes: disks.map((disk) => disk.size),
    volumeSpace,
    start: instance.admin_state === 'up',
  };
}
