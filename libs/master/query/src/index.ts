export * from './types';
export { createQuery, type QueryParts } from './query';
export { parseFilter, type Filter } from './filter/parse';
export { createContext } from './context';
export { instanceStatus } from './instance-status';
export type { JobSource } from './fields/job';
export { describeAllFields } from './resources';
export { fieldDeviations } from './field-deviations';
export { compareFields, type FieldComparison, type FieldReference } from './reference';
