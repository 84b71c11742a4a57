export * from './door';
export * from './exchange';
export * from './join';
export * from './token';
