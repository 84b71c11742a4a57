/** `/2/nodes`: list, one, role, tags. */
import type { Route } from '../routes';
import { madeFrom } from '../shapes';
import { collectionRoutes } from './collection';
import type { ResourceContext } from './context';

const roleNames: Readonly<Record<string, string>> = {
  M: 'master',
  C: 'master-candidate',
  R: 'regular',
  D: 'drained',
  O: 'offline',
};

const role = madeFrom<{ role: string }>('role', ([node]) => roleNames[node?.role ?? ''] ?? null);

export function nodeRoutes(cx: ResourceContext): Route[] {
  return [
    ...collectionRoutes(cx, '/2/nodes', 'node', cx.dialect.nodes),
    {
      method: 'GET',
      path: '/2/nodes/[name]/role',
      access: 'anyone',
      handle: ({ path: { name = '' } }) => cx.answers.get({ kind: 'node', fields: ['role'], names: [name] }, role),
    },
  ];
}
