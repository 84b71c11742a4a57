/** `/2/os`: OS definitions that can be used for a new instance. */
import type { Route } from '../routes';
import { allRows, madeFrom } from '../shapes';
import type { ResourceContext } from './context';
import { osFields } from './fields';

interface OsRow {
  readonly name: string;
  readonly valid: boolean;
  readonly variants: readonly string[] | null;
  readonly blacklisted: boolean;
  readonly hidden: boolean;
}

/** Names as `os_type` takes them: `debian+trixie` for each variant, the plain name for a definition without variants. */
const names = madeFrom<OsRow>('os names', (rows) =>
  rows
    .filter(({ valid, blacklisted, hidden }) => valid && !blacklisted && !hidden)
    .flatMap(({ name, variants }) =>
      variants === null || variants.length === 0 ? [name] : variants.map((variant) => `${name}+${variant}`),
    )
    .sort(),
);

export function osRoutes({ answers }: ResourceContext): Route[] {
  const query = { kind: 'os', fields: osFields } as const;
  return [
    {
      method: 'GET',
      path: '/2/os',
      access: 'anyone',
      handle: (request) => answers.get(query, request.flag('bulk') ? allRows : names),
    },
  ];
}
