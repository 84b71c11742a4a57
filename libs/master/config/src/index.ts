export * from './types';
export { openConfig } from './config';
export { checkAll, checkCandidates, soundness } from './invariants';
export { restoreChanges } from './restore';
export { givenBack } from './reservations';
export { canBeCandidate, fillCandidatePool, poolShortfallWithout, trimCandidatePool } from './candidate-pool';
