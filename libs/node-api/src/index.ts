export * from './messages';
export * from './methods';
