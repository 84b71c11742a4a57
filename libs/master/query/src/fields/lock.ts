/** The resource `lock`: what is held or waited for right now. */
import type { LockInfo } from '@ganeti/master-locking';
import { field, type Field } from '../field';
import { known, type FreshResource } from '../resource';
import { sortKey } from '../sort-key';

function nameOf({ level, name }: LockInfo): string {
  return `${level}/${name}`;
}

const fields: readonly Field<LockInfo>[] = [
  field('name', 'Name', 'other', 'Level and name of the lock', nameOf),
  field('mode', 'Mode', 'other', 'How it is held: shared or exclusive', (lock) => lock.mode),
  field('owner', 'Owner', 'other', 'Jobs that hold it', (lock) => lock.owners.map(String)),
  field('pending', 'Pending', 'other', 'Who waits for it: wanted mode and jobs', (lock) =>
    lock.pending.map(({ mode, jobs }) => [mode, jobs.map(String)]),
  ),
];

export function lockResource(list: () => readonly LockInfo[]): FreshResource<LockInfo> {
  return {
    kind: 'lock',
    noun: 'Lock',
    nameField: 'name',
    stored: null,
    fields,
    all: () => [...list()].sort((a, b) => (sortKey(nameOf(a)) < sortKey(nameOf(b)) ? -1 : 1)),
    find: (_cx, name) => known(list().find((lock) => nameOf(lock) === name)),
  };
}
