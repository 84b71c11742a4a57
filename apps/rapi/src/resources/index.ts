/** All resources that are no opcodes. */
import type { Route } from '../routes';
import type { ResourceContext } from './context';
import { consoleRoutes } from './console';
import { filterRoutes } from './filters';
import { groupRoutes } from './groups';
import { infoRoutes } from './info';
import { instanceRoutes } from './instances';
import { jobRoutes } from './jobs';
import { networkRoutes } from './networks';
import { nodeRoutes } from './nodes';
import { osRoutes } from './os';
import { queryRoutes } from './query';
import { submitRoutes } from './submit';
import { versionRoutes } from './version';

export { indexRoutes } from './version';

export function resourceRoutes(cx: ResourceContext): Route[] {
  return [
    ...versionRoutes(cx),
    ...infoRoutes(cx),
    ...nodeRoutes(cx),
    ...groupRoutes(cx),
    ...instanceRoutes(cx),
    ...consoleRoutes(cx),
    ...networkRoutes(cx),
    ...osRoutes(cx),
    ...jobRoutes(cx),
    ...filterRoutes(cx),
    ...queryRoutes(cx),
    ...submitRoutes(cx),
    ...cx.others,
  ];
}
