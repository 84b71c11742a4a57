/**
 * Ganeti's filter language as JSON, e.g. ["&", ["=", "pnode", "node1"], ["?", "oper_state"]]: checked and given types.
 * Nothing here knows a resource. Errors say where: `at [1][2]` is the third element of the second one.
 */
import { ProtocolError } from '@ganeti/errors';
import { compilePattern } from './pattern';

export type Operand = string | number | boolean;
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** Indexes from the outermost list down to the part. */
export type Place = readonly number[];

interface At {
  readonly at: Place;
}
export type Filter =
  | { readonly type: 'and' | 'or'; readonly of: readonly Filter[] }
  | { readonly type: 'not'; readonly of: Filter }
  | ({ readonly type: 'true'; readonly field: string } & At)
  | ({ readonly type: 'compare'; readonly operator: Comparison; readonly field: string; readonly value: Operand } & At)
  | ({ readonly type: 'match'; readonly field: string; readonly pattern: string } & At)
  | ({ readonly type: 'contains'; readonly field: string; readonly value: Operand } & At);

/** Filters come from clients: their nesting must not use up the stack. */
const maxDepth = 50;
const maxPatternLength = 1000;

/** null: everything. Throws ProtocolError. */
export function parseFilter(json: unknown): Filter | null {
  return json === null || json === undefined ? null : parse(json, []);
}

/** `at [1][2]`; empty for the whole filter. */
export function placeText(at: Place): string {
  return at.length === 0 ? '' : ` at ${at.map((index) => `[${index}]`).join('')}`;
}

function parse(json: unknown, at: Place): Filter {
  if (at.length > maxDepth) throw wrong([], `it is nested more than ${maxDepth} deep`);
  if (!Array.isArray(json) || typeof json[0] !== 'string') throw wrong(at, `expected [operator, …], found ${show(json)}`);
  const [operator, ...args] = json as [string, ...unknown[]];
  switch (operator) {
    case '&':
    case '|':
      if (args.length === 0) throw wrong(at, `'${operator}' needs at least one filter to join`);
      return { type: operator === '&' ? 'and' : 'or', of: args.map((arg, index) => parse(arg, [...at, index + 1])) };
    case '!':
      if (args.length !== 1) throw wrong(at, "'!' takes exactly one filter");
      return { type: 'not', of: parse(args[0], [...at, 1]) };
    case '?':
      if (args.length !== 1) throw wrong(at, "'?' takes exactly one field");
      return { type: 'true', field: fieldName(args[0], at), at };
    case '=':
    case '==':
      return { type: 'compare', operator: '=', ...fieldAndValue(operator, args, at) };
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return { type: 'compare', operator, ...fieldAndValue(operator, args, at) };
    case '=~': {
      const { field, value } = fieldAndValue(operator, args, at);
      return { type: 'match', field, pattern: pattern(value, at), at };
    }
    case '=[]':
      return { type: 'contains', ...fieldAndValue(operator, args, at) };
    default:
      throw wrong(at, `there is no operator '${operator}'; there are & | ! ? = == != < <= > >= =~ =[]`);
  }
}

function fieldAndValue(operator: string, args: readonly unknown[], at: Place): { field: string; value: Operand; at: Place } {
  if (args.length !== 2) throw wrong(at, `'${operator}' takes a field and a value`);
  const value = args[1];
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw wrong([...at, 2], `'${operator}' compares with text, a number or a truth value, not with ${show(value)}`);
  }
  return { field: fieldName(args[0], at), value, at };
}

function fieldName(json: unknown, at: Place): string {
  if (typeof json !== 'string') throw wrong([...at, 1], `expected the name of a field, found ${show(json)}`);
  return json;
}

function pattern(value: Operand, at: Place): string {
  if (typeof value !== 'string' || value.length > maxPatternLength) {
    throw wrong([...at, 2], `'=~' takes a regular expression of at most ${maxPatternLength} characters`);
  }
  try {
    compilePattern(value);
  } catch (error) {
    throw wrong([...at, 2], `'${value}' is not a regular expression (${error instanceof Error ? error.message : String(error)})`);
  }
  return value;
}

function show(json: unknown): string {
  return (JSON.stringify(json) ?? 'nothing').slice(0, 60);
}

function wrong(at: Place, what: string): ProtocolError {
  return new ProtocolError(`The query filter cannot be understood${placeText(at)}: ${what}`);
}
