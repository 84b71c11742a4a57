/** What people write behind `list`: names, patterns of names, or a filter. */
import type { Json } from '@ganeti/objects';
import { globToRegex, isGlob } from './glob';
import { parseFilterText } from './parse';

/** Characters no name has. */
const looksLikeFilter = (text: string): boolean => /[()=/!~'"\\\s]/.test(text);

export interface Wanted {
  /** Each must exist. */
  readonly names: readonly string[];
  readonly filter: Json;
}

/**
 * `nameField`: what names are compared with; ids of jobs are numbers. `isFilter`: the only argument is a filter for certain;
 * else it is taken for one when it cannot be a name. Throws OpPrereqError.
 */
export function wantedFrom(args: readonly string[], nameField: string, isFilter = false): Wanted {
  const [only] = args;
  if (isFilter || (args.length === 1 && only !== undefined && looksLikeFilter(only))) return { names: [], filter: parseFilterText(args.join(' ')) };
  if (!args.some(isGlob)) return { names: args, filter: null };
  const parts = args.map((arg): Json => (isGlob(arg) ? ['=~', nameField, globToRegex(arg)] : ['=', nameField, nameField === 'id' ? Number(arg) : arg]));
  return { names: [], filter: parts.length === 1 ? parts[0]! : ['|', ...parts] };
}
