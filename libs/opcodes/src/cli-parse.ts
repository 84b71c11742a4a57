/** The texts of one option as parameters, by its type. Everything throws OpPrereqError (wrong_input) that says what to write. */
import {
  boolFromText,
  disksFromTexts,
  intFromText,
  keyValuesFromText,
  nicsFromTexts,
  numberFromText,
  sizeFromText,
  splitEscaped,
  wrongInput,
} from './cli-values';
import type { CliOption } from './define';

export function parseOption(option: CliOption, texts: readonly string[]): Record<string, unknown> {
  if (option.type === 'custom') {
    const parse = option.parse ?? ((text: string) => ({ [option.param]: text }));
    const params: Record<string, unknown> = {};
    for (const text of texts) mergeParams(params, parse(text), option.flags);
    return params;
  }
  return { [option.param]: valueOf(option.type, texts) };
}

function valueOf(type: Exclude<CliOption['type'], 'custom'>, texts: readonly string[]): unknown {
  switch (type) {
    case 'flag':
      return true;
    case 'negated':
      return false;
    case 'list':
      return texts.flatMap((text) => splitEscaped(text));
    case 'intlist':
      return texts.flatMap((text) => splitEscaped(text)).map(intFromText);
    case 'keyvalue':
      return Object.assign({}, ...texts.map(keyValuesFromText)) as Record<string, unknown>;
    case 'disk':
      return disksFromTexts(texts);
    case 'net':
      return nicsFromTexts(texts);
    case 'bool':
    case 'string':
    case 'int':
    case 'number':
    case 'size':
    case 'json':
    case 'jsonfile':
      return parseText(type, texts.at(-1) ?? '');
  }
}

export function parseText(type: CliOption['type'], text: string): unknown {
  switch (type) {
    case 'bool':
      return boolFromText(text);
    case 'int':
      return intFromText(text);
    case 'number':
      return numberFromText(text);
    case 'size':
      return sizeFromText(text);
    case 'json':
    case 'jsonfile':
      try {
        return JSON.parse(text) as unknown;
      } catch {
        throw wrongInput(`"${text}" is no JSON`);
      }
    default:
      return text;
  }
}

/** Lists and dictionaries from several options are joined; two different values for anything else are a mistake. */
export function mergeParams(params: Record<string, unknown>, more: Record<string, unknown>, flags: string): void {
  for (const [name, value] of Object.entries(more)) {
    const before = params[name];
    if (before === undefined || before === value) params[name] = value;
    else if (Array.isArray(before) && Array.isArray(value))
      params[name] = [...(before as unknown[]), ...(value as unknown[])];
    else if (isDict(before) && isDict(value)) params[name] = joined(before, value);
    else throw wrongInput(`Option ${flags} contradicts another option: both set ${name}`);
  }
}

/** Dictionaries inside dictionaries are joined too: `-H kvm:a=1 -H kvm:b=2`. */
function joined(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  const inside = Object.entries(after).map(([name, value]): [string, unknown] => {
    const earlier = before[name];
    return [name, isDict(earlier) && isDict(value) ? joined(earlier, value) : value];
  });
  return { ...before, ...Object.fromEntries(inside) };
}

function isDict(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
