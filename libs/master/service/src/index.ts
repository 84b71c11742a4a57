export * from './handlers';
export * from './filter-rules';
export { EventRing } from './events/ring';
export { followCluster, withJob, type EventSources } from './events/sources';
export * from './metrics';
