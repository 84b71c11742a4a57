/** `/2/groups`: list, one, tags. */
import type { Route } from '../routes';
import { collectionRoutes } from './collection';
import type { ResourceContext } from './context';
import { groupFields } from './fields';

export const groupRoutes = (cx: ResourceContext): Route[] =>
  collectionRoutes(cx, { base: '/2/groups', kind: 'group', fields: groupFields, idKey: 'name' });
