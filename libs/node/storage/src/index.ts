export * from './port';
export * from './errors';
export * from './identity';
export * from './durable-map';
export * from './step-scope';
export * from './manual-clock';
export * from './contract';
