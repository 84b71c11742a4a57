/** A filter and the fields of a resource become a test for its items, and where possible a list of names to look up. */
import { GenericError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';
import type { Context } from '../context';
import { Missing, type Field } from '../field';
import type { FieldKind } from '../types';
import { placeText, type Comparison, type Filter, type Operand, type Place } from './parse';
import { compilePattern } from './pattern';

export type Test<T> = (item: T, cx: Context) => boolean;

/**
 * A missing value equals nothing, is in no order and matches nothing.
 * Throws GenericError for an unknown field and for a value its kind of field cannot be compared with; the test throws it when a
 * field of no particular kind meets a value it cannot be compared with.
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
      return onValue(fieldOf(filter, fields), isTrue);
    case 'compare': {
      const { operator, value, at } = filter;
      const field = fieldOf(filter, fields);
      const wanted = operandTypes[field.kind];
      if (wanted !== undefined && typeof value !== wanted) throw uncomparable(field, kindNames[wanted], value, at);
      const hostname = field.hostname === true;
      return onValue(field, (found) => {
        if (found === null) return operator === '!=';
        if (typeof found !== typeof value) throw uncomparable(field, kindOf(found), value, at);
        return compare(operator, found as Operand, value, hostname);
      });
    }
    case 'match': {
      const matches = compilePattern(filter.pattern);
      const field = fieldOf(filter, fields);
      const wanted = operandTypes[field.kind];
      if (wanted !== undefined && wanted !== 'string') throw notText(field, kindNames[wanted], filter.at);
      return onValue(field, (found) => {
        if (found === null) return false;
        if (typeof found !== 'string') throw notText(field, kindOf(found), filter.at);
        return matches(found);
      });
    }
    case 'contains': {
      const { value, at } = filter;
      const field = fieldOf(filter, fields);
      const wanted = operandTypes[field.kind];
      if (wanted !== undefined) throw new GenericError(`The query filter${placeText(at)} looks for ${JSON.stringify(value)} in the field '${field.name}', which is ${kindNames[wanted]}, not a list`);
      return onValue(field, (found) => Array.isArray(found) && found.includes(value));
    }
  }
}

function fieldOf<T>({ field: name, at }: { readonly field: string; readonly at: Place }, fields: ReadonlyMap<string, Field<T>>): Field<T> {
  const field = fields.get(name);
  if (field === undefined) throw new GenericError(`The query filter names the field '${name}'${placeText(at)}, which does not exist`);
  return field;
}

function onValue<T>({ get }: Field<T>, test: (value: Json | null) => boolean): Test<T> {
  return (item, cx) => {
    const value = get(item, cx);
    return test(value instanceof Missing ? null : value);
  };
}

/** What fields of a kind are compared with; any value for those left out. */
const operandTypes: { readonly [K in FieldKind]?: 'string' | 'number' | 'boolean' } = {
  text: 'string',
  bool: 'boolean',
  number: 'number',
  float: 'number',
  unit: 'number',
  timestamp: 'number',
};
const kindNames = { string: 'text', number: 'a number', boolean: 'a truth value' } as const;

export function isTrue(value: Json | null): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value);
}

export function compare(operator: Comparison, found: Operand, value: Operand, hostname: boolean): boolean {
  switch (operator) {
    case '=':
      return isSame(found, value, hostname);
    case '!=':
      return !isSame(found, value, hostname);
    case '<':
      return found < value;
    case '<=':
      return found <= value;
    case '>':
      return found > value;
    case '>=':
      return found >= value;
  }
}

/** `web1` stands for `web1.example.com`. */
function isSame(found: Json, value: Operand, hostname: boolean): boolean {
  return found === value || (hostname && typeof found === 'string' && value !== '' && found.startsWith(`${String(value)}.`));
}

function kindOf(value: Json): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return kindNames[typeof value as keyof typeof kindNames];
  return 'a list or table';
}

function uncomparable({ name }: { readonly name: string }, kind: string, value: Operand, at: Place): GenericError {
  return new GenericError(`The query filter${placeText(at)} compares the field '${name}', which is ${kind}, with ${JSON.stringify(value)}, which is ${kindOf(value)}`);
}

function notText({ name }: { readonly name: string }, kind: string, at: Place): GenericError {
  return new GenericError(`The query filter${placeText(at)} matches the field '${name}' with a regular expression, but it is ${kind}, not text`);
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

/** Names or uuids outside of which nothing can pass: one part of an "&" asks for names. */
export function namesLimit(filter: Filter, nameField: string): string[] | null {
  if (filter.type === 'compare' && filter.field === 'uuid' && filter.operator === '=') return [String(filter.value)];
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
