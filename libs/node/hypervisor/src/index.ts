export * from './port';
export * from './parameters';
export * from './contract';
