/**
 * The text form of Ganeti's filter language, as people write it on a command line, e.g.
 *
 *   status == "running" and (be/vcpus > 2 or "prod" in tags) and name =* "web*"
 *
 * Comparisons == = != < <= > >=; =~ and !~ with m/regular expression/flags (or any of / # ^ | around it, m left out before /; flags
 * i and s; or a quoted text); =* and !* with a glob pattern; "value" in field, "value" not in field; a field alone must be true;
 * not, and, or, parentheses. Values are quoted texts, numbers, true and false.
 */
import type { Json } from '@ganeti/objects';
import { globToRegex } from './glob';
import { Scanner } from './scan';

/** The JSON form. Throws OpPrereqError that shows the place. */
export function parseFilterText(text: string): Json {
  const scanner = new Scanner(text);
  const filter = either(scanner, 0);
  if (!scanner.isAtEnd) throw scanner.wrong('expected "and", "or" or the end');
  return filter;
}

/** As deep as masterd takes them. */
const maxDepth = 50;

function either(scanner: Scanner, depth: number): Json {
  return joined(scanner, '|', /or\b/iy, () => both(scanner, depth));
}

function both(scanner: Scanner, depth: number): Json {
  return joined(scanner, '&', /and\b/iy, () => one(scanner, depth));
}

function joined(scanner: Scanner, operator: string, word: RegExp, part: () => Json): Json {
  const parts = [part()];
  while (scanner.take(word) !== null) parts.push(part());
  return parts.length === 1 ? parts[0]! : [operator, ...parts];
}

function one(scanner: Scanner, depth: number): Json {
  if (depth > maxDepth) throw scanner.wrong(`it is nested more than ${maxDepth} deep`);
  if (scanner.take(/not\b/iy) !== null) return ['!', one(scanner, depth + 1)];
  if (scanner.take(/\(/y) !== null) {
    const inside = either(scanner, depth + 1);
    if (scanner.take(/\)/y) === null) throw scanner.wrong('expected ")", "and" or "or"');
    return inside;
  }
  const start = scanner.at;
  const item = literal(scanner);
  if (item !== null) return member(scanner, item.value);
  const field = scanner.take(/[A-Za-z_][\w./-]*/y);
  if (field === null) throw scanner.wrong('expected a field, a value followed by "in", "not" or "("');
  if (/^(?:and|or|in)$/i.test(field)) throw scanner.wrong(`"${field}" needs something before it`, start);
  return condition(scanner, field);
}

function member(scanner: Scanner, value: Json): Json {
  const isNot = scanner.take(/not\b/iy) !== null;
  if (scanner.take(/in\b/iy) === null) throw scanner.wrong(isNot ? 'expected "in"' : 'expected "in" or "not in": a value alone says nothing');
  const field = scanner.take(/[A-Za-z_][\w./-]*/y);
  if (field === null) throw scanner.wrong('expected the name of a field that is a list');
  const contains = ['=[]', field, value];
  return isNot ? ['!', contains] : contains;
}

function condition(scanner: Scanner, field: string): Json {
  const operator = scanner.take(/=~|!~|=\*|!\*|==|!=|<=|>=|=|<|>/y);
  switch (operator) {
    case null:
      return ['?', field];
    case '=~':
      return ['=~', field, pattern(scanner)];
    case '!~':
      return ['!', ['=~', field, pattern(scanner)]];
    case '=*':
      return ['=~', field, globToRegex(glob(scanner))];
    case '!*':
      return ['!', ['=~', field, globToRegex(glob(scanner))]];
    default: {
      const value = literal(scanner) ?? truth(scanner);
      if (value === null) throw scanner.wrong(`expected a value after "${operator}": a text in quotes, a number, true or false`);
      return [operator === '==' ? '=' : operator, field, value.value];
    }
  }
}

/** null: there is no text and no number here. */
function literal(scanner: Scanner): { readonly value: string | number } | null {
  const text = quoted(scanner);
  if (text !== null) return { value: text };
  const number = scanner.take(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y);
  return number === null ? null : { value: Number(number) };
}

function truth(scanner: Scanner): { readonly value: boolean } | null {
  const word = scanner.take(/(?:true|false)\b/iy);
  return word === null ? null : { value: word.toLowerCase() === 'true' };
}

/** In ' or "; a backslash stands before a quote or a backslash that is meant as it is. */
function quoted(scanner: Scanner): string | null {
  const quote = scanner.text[scanner.at];
  if (quote !== '"' && quote !== "'") return null;
  const inside = scanner.between(quote, 'The text');
  scanner.skipBlanks();
  return inside.replace(/\\(.)/gsu, '$1');
}

function glob(scanner: Scanner): string {
  const text = quoted(scanner);
  if (text === null) throw scanner.wrong('expected a pattern in quotes, e.g. "web*"');
  return text;
}

function pattern(scanner: Scanner): string {
  const text = quoted(scanner);
  if (text !== null) return text;
  const open = /m[/#^|]|\//y;
  open.lastIndex = scanner.at;
  const [delimiter] = open.exec(scanner.text) ?? [];
  if (delimiter === undefined) throw scanner.wrong('expected a regular expression, e.g. m/^web/');
  const inside = scanner.between(delimiter, 'The regular expression');
  const flags = scanner.take(/\w*/y) ?? '';
  scanner.skipBlanks();
  if (/[^is]/.test(flags)) throw scanner.wrong(`there are no flags "${flags}"; there are i (upper and lower case alike) and s (. stands for line ends too)`);
  return flags === '' ? inside : `(?${[...new Set(flags)].join('')})${inside}`;
}
