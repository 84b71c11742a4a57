/** `/2/nodes`: list, one, role, tags. */
import type { Route } from '../routes';
import { madeFrom } from '../shapes';
import { collectionRoutes } from './collection';
import type { ResourceContext } from './context';
import { nodeFields } from './fields';

/** One node also has its secondary address under its long name. */
const withSecondaryIp = madeFrom<Record<string, unknown>>('node', ([node]) => ({
  ...node,
  secondary_ip: node?.['sip'] ?? null,
}));

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
    ...collectionRoutes(cx, { base: '/2/nodes', kind: 'node', fields: nodeFields, one: withSecondaryIp }),
    {
      method: 'GET',
      path: '/2/nodes/[name]/role',
      access: 'anyone',
      handle: ({ path: { name = '' } }) => cx.answers.get({ kind: 'node', fields: ['role'], names: [name] }, role),
    },
  ];
}
