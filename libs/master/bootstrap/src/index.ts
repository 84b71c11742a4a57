export * from './certificates';
export * from './enrol-nodes';
export * from './init-cluster';
export * from './settings';
