/** What lists of objects have in common: the list, one object, its tags. */
import type { ListForm } from '../compat';
import type { QueryKind } from '../master';
import type { Route } from '../routes';
import { madeFrom } from '../shapes';
import type { ResourceContext } from './context';

export const tagsOnly = madeFrom<{ tags: string[] }>('tags', (rows) => [...(rows[0]?.tags ?? [])].sort());

/** `base`, `base/[name]`, `base/[name]/tags`; an unknown name is 404. `base`: `/2/instances`. */
export function collectionRoutes({ answers }: ResourceContext, base: string, kind: QueryKind, form: ListForm): Route[] {
  const all = { kind, fields: form.fields } as const;
  const onlyNames = { kind, fields: ['name'] } as const;
  return [
    {
      method: 'GET',
      path: base,
      access: 'anyone',
      handle: (request) =>
        request.flag('bulk')
          ? answers.get(all, form.all)
          : answers.get(onlyNames, form.uris),
    },
    {
      method: 'GET',
      path: `${base}/[name]`,
      access: 'anyone',
      handle: ({ path: { name = '' } }) => answers.get({ ...all, names: [name] }, form.one),
    },
    {
      method: 'GET',
      path: `${base}/[name]/tags`,
      access: 'anyone',
      handle: ({ path: { name = '' } }) => answers.get({ kind, fields: ['tags'], names: [name] }, tagsOnly),
    },
  ];
}
