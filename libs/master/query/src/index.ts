export * from './types';
export { createQuery, type QueryParts } from './query';
export { parseFilter, type Filter } from './filter/parse';
export type { JobSource } from './fields/job';
export { describeAllFields } from './resources';
export { fieldDeviations } from './field-deviations';
export { compareFields, type FieldComparison, type FieldReference } from './reference';
