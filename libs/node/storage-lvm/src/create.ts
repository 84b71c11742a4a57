/** Logical volumes: the driver of disk type plain, also below mirrors. */
import { OpExecError } from '@ganeti/errors';
import { InsufficientSpace, volumeStatus, writeZeros, type BlockDeviceDriver, type Commands, type Device } from '@ganeti/node-storage';
import { lacksRoom, Lvm } from './lvm';
import { ownerPrefix, placeOf, tagOf, type Place } from './names';
import { isDamaged, type Volume } from './report';
import { createSnapshots } from './snapshots';
import { growthRoom, makeVolume, spaceOf } from './space';
import { createUnits } from './units';

export interface LvmOptions {
  readonly commands: Commands;
  /** Volume groups whose new volumes are thin: group -> name of the thin pool in it. */
  readonly thinPools?: Readonly<Record<string, string>>;
}

/** Debian packages of the programs it runs. */
export const lvmPackages: Readonly<Record<string, string>> = Object.fromEntries(
  ['lvs', 'vgs', 'pvs', 'lvcreate', 'lvremove', 'lvrename', 'lvextend', 'lvchange', 'lvconvert', 'pvchange', 'vgreduce', 'lvmconfig'].map((name) => [name, 'lvm2']),
);

export function createLvmDriver({ commands, thinPools = {} }: LvmOptions): BlockDeviceDriver {
  const lvm = new Lvm(commands);
  const find = async (device: Device): Promise<{ place: Place; volume: Volume | null }> => {
    const place = placeOf(device);
    return { place, volume: await lvm.volume(place.vg, place.lv) };
  };
  const existing = async (device: Device): Promise<{ place: Place; volume: Volume }> => {
    const { place, volume } = await find(device);
    if (volume === null) throw new OpExecError(`Volume ${place.name} does not exist on this node; recreate the disk or check the volume group`);
    return { place, volume };
  };
  const activate = async (place: Place, volume: Volume): Promise<void> => {
    if (volume.lv_active === '') await lvm.change('lvchange', '--activate', 'y', '--ignoreactivationskip', place.name);
  };
  const setOwner = async (place: Place, volume: Volume, info: string): Promise<void> => {
    const tag = tagOf(info);
    const old = volume.lv_tags.filter((other) => other.startsWith(ownerPrefix) && other !== tag);
    const changes = [...old.flatMap((other) => ['--deltag', other]), ...(tag === '' || volume.lv_tags.includes(tag) ? [] : ['--addtag', tag])];
    if (changes.length > 0) await lvm.change('lvchange', ...changes, place.name);
  };

  return {
    types: ['plain'],

    create: async (device, { info, exclusive = false }) => {
      const { place, volume } = await find(device);
      if (volume !== null && volume.lv_size < device.size) {
        throw new OpExecError(`Volume ${place.name} exists already with ${volume.lv_size} MiB instead of ${device.size}; remove it or choose another name`);
      }
      if (volume === null) {
        await makeVolume(lvm, device, place, { tag: tagOf(info), exclusive, pool: thinPools[place.vg] });
        return;
      }
      await setOwner(place, volume, info);
      await activate(place, volume);
    },

    remove: async (device) => {
      const { place, volume } = await find(device);
      if (volume !== null) await lvm.change('lvremove', '--yes', '--force', place.name);
    },

    rename: async (device, newId) => {
      const [from, to] = [placeOf(device), placeOf(newId)];
      if (from.name === to.name) return;
      if (from.vg !== to.vg) throw new OpExecError(`Volume ${from.name} cannot be renamed to ${to.name}: that is another volume group; move the disk instead`);
      const volumes = await lvm.volumes();
      const at = (place: Place): Volume | undefined => volumes.find(({ vg_name, lv_name }) => vg_name === place.vg && lv_name === place.lv);
      if (at(from) === undefined && at(to) !== undefined) return;
      if (at(from) === undefined) throw new OpExecError(`Volume ${from.name} does not exist on this node; check the volume group`);
      if (at(to) !== undefined) throw new OpExecError(`Volume ${from.name} cannot be renamed to ${to.name}: that name is taken`);
      await lvm.change('lvrename', from.vg, from.lv, to.lv);
    },

    grow: async (device, amount, { dryRun, backingStore }) => {
      // A volume has nothing above its backing store.
      if (!backingStore) return;
      const { place, volume } = await existing(device);
      const end = device.size + amount;
      if (end <= volume.lv_size) return;
      const free = await growthRoom(lvm, volume);
      if (free < end - volume.lv_size) throw new InsufficientSpace(`volume group ${place.vg} on this node`, end - volume.lv_size, free, place.name);
      const extend = (...shape: string[]): Promise<void> => lvm.change('lvextend', ...(dryRun ? ['--test'] : []), ...shape, '--size', `${end}m`, place.name);
      try {
        await extend();
      } catch (error) {
        // Stripes that do not fit any more go on as one.
        if (!lacksRoom(error) || volume.pool_lv !== '') throw error;
        await extend('--stripes', '1');
      }
    },

    wipe: async (device, offset, size, progress) => {
      const { place, volume } = await existing(device);
      await activate(place, volume);
      await writeZeros(place.path, offset, Math.max(0, Math.min(size, volume.lv_size - offset)), progress);
    },

    setInfo: async (device, info) => {
      const { place, volume } = await existing(device);
      await setOwner(place, volume, info);
    },

    assemble: async (device, { ignoreSize }) => {
      const { place, volume } = await existing(device);
      if (!ignoreSize && volume.lv_size < device.size) {
        throw new OpExecError(`Volume ${place.name} has ${volume.lv_size} MiB, ${device.size} MiB are recorded for it; check the storage, or activate it ignoring the size`);
      }
      await activate(place, volume);
      return place.path;
    },

    shutdown: async (device) => {
      const { place, volume } = await find(device);
      // A thick snapshot is active as long as its origin is; to end it would end that too.
      if (volume === null || volume.lv_active === '' || (volume.origin !== '' && volume.pool_lv === '')) return;
      await lvm.change('lvchange', '--activate', 'n', place.name);
    },

    status: async (device) => {
      const { place, volume } = await find(device);
      if (volume === null) return volumeStatus(device, null);
      return volumeStatus(device, { path: place.path, size: volume.lv_size, major: volume.lv_kernel_major, minor: volume.lv_kernel_minor, damaged: isDamaged(volume) });
    },

    space: (names, options) => spaceOf(lvm, names, thinPools, options),

    listVolumes: async (groups) =>
      (await lvm.volumes()).flatMap(({ vg_name, lv_name, lv_size, lv_active, lv_device_open }) =>
        groups.includes(vg_name) ? [{ vg: vg_name, lv: lv_name, size: lv_size, online: lv_active !== '', in_use: lv_device_open }] : [],
      ),

    snapshots: createSnapshots(lvm),
    units: createUnits(lvm),
  };
}
