export * from './clock';
export * from './dev-cluster/fill';
export * from './dev-cluster/index';
export * from './dev-cluster/rapi-client';
export { nodeRoot } from './dev-cluster/state';
export * from './dev-cluster/test-cluster';
export * from './dev-cluster/operations';
export * from './simulated-nodes';
export * from './unit-world';
