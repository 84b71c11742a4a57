import type { Dialect } from './dialect';
import { seed } from './seed';
import { today } from './today';

export type { Dialect, ListForm } from './dialect';

/** By the setting `compat`. */
export const dialects = { today, '2.4': seed } as const satisfies Record<string, Dialect>;
