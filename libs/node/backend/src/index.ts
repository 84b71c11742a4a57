export * from './backend';
export { Drivers } from './drivers';
export * from './epoch';
export * from './identity';
export * from './steps';
export type { Finding } from './verify/finding';
export { hostFacts, type MachineFacts } from './verify/machine-facts';
export { nodeFindings, type BridgeProblems, type VerifyParts } from './verify/verify';
