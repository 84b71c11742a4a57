/** What lists of objects have in common: the list, one object, its tags. */
import type { QueryKind } from '../master';
import type { Route } from '../routes';
import type { Shape } from '../answer-cache';
import { allRows, madeFrom, onlyRow, uriList } from '../shapes';
import type { ResourceContext } from './context';

export const tagsOnly = madeFrom<{ tags: string[] }>('tags', (rows) => [...(rows[0]?.tags ?? [])].sort());

export interface Collection {
  /** `/2/instances` */
  readonly base: string;
  readonly kind: QueryKind;
  /** Of one object, and of each in a list with `bulk=1`. */
  readonly fields: readonly string[];
  /** What a list without `bulk` calls the name. */
  readonly idKey?: string;
  readonly one?: Shape;
}

/** `base`, `base/[name]`, `base/[name]/tags`; an unknown name is 404. */
export function collectionRoutes({ answers }: ResourceContext, collection: Collection): Route[] {
  const { base, kind, fields, idKey, one = onlyRow } = collection;
  const uris = uriList(base, 'name', idKey);
  const query = { kind, fields };
  const names = { kind, fields: ['name'] };
  return [
    {
      method: 'GET',
      path: base,
      access: 'anyone',
      handle: (request) => (request.flag('bulk') ? answers.get(query, allRows) : answers.get(names, uris)),
    },
    {
      method: 'GET',
      path: `${base}/[name]`,
      access: 'anyone',
      handle: ({ path: { name = '' } }) => answers.get({ kind, fields, names: [name] }, one),
    },
    {
      method: 'GET',
      path: `${base}/[name]/tags`,
      access: 'anyone',
      handle: ({ path: { name = '' } }) => answers.get({ kind, fields: ['tags'], names: [name] }, tagsOnly),
    },
  ];
}
