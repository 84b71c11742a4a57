export * from './types';
export { allocate } from './hail';
export { clusterForAllocation, spaceNeeded } from './cluster';
