/** `/2/info`: the cluster and its defaults. `/2/tags`: its tags. */
import type { Route } from '../routes';
import { tagsOnly } from './collection';
import type { ResourceContext } from './context';
import { clusterFields } from './fields';

export function infoRoutes({ answers, dialect }: ResourceContext): Route[] {
  const info = { kind: 'cluster', fields: clusterFields } as const;
  const tags = { kind: 'cluster', fields: ['tags'] } as const;
  return [
    { method: 'GET', path: '/2/info', access: 'anyone', handle: () => answers.get(info, dialect.info) },
    { method: 'GET', path: '/2/tags', access: 'anyone', handle: () => answers.get(tags, tagsOnly) },
  ];
}
