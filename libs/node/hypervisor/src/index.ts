export * from './port';
export * from './parameters';
export * from './contract';
export * from './test-instance';
export * from './boot-guest/image';
export * from './cpu-mask';
export * from './host';
