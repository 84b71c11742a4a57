export * from './certificates';
export * from './enrol-nodes';
export * from './init-cluster';
export * from './import-ganeti';
export { thisMachine, type Finding, type Machine } from './machine';
export * from './remove-cluster';
export * from './settings';
