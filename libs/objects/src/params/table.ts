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
}

export type ParamTable = Readonly<Record<string, ParamInfo>>;

export function defaultsOf(table: ParamTable): ParamDict {
  return Object.fromEntries(Object.entries(table).map(([name, spec]): [string, Json] => [name, spec.default]));
}
