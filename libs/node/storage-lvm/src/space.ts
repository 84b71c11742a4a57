/** Finding room: stripes over physical volumes, thin pools, volumes that share no disk. Sizes MiB. */
import { OpExecError } from '@ganeti/errors';
import { InsufficientSpace, numberParam, type Device, type Space, type SpaceOptions } from '@ganeti/node-storage';
import { lacksRoom, type Lvm } from './lvm';
import type { Place } from './names';
import type { Physical, Volume } from './report';

interface Wanted {
  readonly tag: string;
  readonly exclusive: boolean;
  /** Name of the thin pool it shall lie in. */
  readonly pool: string | undefined;
}

/** Makes a volume. Throws InsufficientSpace, and then leaves nothing. */
export async function makeVolume(lvm: Lvm, device: Device, place: Place, { tag, exclusive, pool }: Wanted): Promise<void> {
  const group = await lvm.group(place.vg);
  // Old signatures stay (the guest's business), but the first blocks are zeroed so that nothing is taken for a file system.
  const common = ['--yes', '--wipesignatures', 'n', ...(tag === '' ? [] : ['--addtag', tag]), '--name', place.lv];
  if (pool !== undefined) {
    const free = await freeInPool(lvm, place.vg, pool);
    if (free < device.size) throw new InsufficientSpace(`thin pool ${place.vg}/${pool} on this node`, device.size, free, place.name);
    await lvm.change('lvcreate', ...common, '--virtualsize', `${device.size}m`, '--thinpool', `${place.vg}/${pool}`);
    return;
  }
  if (group.vg_free < device.size) throw new InsufficientSpace(`volume group ${place.vg} on this node`, device.size, group.vg_free, place.name);
  const disks = (await lvm.physicals()).filter((disk) => disk.vg_name === place.vg && disk.pv_allocatable && !disk.pv_missing && disk.pv_free > 0);
  const chosen = exclusive ? emptyDisks(disks, device.size, place) : [];
  const most = Math.max(1, Math.min(stripesOf(device), exclusive ? chosen.length : disks.length));
  for (let stripes = most; ; stripes -= 1) {
    try {
      await lvm.change('lvcreate', ...common, '--size', `${device.size}m`, '--stripes', String(stripes), place.vg, ...chosen.map(({ pv_name }) => pv_name));
      return;
    } catch (error) {
      if (!lacksRoom(error)) throw error;
      if (stripes === 1) throw new InsufficientSpace(`volume group ${place.vg} on this node`, device.size, sum(disks.map(({ pv_free }) => pv_free)), place.name);
    }
  }
}

/** Over how many physical volumes it shall be spread; below a mirror its parameters tell data and metadata apart. */
function stripesOf(device: Device): number {
  const below = device.plain?.lv.endsWith('_meta') === true ? 'meta-stripes' : 'data-stripes';
  return Math.max(1, numberParam(device, 'stripes', numberParam(device, below, 1)));
}

/** As few unused physical volumes as hold the size, the smallest that will do. */
function emptyDisks(disks: readonly Physical[], size: number, place: Place): Physical[] {
  const empty = disks.filter(({ pv_used }) => pv_used === 0).sort((a, b) => a.pv_free - b.pv_free);
  const one = empty.find(({ pv_free }) => pv_free >= size);
  if (one !== undefined) return [one];
  const chosen: Physical[] = [];
  for (const disk of empty.reverse()) {
    chosen.push(disk);
    if (sum(chosen.map(({ pv_free }) => pv_free)) >= size) return chosen;
  }
  throw new InsufficientSpace(`unused physical volumes of group ${place.vg} (exclusive storage) on this node`, size, sum(empty.map(({ pv_free }) => pv_free)), place.name);
}

/** MiB a volume can still grow by. */
export async function growthRoom(lvm: Lvm, volume: Volume): Promise<number> {
  return volume.pool_lv === '' ? (await lvm.group(volume.vg_name)).vg_free : freeInPool(lvm, volume.vg_name, volume.pool_lv);
}

/** MiB of a pool that hold no data yet. */
async function freeInPool(lvm: Lvm, vg: string, name: string): Promise<number> {
  const pool = await lvm.volume(vg, name);
  if (pool === null || !pool.lv_attr.startsWith('t')) {
    throw new OpExecError(`${vg}/${name} is no thin pool on this node; create it (lvcreate --type thin-pool) or change lvm.thin_pools in noded.json`);
  }
  return freeOf(pool);
}

const freeOf = (pool: Volume): number => Math.floor(pool.lv_size * (1 - Math.max(0, pool.data_percent) / 100));
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** Room in the groups among these names; of a group with a thin pool, the room in that. */
export async function spaceOf(lvm: Lvm, names: readonly string[], thinPools: Readonly<Record<string, string>>, { everyGroup = false, exclusive = false }: SpaceOptions = {}): Promise<Space[]> {
  // Directories are no groups: nothing to ask LVM for.
  if (!everyGroup && names.every((name) => name.includes('/'))) return [];
  const groups = (await lvm.groups()).filter(({ vg_name }) => everyGroup || names.includes(vg_name));
  const volumes = groups.some(({ vg_name }) => thinPools[vg_name] !== undefined) ? await lvm.volumes() : [];
  const disks = exclusive && groups.length > 0 ? await lvm.physicals() : [];
  return groups.flatMap(({ vg_name, vg_size, vg_free }) => {
    const pool = volumes.find((volume) => volume.vg_name === vg_name && volume.lv_name === thinPools[vg_name]);
    if (pool !== undefined) return [{ type: 'lvm-vg', name: vg_name, total: pool.lv_size, free: freeOf(pool) }];
    if (!exclusive) return [{ type: 'lvm-vg', name: vg_name, total: vg_size, free: vg_free }];
    const own = disks.filter((disk) => disk.vg_name === vg_name && !disk.pv_missing);
    const unused = own.filter(({ pv_used, pv_allocatable }) => pv_used === 0 && pv_allocatable);
    return [
      { type: 'lvm-vg', name: vg_name, total: vg_size, free: sum(unused.map(({ pv_free }) => pv_free)) },
      { type: 'lvm-pv', name: vg_name, total: own.length, free: unused.length },
    ];
  });
}
