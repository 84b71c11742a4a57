export * from './client';
export * from './server';
export * from './types';
export * from './filter/index';
