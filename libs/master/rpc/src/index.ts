export * from './node-lists';
export * from './node-rpc';
export * from './redistribute';
export * from './ssconf';
export * from './timeouts';
export * from './types';
