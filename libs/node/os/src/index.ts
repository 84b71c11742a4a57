export * from './definition';
export * from './definitions';
export * from './environment';
export * from './scripts';
