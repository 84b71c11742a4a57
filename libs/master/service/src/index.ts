export * from './handlers';
export * from './filter-rules';
