export * from './handlers';
export * from './filter-rules/rules';
export { watcherDoors } from './watcher-doors';
export { createJobFilters } from './filter-rules/verdicts';
export { EventRing } from './events/ring';
export { followCluster, withJob, type EventSources } from './events/sources';
export * from './metrics';
