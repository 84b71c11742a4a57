/** `/2/groups`: list, one, tags. */
import type { Route } from '../routes';
import { collectionRoutes } from './collection';
import type { ResourceContext } from './context';

export const groupRoutes = (cx: ResourceContext): Route[] =>
  collectionRoutes(cx, '/2/groups', 'group', cx.dialect.groups);
