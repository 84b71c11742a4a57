export { createLogicalUnits } from './registry';
export type { Introduction, KeyService, NameService, NewNode, Services } from './services';
export { queryServices } from './query/query-services';
export { changedCluster } from './cluster/set-params';
export { addressCall } from './common/master-address';
export { deviceMessage } from './common/devices';
export { instanceMessage } from './common/instance-message';
