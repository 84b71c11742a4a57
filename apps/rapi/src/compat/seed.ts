/** As the server of the seed answered (Ganeti 2.4): `ganeti-rapi --compat=2.4`. */
import { allRows, madeFrom, onlyRow, uriList } from '../shapes';
import type { Route } from '../routes';
import type { Dialect } from './dialect';
import { seedBinding } from './seed-bindings';
import { seedGroupFields, seedInstanceFields, seedNodeFields } from './seed-fields';

type Row = Record<string, unknown>;

/** Whether it is meant to run; that an instance can be offline came later. */
const instance = (row: Row): Row => ({ ...row, admin_state: row['admin_state'] === 'up' });

/** The document calls it name, the server called it id: both, so that clients written after either find it. */
const instanceUris = madeFrom<{ name: string }>('2.4 instance uris', (rows) =>
  rows.map(({ name }) => ({ id: name, name, uri: `/2/instances/${name}` })).sort((a, b) => (a.name < b.name ? -1 : 1)),
);

const jobUris = madeFrom<{ id: number }>('2.4 job uris', (rows) =>
  rows
    .map(({ id }) => id)
    .sort((a, b) => a - b)
    .map((id) => ({ id: String(id), uri: `/2/jobs/${id}` })),
);

/** An instance had one size of memory. */
const info = madeFrom<Row>('2.4 info', ([cluster]) => {
  const groups = Object.entries((cluster?.['beparams'] ?? {}) as Record<string, Row>);
  const beparams = Object.fromEntries(groups.map(([name, params]) => [name, { ...params, memory: params['maxmem'] }]));
  return { ...cluster, beparams };
});

export const seed: Dialect = {
  anonymousRead: true,
  features: ['instance-create-reqv1', 'instance-reinstall-reqv1'],
  instances: {
    fields: seedInstanceFields,
    all: madeFrom<Row>('2.4 instances', (rows) => rows.map(instance)),
    one: madeFrom<Row>('2.4 instance', ([row]) => instance(row ?? {})),
    uris: instanceUris,
  },
  nodes: { fields: seedNodeFields, all: allRows, one: onlyRow, uris: uriList('/2/nodes') },
  groups: { fields: seedGroupFields, all: allRows, one: onlyRow, uris: uriList('/2/groups', 'name', 'name') },
  jobUris,
  info,
  // Ids of jobs were texts then: `"1234"`.
  jobId: String,
  index: children,
  binding: seedBinding,
  // The only option of a user was `write`.
  access: (access) => (access === 'read' ? 'write' : access),
  evacuatesAtOnce: true,
};

/** Resources one level below, each once. */
function children(base: '' | '/2', routes: readonly Route[]): { name: string; uri: string }[] {
  const names = routes
    .filter(({ path, access }) => access !== 'metrics' && path.startsWith(`${base}/`))
    .map(({ path }) => path.slice(base.length + 1).split('/')[0] ?? '')
    .filter((name) => name !== '');
  return [...new Set(names)].sort().map((name) => ({ name, uri: `${base}/${name}` }));
}
