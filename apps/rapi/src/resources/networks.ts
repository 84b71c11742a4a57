/** `/2/networks`: list, one, tags. The seed's time had none. */
import type { Route } from '../routes';
import { allRows, onlyRow, uriList } from '../shapes';
import { collectionRoutes } from './collection';
import type { ResourceContext } from './context';
import { networkFields } from './fields';

const form = { fields: networkFields, all: allRows, one: onlyRow, uris: uriList('/2/networks', 'name', 'name') };

export const networkRoutes = (cx: ResourceContext): Route[] => collectionRoutes(cx, '/2/networks', 'network', form);
