/** `/2/info`: the cluster and its defaults. `/2/tags`: its tags. */
import type { Route } from '../routes';
import { madeFrom } from '../shapes';
import { tagsOnly } from './collection';
import type { ResourceContext } from './context';
import { clusterFields } from './fields';

/** Two values also have the names that cluster modify gives them. */
const withOtherNames = madeFrom<Record<string, unknown>>('info', ([cluster]) => ({
  ...cluster,
  vg_name: cluster?.['volume_group_name'] ?? null,
  drbd_helper: cluster?.['drbd_usermode_helper'] ?? null,
}));

export function infoRoutes({ answers }: ResourceContext): Route[] {
  const info = { kind: 'cluster', fields: clusterFields } as const;
  const tags = { kind: 'cluster', fields: ['tags'] } as const;
  return [
    { method: 'GET', path: '/2/info', access: 'anyone', handle: () => answers.get(info, withOtherNames) },
    { method: 'GET', path: '/2/tags', access: 'anyone', handle: () => answers.get(tags, tagsOnly) },
  ];
}
