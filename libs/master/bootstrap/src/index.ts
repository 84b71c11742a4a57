export * from './certificates';
export * from './init-cluster';
export * from './settings';
