export { createLogicalUnits } from './registry';
export type { Introduction, NameService, NewNode, Services } from './services';
export type { Claimant, Needs, Placement } from './placement/placement';
export { createPlacement, type PlacementParts } from './placement/create-placement';
export { queryServices } from './query/query-services';
export { changedCluster } from './cluster/set-params';
export { addressCall } from './common/master-address';
