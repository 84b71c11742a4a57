export * from './simulator/settings';
export * from './simulator/faults';
export * from './simulator/operations';
export * from './simulator/simulator';
export * from './create';
export * from './simulator/master-address';
