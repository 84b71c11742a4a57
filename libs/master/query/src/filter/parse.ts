/**
 * Ganeti's filter language as JSON, e.g. ["&", ["=", "pnode", "node1"], ["?", "oper_state"]]: checked and given types.
 * Nothing here knows a resource.
 */
import { ProtocolError } from '@ganeti/errors';

export type Operand = string | number | boolean;
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type Filter =
  | { readonly type: 'and' | 'or'; readonly of: readonly Filter[] }
  | { readonly type: 'not'; readonly of: Filter }
  | { readonly type: 'true'; readonly field: string }
  | { readonly type: 'compare'; readonly operator: Comparison; readonly field: string; readonly value: Operand }
  | { readonly type: 'match'; readonly field: string; readonly pattern: RegExp }
  | { readonly type: 'contains'; readonly field: string; readonly value: Operand };

/** Filters come from clients: neither may their nesting use up the stack, nor a pattern be a program. */
const maxDepth = 50;
const maxPatternLength = 1000;

/** null: everything. Throws ProtocolError. */
export function parseFilter(json: unknown): Filter | null {
  return json === null || json === undefined ? null : parse(json, 0);
}

function parse(json: unknown, depth: number): Filter {
  if (depth > maxDepth) throw wrong(`it is nested more than ${maxDepth} deep`);
  if (!Array.isArray(json) || typeof json[0] !== 'string') throw wrong(`expected [operator, …], found ${show(json)}`);
  const [operator, ...args] = json as [string, ...unknown[]];
  switch (operator) {
    case '&':
    case '|':
      if (args.length === 0) throw wrong(`'${operator}' needs at least one filter to join`);
      return { type: operator === '&' ? 'and' : 'or', of: args.map((arg) => parse(arg, depth + 1)) };
    case '!':
      if (args.length !== 1) throw wrong("'!' takes exactly one filter");
      return { type: 'not', of: parse(args[0], depth + 1) };
    case '?':
      if (args.length !== 1) throw wrong("'?' takes exactly one field");
      return { type: 'true', field: fieldName(args[0]) };
    case '=':
    case '==':
      return { type: 'compare', operator: '=', ...fieldAndValue(operator, args) };
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return { type: 'compare', operator, ...fieldAndValue(operator, args) };
    case '=~': {
      const { field, value } = fieldAndValue(operator, args);
      return { type: 'match', field, pattern: pattern(value) };
    }
    case '=[]':
      return { type: 'contains', ...fieldAndValue(operator, args) };
    default:
      throw wrong(`there is no operator '${operator}'`);
  }
}

function fieldAndValue(operator: string, args: readonly unknown[]): { field: string; value: Operand } {
  if (args.length !== 2) throw wrong(`'${operator}' takes a field and a value`);
  const value = args[1];
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw wrong(`'${operator}' compares with text, a number or a truth value, not with ${show(value)}`);
  }
  return { field: fieldName(args[0]), value };
}

function fieldName(json: unknown): string {
  if (typeof json !== 'string') throw wrong(`expected the name of a field, found ${show(json)}`);
  return json;
}

function pattern(value: Operand): RegExp {
  if (typeof value !== 'string' || value.length > maxPatternLength) {
    throw wrong(`'=~' takes a regular expression of at most ${maxPatternLength} characters`);
  }
  try {
    return new RegExp(value, 'u');
  } catch (error) {
    throw wrong(`'${value}' is not a regular expression (${error instanceof Error ? error.message : String(error)})`);
  }
}

function show(json: unknown): string {
  return (JSON.stringify(json) ?? 'nothing').slice(0, 60);
}

function wrong(what: string): ProtocolError {
  return new ProtocolError(`The query filter cannot be understood: ${what}`);
}
