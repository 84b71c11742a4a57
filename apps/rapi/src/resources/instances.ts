/** `/2/instances`: list, one, tags. */
import type { Route } from '../routes';
import { collectionRoutes } from './collection';
import type { ResourceContext } from './context';
import { instanceFields } from './fields';

export const instanceRoutes = (cx: ResourceContext): Route[] =>
  collectionRoutes(cx, { base: '/2/instances', kind: 'instance', fields: instanceFields });
