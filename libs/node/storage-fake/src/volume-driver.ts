/** Simulated volumes of one kind: named, with a size, in a group with limited room, holding bytes in a sparse file. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import { InsufficientSpace, volumeStatus, type BlockDeviceDriver, type Device, type Space, type SpaceOptions } from '@ganeti/node-storage';
import { copyContent, makeContent, removeContent, zeroContent } from './content';
import type { Simulator } from './simulator/simulator';
import type { Volume, VolumeStore } from './volume-store';

export interface Place {
  /** Name in the store and in messages. */
  readonly key: string;
  readonly group: string;
  /** The file with its bytes; what a guest opens. */
  readonly path: string;
}

export interface VolumeKind {
  readonly types: readonly string[];
  /** Where a device lies. Throws OpExecError for a device that cannot be of this kind here. */
  place(device: Device): Place;
  /** MiB; null: there is no such group. */
  capacity(group: string): number | null;
  /** How a group is called in messages: `volume group xenvg`. */
  groupLabel(group: string): string;
  /** Reports of room for the names this kind knows among those asked for. */
  space(names: readonly string[], store: VolumeStore, options: SpaceOptions): Space[];
  listVolumes?(groups: readonly string[], store: VolumeStore): { vg: string; lv: string; size: number; online: boolean; device?: string }[];
}

/** A volume as drbd sees it from above. */
export interface BackingVolume {
  readonly id: string;
  readonly path: string;
  readonly size: number;
}

export interface VolumeDriver extends BlockDeviceDriver {
  find(device: Device): BackingVolume | null;
}

/** Parts in which a wipe is reported. */
const WIPE_PARTS = 4;

export function createVolumeDriver(simulator: Simulator, store: VolumeStore, kind: VolumeKind): VolumeDriver {
  const perform = <T>(op: string, device: Device, work: (place: Place, did: () => void) => T | Promise<T>): Promise<T> => {
    const place = kind.place(device);
    return simulator.perform(`${device.dev_type}.${op}`, place.key, (did) => work(place, did));
  };
  const existing = (place: Place, device: Device): Volume => {
    const volume = store.get(place.key);
    if (volume === undefined) {
      throw new OpExecError(`${device.dev_type} volume ${place.key} does not exist on ${simulator.identity().name}; recreate the disk or check the storage`);
    }
    return volume;
  };
  const requireRoom = (place: Place, wanted: number): void => {
    const capacity = kind.capacity(place.group);
    if (capacity === null) {
      throw new OpExecError(`There is no ${kind.groupLabel(place.group)} on ${simulator.identity().name}; create it or choose another one`);
    }
    const free = capacity - store.used(place.group);
    if (wanted > free) throw new InsufficientSpace(`${kind.groupLabel(place.group)} on ${simulator.identity().name}`, wanted, free, place.key);
  };

  return {
    types: kind.types,

    create: (device, { info }) =>
      perform('create', device, (place, did) => {
        const known = store.get(place.key);
        if (known !== undefined && known.size >= device.size) return;
        if (known !== undefined) {
          throw new OpExecError(`${place.key} exists already with ${known.size} MiB instead of ${device.size}; remove it or choose another name`);
        }
        requireRoom(place, device.size);
        makeContent(place.path, device.size);
        store.put(place.key, { id: simulator.ids.hex(8), group: place.group, size: device.size, info, active: true });
        did();
      }),

    remove: (device) =>
      perform('remove', device, (place, did) => {
        if (store.get(place.key) === undefined) return;
        store.delete(place.key);
        removeContent(place.path);
        did();
      }),

    rename: (device, newId) =>
      perform('rename', device, (place, did) => {
        const to = kind.place(newId);
        const [volume, taken] = [store.get(place.key), store.get(to.key)];
        if (volume === undefined && taken !== undefined) return;
        const old = volume ?? existing(place, device);
        if (taken !== undefined && taken.id !== old.id) throw new OpExecError(`${place.key} cannot be renamed to ${to.key}: that name is taken`);
        // The bytes move first; a repeat after a crash in between finds them moved.
        if (existsSync(place.path)) {
          mkdirSync(dirname(to.path), { recursive: true, mode: 0o750 });
          renameSync(place.path, to.path);
        }
        store.delete(place.key);
        store.put(to.key, { ...old, group: to.group });
        did();
      }),

    grow: (device, amount, { dryRun, backingStore }) =>
      perform('grow', device, (place, did) => {
        // A volume has nothing above its backing store.
        if (!backingStore) return;
        const volume = existing(place, device);
        const wanted = device.size + amount - volume.size;
        if (wanted <= 0) return;
        requireRoom(place, wanted);
        if (dryRun) return;
        makeContent(place.path, volume.size + wanted);
        store.put(place.key, { ...volume, size: volume.size + wanted });
        did();
      }),

    wipe: (device, offset, size, progress) =>
      perform('wipe', device, (place, did) => {
        const volume = existing(place, device);
        const end = Math.min(volume.size, offset + size);
        for (let part = 0; part < WIPE_PARTS; part += 1) {
          const from = Math.floor(offset + ((end - offset) * part) / WIPE_PARTS);
          const to = Math.floor(offset + ((end - offset) * (part + 1)) / WIPE_PARTS);
          zeroContent(place.path, from, to - from);
          progress(((part + 1) * 100) / WIPE_PARTS);
        }
        did();
      }),

    setInfo: (device, info) =>
      perform('set-info', device, (place, did) => {
        const volume = existing(place, device);
        if (volume.info === info) return;
        store.put(place.key, { ...volume, info });
        did();
      }),

    assemble: (device, { ignoreSize }) =>
      perform('assemble', device, (place, did) => {
        const volume = existing(place, device);
        if (!ignoreSize && volume.size < device.size) {
          throw new OpExecError(
            `${place.key} has ${volume.size} MiB, ${device.size} MiB are recorded for it; check the storage, or activate it ignoring the size`,
          );
        }
        if (!volume.active) {
          store.put(place.key, { ...volume, active: true });
          did();
        }
        return place.path;
      }),

    shutdown: (device) =>
      perform('shutdown', device, (place, did) => {
        const volume = store.get(place.key);
        if (volume === undefined || !volume.active) return;
        store.put(place.key, { ...volume, active: false });
        did();
      }),

    status: (device) =>
      perform('status', device, (place) => {
        const volume = store.get(place.key);
        return volumeStatus(device, volume === undefined ? null : { path: place.path, size: volume.size });
      }),

    snapshots: {
      take: (device, snapshotDevice, { info }) =>
        perform('snapshot', device, (place, did) => {
          const volume = existing(place, device);
          const snapshot = kind.place(snapshotDevice);
          const taken = store.get(snapshot.key);
          if (taken?.origin === volume.id) return;
          if (taken !== undefined) throw new OpExecError(`A snapshot of ${place.key} cannot be called ${snapshot.key}: that name is taken`);
          requireRoom(place, snapshotDevice.size);
          mkdirSync(dirname(snapshot.path), { recursive: true, mode: 0o750 });
          copyContent(place.path, snapshot.path);
          store.put(snapshot.key, { id: simulator.ids.hex(8), group: snapshot.group, size: volume.size, info, active: true, origin: volume.id });
          did();
        }),

      rollBack: (device, snapshotDevice) =>
        perform('roll-back', device, (place, did) => {
          const volume = existing(place, device);
          const snapshot = kind.place(snapshotDevice);
          const taken = store.get(snapshot.key);
          if (taken?.origin !== volume.id) throw new OpExecError(`${snapshot.key} is no snapshot of ${place.key}; ${place.key} stays as it is`);
          copyContent(snapshot.path, `${place.path}.rolling-back`);
          renameSync(`${place.path}.rolling-back`, place.path);
          store.put(place.key, { ...volume, size: taken.size });
          did();
        }),
    },

    space: async (names, options = {}) => kind.space(names, store, options),
    listVolumes: async (groups) => kind.listVolumes?.(groups, store) ?? [],

    find: (device) => {
      const place = kind.place(device);
      const volume = store.get(place.key);
      return volume === undefined ? null : { id: volume.id, path: place.path, size: volume.size };
    },
  };
}
