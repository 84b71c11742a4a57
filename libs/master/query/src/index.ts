export * from './types';
export { createQuery, type QueryParts } from './query';
export type { JobSource } from './fields/job';
