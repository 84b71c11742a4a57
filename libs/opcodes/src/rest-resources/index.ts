import { clusterResources } from './cluster';
import { jobResources } from './jobs';
import { objectResources } from './objects';
import { queryResources } from './query';
import type { RestResource } from './resource';

/** All resources that submit no opcode. */
export const restResources: readonly RestResource[] = [
  ...clusterResources,
  ...objectResources,
  ...jobResources,
  ...queryResources,
];

export type { Access, ResourceArg, RestResource } from './resource';
