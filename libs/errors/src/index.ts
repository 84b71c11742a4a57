export * from './errors';
export * from './codec';
