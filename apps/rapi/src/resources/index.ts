/** All resources that are no opcodes. */
import type { Route } from '../routes';
import type { ResourceContext } from './context';
import { groupRoutes } from './groups';
import { infoRoutes } from './info';
import { instanceRoutes } from './instances';
import { jobRoutes } from './jobs';
import { nodeRoutes } from './nodes';
import { osRoutes } from './os';
import { submitRoutes } from './submit';
import { versionRoutes } from './version';

export function resourceRoutes(cx: ResourceContext): Route[] {
  return [
    ...versionRoutes,
    ...infoRoutes(cx),
    ...nodeRoutes(cx),
    ...groupRoutes(cx),
    ...instanceRoutes(cx),
    ...osRoutes(cx),
    ...jobRoutes(cx),
    ...submitRoutes(cx),
  ];
}
