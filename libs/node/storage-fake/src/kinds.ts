/** What is particular to each simulated technology without a mirror. */
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import type { Device } from '@ganeti/node-storage';
import type { Simulator } from './simulator/simulator';
import type { VolumeKind } from './volume-driver';

const wrong = (device: Device, needs: string): OpExecError =>
  new OpExecError(`Disk ${device.uuid || device.name} of type ${device.dev_type} has no ${needs}; its description is damaged`);

/** A name that stays below the directory it is joined to. */
function safe(name: string): string {
  if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0')) {
    throw new OpExecError(`"${name}" cannot be the name of a volume or group`);
  }
  return name;
}

/** Each simulated volume group is on one physical volume. */
export const simulatedPv = (vg: string): string => `/dev/sim-${vg}`;

/** LVM: volume groups of the sizes in the settings. */
export function plainKind(simulator: Simulator): VolumeKind {
  const vgs = simulator.settings.volume_groups;
  return {
    types: ['plain'],
    place: (device) => {
      if (!device.plain) throw wrong(device, 'volume group and name');
      const { vg, lv } = device.plain;
      return { key: `${vg}/${lv}`, group: vg, path: join(simulator.dir, 'volumes', safe(vg), safe(lv)) };
    },
    capacity: (vg) => vgs[vg] ?? null,
    groupLabel: (vg) => `volume group ${vg}`,
    space: (names, store, { everyGroup = false, exclusive = false }) =>
      (everyGroup ? Object.keys(vgs) : names).flatMap((name) => {
        const total = vgs[name];
        if (total === undefined) return [];
        if (!exclusive) return [{ type: 'lvm-vg', name, total, free: total - store.used(name) }];
        // All physical volumes are of one size, and each volume takes as many of them as it needs.
        const disks = simulator.settings.physical_volumes;
        const size = total / disks;
        const taken = [...store.entries()].reduce((sum, [, volume]) => sum + (volume.group === name ? Math.ceil(volume.size / size) : 0), 0);
        const unused = Math.max(0, disks - taken);
        return [{ type: 'lvm-vg', name, total, free: Math.floor(unused * size) }, { type: 'lvm-pv', name, total: disks, free: unused }];
      }),
    listVolumes: (groups, store) =>
      [...store.entries()].flatMap(([key, { group, size, active }]) =>
        groups.includes(group) ? [{ vg: group, lv: key.slice(group.length + 1), size, online: active, device: simulatedPv(group) }] : [],
      ),
  };
}

export interface FilePlaces {
  /** Put before every path; empty on a real machine. */
  readonly root: string;
  /** Below it, files are shared by all nodes. */
  readonly sharedFileStorage: string;
  readonly configDir: string;
}

/** Files on the node's own disk, at the path they are recorded with (below the root). */
export function fileKind(simulator: Simulator, places: FilePlaces): VolumeKind {
  const group = 'file';
  const isUsable = usableDirectories(simulator);
  return {
    types: ['file'],
    place: (device) => {
      const path = filePath(device);
      requireAllowed(path, places.configDir);
      return { key: path, group, path: places.root === '' ? path : join(places.root, path) };
    },
    capacity: () => simulator.settings.file_space,
    groupLabel: () => 'file storage',
    space: (names, store) => {
      const total = simulator.settings.file_space;
      return names
        .filter((name) => isUsable(name) && !isShared(name, places))
        .map((name) => ({ type: 'file', name, total, free: total - store.used(group) }));
    },
  };
}

/** Files every node sees. */
export function sharedFileKind(simulator: Simulator, places: FilePlaces): VolumeKind {
  const group = 'shared';
  const isUsable = usableDirectories(simulator);
  return {
    types: ['sharedfile'],
    place: (device) => {
      const path = filePath(device);
      return { key: path, group, path: join(simulator.shared('sharedfile', 'content'), path) };
    },
    capacity: () => simulator.settings.shared_space,
    groupLabel: () => 'shared file storage',
    space: (names, store) => {
      const total = simulator.settings.shared_space;
      return names
        .filter((name) => isUsable(name) && isShared(name, places))
        .map((name) => ({ type: 'sharedfile', name, total, free: total - store.used(group) }));
    },
  };
}

/** rbd and external providers: named volumes in pools every node sees. */
export function poolKind(simulator: Simulator, type: 'rbd' | 'ext'): VolumeKind {
  return {
    types: [type],
    place: (device) => {
      const id = type === 'rbd' ? device.rbd : device.ext;
      if (!id) throw wrong(device, 'pool and name');
      return {
        key: `${id.pool}/${id.name}`,
        group: id.pool,
        path: join(simulator.shared(type, 'content'), safe(id.pool), safe(id.name)),
      };
    },
    capacity: () => simulator.settings.shared_space,
    groupLabel: (pool) => `${type} pool ${pool}`,
    space: () => [],
  };
}

/** Files of one Gluster volume, by their path in it. */
export function glusterKind(simulator: Simulator): VolumeKind {
  const group = 'gluster';
  return {
    types: [group],
    place: (device) => {
      const path = device.file?.path;
      if (path === undefined) throw wrong(device, 'path');
      if (isAbsolute(path) || normalize(path) !== path || path.startsWith('..')) throw new OpExecError(`Gluster path ${path} must be relative to its volume and stay below it`);
      return { key: path, group, path: join(simulator.shared('gluster', 'content'), path) };
    },
    capacity: () => simulator.settings.shared_space,
    groupLabel: () => 'the Gluster volume',
    space: () => [],
  };
}

const usableDirectories =
  ({ settings }: Simulator) =>
  (name: string): boolean =>
    isAbsolute(name) && !settings.missing_directories.includes(name);

function filePath(device: Device): string {
  const path = device.file?.path;
  if (path === undefined) throw wrong(device, 'path');
  if (!isAbsolute(path) || normalize(path) !== path) throw new OpExecError(`File disk path ${path} must be absolute and without "." or ".." parts`);
  return path;
}

/** When the administrator lists directories for file disks, no other is used. */
function requireAllowed(path: string, configDir: string): void {
  const list = join(configDir, 'file-storage-paths');
  if (!existsSync(list)) return;
  const allowed = readFileSync(list, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (!allowed.some((dir) => path.startsWith(dir.endsWith('/') ? dir : `${dir}/`))) {
    throw new OpExecError(`File disk ${path} is not below a directory listed in ${list}; add the directory there or choose another one`);
  }
}

function isShared(path: string, { root, sharedFileStorage }: FilePlaces): boolean {
  const shared = root !== '' && sharedFileStorage.startsWith(root) ? sharedFileStorage.slice(root.replace(/\/$/, '').length) : sharedFileStorage;
  return path === shared || path.startsWith(`${shared}/`);
}
