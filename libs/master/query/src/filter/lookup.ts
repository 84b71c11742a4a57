/** How the items that can pass a filter are found without looking at all of them. */
import type { StoredRows } from '../cache/stored-rows';
import type { Field } from '../field';
import { compileFilter, type Test } from './compile';
import type { Filter } from './parse';

/** Items that have one of these values. */
export interface Lookup {
  readonly values: readonly { readonly field: Field<unknown>; readonly value: string }[];
}

/** One way to what passes a filter: items from an index, and what they have to pass beside (null: they all pass). */
export interface Way {
  readonly lookup: Lookup;
  readonly rest: Test<unknown> | null;
}

type Fields = ReadonlyMap<string, Field<unknown>>;

/** Several, when several parts of an "&" are in an index: the one with the fewest items is best. None: all have to be looked at. */
export function waysOf(filter: Filter, fields: Fields): Way[] {
  const whole = lookupOf(filter, fields);
  if (whole !== null) return [{ lookup: whole, rest: null }];
  if (filter.type !== 'and') return [];
  return filter.of.flatMap((part, index) => {
    const lookup = lookupOf(part, fields);
    return lookup === null ? [] : [{ lookup, rest: compileFilter({ type: 'and', of: filter.of.filter((_, other) => other !== index) }, fields) }];
  });
}

/** Finds exactly what passes; null: there is no index for it. */
function lookupOf(filter: Filter, fields: Fields): Lookup | null {
  switch (filter.type) {
    case 'or': {
      const parts = filter.of.map((part) => lookupOf(part, fields));
      return parts.every((part) => part !== null) ? { values: parts.flatMap((part) => part.values) } : null;
    }
    case 'compare':
    case 'contains': {
      const { value } = filter;
      const field = fields.get(filter.field);
      if (field?.indexed !== true || typeof value !== 'string') return null;
      // An index does not tell a text from a list with that text in it: the kind of the field does.
      const isExact = filter.type === 'compare' ? filter.operator === '=' && field.kind === 'text' : field.kind === 'other';
      return isExact ? { values: [{ field, value }] } : null;
    }
    default:
      return null;
  }
}

/** Keys, in no order, from indexes that are up to date. */
export function keysFound({ values }: Lookup, stored: StoredRows): ReadonlySet<string> {
  const sets = values.flatMap(({ field, value }) => setsWith(field, value, stored));
  return sets.length === 1 ? sets[0]! : new Set(sets.flatMap((keys) => [...keys]));
}

/** `node1` stands for `node1.example.com`, too. */
function setsWith(field: Field<unknown>, value: string, stored: StoredRows): ReadonlySet<string>[] {
  const index = stored.index(field);
  if (field.hostname !== true || value === '') return [index.with(value)];
  return [...index.values()].filter((host) => host === value || host.startsWith(`${value}.`)).map((host) => index.with(host));
}
