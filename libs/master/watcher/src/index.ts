export { createWatcher } from './watcher';
export type { Act, Watcher, WatcherParts, WatcherSettings, WatcherStatus } from './types';
