/** A filter in its text form: what parseFilterText reads back as the same filter. */
import type { Json } from '@ganeti/objects';

/** Throws TypeError for what is no filter. */
export function printFilter(filter: Json): string {
  if (!Array.isArray(filter) || typeof filter[0] !== 'string') throw new TypeError(`${JSON.stringify(filter)} is not a filter`);
  const [operator, ...args] = filter as [string, ...Json[]];
  switch (operator) {
    case '&':
      return args.map(nested).join(' and ');
    case '|':
      return args.map(nested).join(' or ');
    case '!':
      return `not ${nested(args[0] ?? null)}`;
    case '?':
      return fieldName(args[0]);
    case '=~':
      return `${fieldName(args[0])} =~ ${printPattern(args[1] as string)}`;
    case '=[]':
      return `${printValue(args[1])} in ${fieldName(args[0])}`;
    case '=':
    case '==':
      return `${fieldName(args[0])} == ${printValue(args[1])}`;
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return `${fieldName(args[0])} ${operator} ${printValue(args[1])}`;
    default:
      throw new TypeError(`${operator} is not an operator of filters`);
  }
}

/** Parentheses around what joins others, so that it stays one part. */
function nested(filter: Json): string {
  const text = printFilter(filter);
  return Array.isArray(filter) && ['&', '|'].includes(filter[0] as string) ? `(${text})` : text;
}

const fieldName = (json: Json | undefined): string => (typeof json === 'string' ? json : JSON.stringify(json));

function printValue(value: Json | undefined): string {
  return typeof value === 'string' ? `"${value.replace(/["\\]/g, '\\$&')}"` : JSON.stringify(value);
}

/** Between slashes where that reads well. */
function printPattern(pattern: string): string {
  return /[/\\\s]/.test(pattern) ? printValue(pattern) : `m/${pattern}/`;
}
