export { openSqliteStore } from './store';
export type { SqliteOptions } from './store';
