export * from './client';
export * from './server';
export * from './types';
