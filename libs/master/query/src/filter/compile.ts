/** A filter and the fields of a resource become a test for its items, and where possible a list of names to look up. */
import { GenericError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';
import type { Context } from '../context';
import { Missing, type Field } from '../field';
import type { Comparison, Filter, Operand } from './parse';

export type Test<T> = (item: T, cx: Context) => boolean;

/**
 * A missing value equals nothing, is in no order and matches nothing.
 * Throws GenericError for an unknown field, and when a test meets values that cannot be compared.
 */
export function compileFilter<T>(filter: Filter, fields: ReadonlyMap<string, Field<T>>): Test<T> {
  switch (filter.type) {
    case 'and': {
      const tests = filter.of.map((part) => compileFilter(part, fields));
      return (item, cx) => tests.every((test) => test(item, cx));
    }
    case 'or': {
      const tests = filter.of.map((part) => compileFilter(part, fields));
      return (item, cx) => tests.some((test) => test(item, cx));
    }
    case 'not': {
      const test = compileFilter(filter.of, fields);
      return (item, cx) => !test(item, cx);
    }
    case 'true':
      return onValue(filter.field, fields, isTrue);
    case 'compare': {
      const { operator, value, field } = filter;
      const hostname = fields.get(field)?.hostname === true;
      return onValue(field, fields, (found) => compare(operator, found, value, field, hostname));
    }
    case 'match':
      return onValue(filter.field, fields, (found) => matches(found, filter.pattern, filter.field));
    case 'contains':
      return onValue(filter.field, fields, (found) => Array.isArray(found) && found.includes(filter.value));
  }
}

function onValue<T>(name: string, fields: ReadonlyMap<string, Field<T>>, test: (value: Json | null) => boolean): Test<T> {
  const field = fields.get(name);
  if (field === undefined) throw new GenericError(`The query filter names the field '${name}', which does not exist`);
  return (item, cx) => {
    const value = field.get(item, cx);
    return test(value instanceof Missing ? null : value);
  };
}

function isTrue(value: Json | null): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value);
}

function compare(operator: Comparison, found: Json | null, value: Operand, field: string, hostname: boolean): boolean {
  if (found === null) return operator === '!=';
  if (typeof found !== typeof value) {
    throw new GenericError(
      `The query filter compares the field '${field}', which is ${kindOf(found)}, with ${JSON.stringify(value)}, which is ${kindOf(value)}`,
    );
  }
  switch (operator) {
    case '=':
      return isSame(found, value, hostname);
    case '!=':
      return !isSame(found, value, hostname);
    case '<':
      return (found as Operand) < value;
    case '<=':
      return (found as Operand) <= value;
    case '>':
      return (found as Operand) > value;
    case '>=':
      return (found as Operand) >= value;
  }
}

/** `web1` stands for `web1.example.com`. */
function isSame(found: Json, value: Operand, hostname: boolean): boolean {
  return found === value || (hostname && typeof found === 'string' && value !== '' && found.startsWith(`${String(value)}.`));
}

function matches(found: Json | null, pattern: RegExp, field: string): boolean {
  if (found === null) return false;
  if (typeof found !== 'string') {
    throw new GenericError(`The query filter matches the field '${field}' with a regular expression, but it is ${kindOf(found)}, not text`);
  }
  return pattern.test(found);
}

function kindOf(value: Json): string {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'a number';
  return typeof value === 'boolean' ? 'a truth value' : 'a list or table';
}

/**
 * Names when the filter asks for nothing but items by name: `["=", name, x]`, or several joined by "|". Null: it asks for
 * something else.
 */
export function namesAskedFor(filter: Filter, nameField: string): string[] | null {
  if (filter.type === 'or') {
    const parts = filter.of.map((part) => namesAskedFor(part, nameField));
    return parts.every((part) => part !== null) ? parts.flat() : null;
  }
  return isName(filter, nameField) ? [String(filter.value)] : null;
}

/** Names outside of which nothing can pass: one part of an "&" asks for names. */
export function namesLimit(filter: Filter, nameField: string): string[] | null {
  if (filter.type !== 'and') return namesAskedFor(filter, nameField);
  for (const part of filter.of) {
    const names = namesLimit(part, nameField);
    if (names !== null) return names;
  }
  return null;
}

/** Ids are numbers, names are text: the wrong kind is left to the comparison, which says so. */
function isName(filter: Filter, nameField: string): filter is Filter & { type: 'compare' } {
  if (filter.type !== 'compare' || filter.operator !== '=' || filter.field !== nameField) return false;
  return (typeof filter.value === 'number') === (nameField === 'id');
}
