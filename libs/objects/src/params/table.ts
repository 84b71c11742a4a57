import type { Json, ParamDict } from '../objects';

/** `size`: MiB, or text with a unit. `maybe-string`: null stands for "none". */
export type ParamType = 'string' | 'maybe-string' | 'bool' | 'int' | 'float' | 'size';

export interface ParamInfo {
  readonly type: ParamType;
  readonly default: string | number | boolean;
  /** The only values it may have (besides an empty text, unless `required`). */
  readonly values?: readonly string[];
  /** Must not be empty in a filled-in set. */
  readonly required?: boolean;
  /** Cannot be set in the innermost layer (instance or node). */
  readonly global?: boolean;
  /** Ganeti does not have it. It is left out of the defaults that clients see until somebody sets it. */
  readonly own?: boolean;
}

export type ParamTable = Readonly<Record<string, ParamInfo>>;

export function defaultsOf(table: ParamTable): ParamDict {
  return Object.fromEntries(Object.entries(table).flatMap(([name, spec]): [string, Json][] => (spec.own === true ? [] : [[name, spec.default]])));
}
