/** How the items that can pass a filter are found without looking at all of them. */
import type { StoredRows } from '../cache/stored-rows';
import type { Field } from '../field';
import type { Filter } from './parse';

export type Lookup =
  | { readonly type: 'value'; readonly field: Field<unknown>; readonly value: string }
  /** Either of them will do: the smaller one is taken. */
  | { readonly type: 'either'; readonly of: readonly Lookup[] }
  | { readonly type: 'union'; readonly of: readonly Lookup[] };

/** null: every item has to be looked at. */
export function lookupOf(filter: Filter, fields: ReadonlyMap<string, Field<unknown>>): Lookup | null {
  switch (filter.type) {
    case 'and': {
      const parts = filter.of.map((part) => lookupOf(part, fields)).filter((part) => part !== null);
      return parts.length === 0 ? null : { type: 'either', of: parts };
    }
    case 'or': {
      const parts = filter.of.map((part) => lookupOf(part, fields));
      return parts.every((part) => part !== null) ? { type: 'union', of: parts } : null;
    }
    case 'compare':
    case 'contains': {
      const field = fields.get(filter.field);
      if (field?.indexed !== true || typeof filter.value !== 'string') return null;
      // An index does not tell a text from a list with that text in it: the kind of the field does.
      if (filter.type === 'compare' && (filter.operator !== '=' || field.kind !== 'text')) return null;
      if (filter.type === 'contains' && field.kind !== 'other') return null;
      return { type: 'value', field, value: filter.value };
    }
    default:
      return null;
  }
}

/** The fields whose indexes it needs. */
export function* indexedFields(lookup: Lookup): Iterable<Field<unknown>> {
  if (lookup.type === 'value') yield lookup.field;
  else for (const part of lookup.of) yield* indexedFields(part);
}

/** Keys, in no order, from indexes that are up to date. */
export function keysFound(lookup: Lookup, stored: StoredRows): ReadonlySet<string> {
  switch (lookup.type) {
    case 'value':
      return keysWith(lookup.field, lookup.value, stored);
    case 'either':
      return lookup.of.map((part) => keysFound(part, stored)).reduce((best, other) => (other.size < best.size ? other : best));
    case 'union':
      return new Set(lookup.of.flatMap((part) => [...keysFound(part, stored)]));
  }
}

/** `node1` stands for `node1.example.com`, too. */
function keysWith(field: Field<unknown>, value: string, stored: StoredRows): ReadonlySet<string> {
  const index = stored.index(field);
  if (field.hostname !== true || value === '') return index.with(value);
  const hosts = [...index.values()].filter((host) => host === value || host.startsWith(`${value}.`));
  return hosts.length === 1 ? index.with(hosts[0]!) : new Set(hosts.flatMap((host) => [...index.with(host)]));
}
