export * from './types';
export * from './live-view';
export type { WatchSource, Watch } from './watcher';
