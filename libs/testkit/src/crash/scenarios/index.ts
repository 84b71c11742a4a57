/** Every operation at least once: what `npm run crash -- --all` cuts off everywhere, and `npm test` at some places. */
import type { Scenario } from '../scenario';
import { backupScenarios } from './backup';
import { clusterScenarios } from './cluster';
import { groupScenarios } from './group';
import { instanceScenarios } from './instance';
import { nodeScenarios } from './node';

export const crashScenarios: readonly Scenario[] = [...clusterScenarios, ...nodeScenarios, ...groupScenarios, ...instanceScenarios, ...backupScenarios];
