export * from './backend';
export * from './epoch';
export * from './identity';
export * from './steps';
export type { BridgeProblems } from './node';
