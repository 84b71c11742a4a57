import { AsyncLocalStorage } from 'node:async_hooks';

/** What is being carried out right now, for logs far below the call: the simulated drivers note it with each operation. */
export interface StepScope {
  readonly method: string;
  readonly job?: string;
  readonly step?: string;
}

export const stepScope = new AsyncLocalStorage<StepScope>();
