/** `/2/instances`: list, one, tags. */
import type { Route } from '../routes';
import { collectionRoutes } from './collection';
import type { ResourceContext } from './context';

export const instanceRoutes = (cx: ResourceContext): Route[] =>
  collectionRoutes(cx, '/2/instances', 'instance', cx.dialect.instances);
