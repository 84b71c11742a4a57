export * from './types';
export { createQuery, type QueryParts } from './query';
export { parseFilter, type Filter } from './filter/parse';
export type { JobSource } from './fields/job';
