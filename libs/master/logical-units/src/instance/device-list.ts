/** Lists of devices of an instance under changes. */
import { OpPrereqError } from '@ganeti/errors';
import type { DeviceChange } from '@ganeti/opcodes';

export interface NamedDevice {
  readonly uuid: string;
  readonly name: string | null;
}
export interface DeviceEdits<T, P> {
  make(params: P, index: number): T;
  change(device: T, params: P, index: number): T;
  /** The device that is there, and belongs to nobody. Missing: devices of this kind are only made and removed. */
  attach?(params: P, index: number): T;
}
export interface EditedDevices<T> {
  readonly list: T[];
  /** Taken out of the list, but not to be removed. */
  readonly detached: T[];
}

/** `kind`: how users call it ("NIC", "disk"). Answers the list after all changes, each of which sees the ones before. Throws OpPrereqError. */
export function editDevices<T extends NamedDevice, P>(
  kind: string,
  now: readonly T[],
  changes: readonly DeviceChange<P>[],
  max: number,
  edits: DeviceEdits<T, P>,
): EditedDevices<T> {
  const list = [...now];
  const detached: T[] = [];
  for (const { action, target, params } of changes) {
    if ((action === 'attach' || action === 'detach') && edits.attach === undefined) {
      throw new OpPrereqError(`A ${kind} can be neither attached nor detached; use add and remove`, 'wrong_input');
    }
    if (action === 'add' || action === 'attach') {
      const place = placeFor(kind, list, target, action);
      if (list.length >= max) throw new OpPrereqError(`An instance can have ${max} of ${kind}; it has them all`, 'wrong_state');
      const device = action === 'attach' ? edits.attach?.(params, place) : edits.make(params, place);
      if (device !== undefined) list.splice(place, 0, device);
      continue;
    }
    const place = find(kind, list, target);
    if (action === 'remove') list.splice(place, 1);
    else if (action === 'detach') detached.push(...list.splice(place, 1));
    else list[place] = edits.change(list[place] as T, params, place);
  }
  return { list, detached };
}

function placeFor(kind: string, list: readonly NamedDevice[], target: number | string, action: string): number {
  const index = typeof target === 'number' ? target : NaN;
  if (!Number.isInteger(index) || index < -1 || index > list.length) {
    throw new OpPrereqError(`'${target}' is no place to ${action} a ${kind}: give an index from 0 to ${list.length}, or -1 for the end`, 'wrong_input');
  }
  return index === -1 ? list.length : index;
}

function find(kind: string, list: readonly NamedDevice[], target: number | string): number {
  const isIndex = typeof target === 'number' || /^-?\d+$/.test(target);
  const index = isIndex ? Number(target) : list.findIndex(({ uuid, name }) => uuid === target || name === target);
  const place = isIndex && index === -1 ? list.length - 1 : index;
  if (list[place] === undefined) {
    throw new OpPrereqError(`The instance has no ${kind} '${target}'; it has ${list.length}`, isIndex ? 'wrong_input' : 'unknown_entity');
  }
  return place;
}
