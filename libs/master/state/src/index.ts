export * from './store';
export * from './memory';
export * from './conformance';
