export * from './types';
export { BUILT_IN } from './asking';
export { createPlacement, type PlacementParts } from './create-placement';
export { allocatorPrograms, programArguments, type AllocatorPrograms } from './allocators/programs';
export type { Engine } from './engine/engine';
export { localEngine } from './engine/local-engine';
export { threadEngine } from './engine/thread-engine';
export { volumeSpace } from './cluster/instance-data';
