/** Snapshots of logical volumes: thick ones take room of their own at once, those of thin volumes share their pool. */
import { OpExecError } from '@ganeti/errors';
import { InsufficientSpace, type SnapshotDriver } from '@ganeti/node-storage';
import type { Lvm } from './lvm';
import { placeOf, tagOf, type Place } from './names';
import type { Volume } from './report';

/** On a volume while it is being set back: names the snapshot, which LVM uses up and which is then made anew. */
const rollingPrefix = 'rolling-back-to+';

export function createSnapshots(lvm: Lvm): SnapshotDriver {
  const existing = async (place: Place): Promise<Volume> => {
    const volume = await lvm.volume(place.vg, place.lv);
    if (volume === null) throw new OpExecError(`Volume ${place.name} does not exist on this node; check the volume group`);
    return volume;
  };
  const make = async (place: Place, volume: Volume, snapshot: Place, size: number, tag: string): Promise<void> => {
    const common = ['--yes', '--snapshot', ...(tag === '' ? [] : ['--addtag', tag]), '--name', snapshot.lv];
    if (volume.pool_lv !== '') {
      await lvm.change('lvcreate', ...common, '--setactivationskip', 'n', place.name);
      return;
    }
    const { vg_free } = await lvm.group(place.vg);
    if (vg_free < size) throw new InsufficientSpace(`volume group ${place.vg} on this node`, size, vg_free, `snapshot ${snapshot.name}`);
    await lvm.change('lvcreate', ...common, '--size', `${size}m`, place.name);
  };

  return {
    take: async (device, snapshotDevice, { info }) => {
      const [place, snapshot] = [placeOf(device), placeOf(snapshotDevice)];
      if (place.vg !== snapshot.vg) throw new OpExecError(`Snapshot ${snapshot.name} must be in the volume group of ${place.name}`);
      const volume = await existing(place);
      const taken = await lvm.volume(snapshot.vg, snapshot.lv);
      if (taken?.origin === place.lv) return;
      if (taken !== null) throw new OpExecError(`A snapshot of ${place.name} cannot be called ${snapshot.name}: that name is taken`);
      await make(place, volume, snapshot, snapshotDevice.size, tagOf(info));
    },

    rollBack: async (device, snapshotDevice) => {
      const [place, snapshot] = [placeOf(device), placeOf(snapshotDevice)];
      const mark = `${rollingPrefix}${snapshot.lv}`;
      const volume = await existing(place);
      if (volume.lv_device_open) throw new OpExecError(`Volume ${place.name} is in use; shut down what has it open before it is rolled back`);
      const taken = await lvm.volume(snapshot.vg, snapshot.lv);
      const begun = volume.lv_tags.includes(mark);
      if (taken === null && !begun) throw new OpExecError(`Snapshot ${snapshot.name} does not exist on this node; ${place.name} stays as it is`);
      if (taken !== null && taken.origin !== place.lv) throw new OpExecError(`${snapshot.name} is no snapshot of ${place.name}`);
      const size = taken?.lv_size ?? snapshotDevice.size;
      if (taken !== null) {
        if (taken.lv_device_open) throw new OpExecError(`Snapshot ${snapshot.name} is in use; close it first`);
        if (!begun) await lvm.change('lvchange', '--addtag', mark, place.name);
        await lvm.change('lvconvert', '--yes', '--merge', snapshot.name);
        // A thin volume comes out of it inactive.
        await lvm.change('lvchange', '--activate', 'y', place.name);
      }
      await make(place, volume, snapshot, size, taken?.lv_tags[0] ?? '');
      await lvm.change('lvchange', '--deltag', mark, place.name);
    },
  };
}
