/** What a record of held locks says after some were given back or downgraded; see LockSet. */
import type { HeldLock, LockLevel, LockMode } from '@ganeti/master-locking';

/** `to`: null gives back. Names default to the whole level. */
export function changeHeld(
  held: readonly HeldLock[],
  level: LockLevel,
  names: readonly string[] | undefined,
  to: 'shared' | null,
): HeldLock[] {
  const changed = new Map<string, LockMode>();
  const rest = held.flatMap((lock): HeldLock[] => {
    if (lock.level !== level) return [lock];
    if (lock.names === 'all') return changeWhole(lock, names, to);
    const touched = lock.names.filter((name) => names === undefined || names.includes(name));
    if (to !== null) for (const name of touched) changed.set(name, to);
    const left = lock.names.filter((name) => !touched.includes(name));
    return left.length > 0 ? [{ ...lock, names: left }] : [];
  });
  const [shared, others] = [
    rest.find((lock) => lock.level === level && lock.names !== 'all' && lock.mode === 'shared'),
    rest.filter((lock) => !(lock.level === level && lock.names !== 'all' && lock.mode === 'shared')),
  ];
  const sharedNames = [
    ...new Set([...(shared === undefined ? [] : (shared.names as readonly string[])), ...changed.keys()]),
  ];
  return sharedNames.length > 0 ? [...others, { level, names: sharedNames, mode: 'shared' }] : others;
}

function changeWhole(lock: HeldLock, names: readonly string[] | undefined, to: 'shared' | null): HeldLock[] {
  if (names === undefined && to === null) return [];
  const except = new Map(lock.except);
  if (names === undefined) {
    const given = [...except].filter(([, mode]) => mode === null);
    return [{ level: lock.level, names: 'all', mode: 'shared', ...(given.length > 0 ? { except: given } : {}) }];
  }
  for (const name of names)
    if (except.get(name) !== null && (to === null || lock.mode === 'exclusive')) except.set(name, to);
  return [{ ...lock, except: [...except] }];
}
