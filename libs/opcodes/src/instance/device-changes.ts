import type { z } from 'zod';
import type { deviceChangeList } from '../types';

export type ChangeAction = 'add' | 'attach' | 'detach' | 'modify' | 'remove';

/** One change of a device. `target`: index, -1 for the last (or the end), or name or UUID. */
export interface DeviceChange<P> {
  readonly action: ChangeAction;
  readonly target: number | string;
  readonly params: P;
}

/** Bring both forms of a list of changes (see deviceChangeList) into one. */
export function deviceChanges<S extends z.ZodType>(
  list: z.output<ReturnType<typeof deviceChangeList<S>>>,
): DeviceChange<z.output<S>>[] {
  type Entry = readonly [ChangeAction, number | string, z.output<S>] | readonly [ChangeAction | number, z.output<S>];
  return (list as readonly Entry[]).map((entry) => {
    if (entry.length === 3) return { action: entry[0], target: entry[1], params: entry[2] };
    const [action, params] = entry;
    return typeof action === 'number' ? { action: 'modify', target: action, params } : { action, target: -1, params };
  });
}
