import type { Network, ObjectKind, ObjectKinds } from '@ganeti/objects';
import type { AnyObject } from './tables';
import type { Change, ConfigTx } from './types';

/**
 * Takes changes back, the last one first: what was inserted is removed, what was removed is inserted again, what was changed
 * is as it was. serial_no goes on growing and mtime is now, so readers notice; everything else is as before.
 *
 * Others may have changed the same objects since (a group, a network, tags): only the fields that the changes had changed are
 * put back, in a network's bit maps only the changed addresses, and an object that others have removed stays removed.
 */
export function restoreChanges(tx: ConfigTx, changes: readonly Change[]): void {
  for (const { kind, uuid, before, after } of [...changes].reverse()) {
    const current = tx.get(kind, uuid);
    if (before === null) {
      if (current !== undefined) tx.remove(kind, uuid);
    } else if (after === null) {
      if (current === undefined) tx.restore(kind, before);
    } else if (current !== undefined) {
      tx.restore(kind, putBack(kind, before, after, current));
    }
  }
}

const bitMaps: readonly string[] = ['ext_reservations'] satisfies (keyof Network)[];

function putBack<K extends ObjectKind>(kind: K, before: AnyObject, after: AnyObject, current: ObjectKinds[K]): ObjectKinds[K] {
  const was = before as unknown as Readonly<Record<string, unknown>>;
  const became = after as unknown as Readonly<Record<string, unknown>>;
  const result: Record<string, unknown> = { ...current };
  for (const field of new Set([...Object.keys(was), ...Object.keys(became)])) {
    if (JSON.stringify(was[field]) === JSON.stringify(became[field])) continue;
    const mine = kind === 'network' && bitMaps.includes(field);
    result[field] = mine ? putBackBits(was[field] as string, became[field] as string, result[field] as string) : was[field];
  }
  return result as unknown as ObjectKinds[K];
}

function putBackBits(before: string, after: string, current: string): string {
  if (before.length !== after.length || before.length !== current.length) return before;
  return [...current].map((bit, i) => (before[i] === after[i] ? bit : before[i]!)).join('');
}
