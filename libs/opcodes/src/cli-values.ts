/** From the text of command-line options to values. Pure functions; they throw OpPrereqError (wrong_input) with what to write instead. */
import { OpPrereqError } from '@ganeti/errors';
import { parseSize } from '@ganeti/objects';

export function wrongInput(text: string): OpPrereqError {
  return new OpPrereqError(text, 'wrong_input');
}

/** MiB, from `512`, `512M`, `4G`, `1.5T`. */
export function sizeFromText(text: string): number {
  try {
    return parseSize(text);
  } catch (error) {
    throw wrongInput(error instanceof Error ? error.message : String(error));
  }
}

export function intFromText(text: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw wrongInput(`"${text}" is not a whole number`);
  return Number(text);
}

export function numberFromText(text: string): number {
  const number = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(number)) throw wrongInput(`"${text}" is not a number`);
  return number;
}

export function boolFromText(text: string): boolean {
  if (/^(yes|true)$/i.test(text)) return true;
  if (/^(no|false)$/i.test(text)) return false;
  throw wrongInput(`"${text}" is neither yes nor no`);
}

/** The parts between separators; a backslash takes the meaning from the character after it. No text: no parts. */
export function splitEscaped(text: string, separator = ','): string[] {
  if (text === '') return [];
  const parts = [''];
  let escaped = false;
  for (const char of text) {
    if (escaped || (char !== '\\' && char !== separator)) {
      parts[parts.length - 1] += char;
      escaped = false;
    } else if (char === '\\') {
      escaped = true;
    } else {
      parts.push('');
    }
  }
  return parts;
}

export type KeyValue = string | boolean | null;

/** `a=1,b,no_c,-d` is {a: "1", b: true, c: false, d: null}. */
export function keyValuesFromText(text: string): Record<string, KeyValue> {
  const result: Record<string, KeyValue> = {};
  for (const part of splitEscaped(text)) {
    const [key, value] = keyValue(part);
    if (key === '') throw wrongInput(`"${text}": a name is missing; write name=value,name=value`);
    if (Object.hasOwn(result, key)) throw wrongInput(`"${text}" names ${key} twice`);
    Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return result;
}

function keyValue(part: string): [string, KeyValue] {
  const at = part.indexOf('=');
  if (at >= 0) return [part.slice(0, at), part.slice(at + 1)];
  if (part.startsWith('no_')) return [part.slice(3), false];
  if (part.startsWith('-')) return [part.slice(1), null];
  return [part, true];
}

/** `0:size=1G` is ["0", {size: "1G"}]; without a colon there are no parameters. */
export function identFromText(text: string): [string, Record<string, KeyValue>] {
  const at = text.indexOf(':');
  if (at < 0) return [text, {}];
  return [text.slice(0, at), keyValuesFromText(text.slice(at + 1))];
}

/** `node1:node2` is ["node1", "node2"]; the second is undefined when there is none. */
export function nodePairFromText(text: string): [string, string | undefined] {
  const [first, second, ...more] = text.split(':');
  if (first === undefined || first === '' || second === '' || more.length > 0) {
    throw wrongInput(`"${text}" is no node, and no pair of nodes; write primary or primary:secondary`);
  }
  return [first, second];
}

/** Values of a disk: sizes get their unit read, counts become numbers. */
export function diskValues(values: Record<string, KeyValue>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]): [string, unknown] => {
      if (typeof value !== 'string') return [key, value];
      if (key === 'size') return [key, sizeFromText(value)];
      return [key, key === 'spindles' ? intFromText(value) : value];
    }),
  );
}

/** New devices from `N:key=value,…` each: N says its place, places that are not named get an empty dictionary. */
function devicesFromTexts(
  texts: readonly string[],
  limit: number,
  values: (given: Record<string, KeyValue>) => Record<string, unknown>,
): Record<string, unknown>[] {
  const byIndex = new Map<number, Record<string, unknown>>();
  for (const text of texts) {
    const [ident, given] = identFromText(text);
    if (!/^\d+$/.test(ident) || Number(ident) >= limit) {
      throw wrongInput(`"${text}" has to begin with a place from 0 to ${limit - 1}, such as 0:…`);
    }
    if (byIndex.has(Number(ident))) throw wrongInput(`Place ${ident} is given twice`);
    byIndex.set(Number(ident), values(given));
  }
  return Array.from({ length: Math.max(-1, ...byIndex.keys()) + 1 }, (_, index) => byIndex.get(index) ?? {});
}

/** Disks of a new instance. Each needs a size, unless it takes an existing volume. */
export function disksFromTexts(texts: readonly string[]): Record<string, unknown>[] {
  const disks = devicesFromTexts(texts, 16, diskValues);
  return disks.map((disk, index) => {
    if (disk.size !== undefined) return disk;
    if (disk.adopt !== undefined) return { ...disk, size: 0 };
    throw wrongInput(`Disk ${index} needs a size, such as --disk ${index}:size=10G`);
  });
}

/** NICs of a new instance. */
export function nicsFromTexts(texts: readonly string[]): Record<string, unknown>[] {
  return devicesFromTexts(texts, 8, (given) => given);
}

const actions = ['add', 'attach', 'detach', 'modify', 'remove'] as const;
type Action = (typeof actions)[number];

/**
 * One change of a device: `add:key=value,…`, `remove`, `N:key=value,…`, `N:add,key=value,…`, `N:remove`, `name:modify,…`.
 * Answers [action, index or name, parameters]; -1 is the last one, or the end.
 */
export function deviceChangeFromText(
  kind: 'disk' | 'net',
  text: string,
): [Action, number | string, Record<string, unknown>] {
  const [ident, given] = identFromText(text);
  if (ident === '') throw wrongInput(`"${text}": which device? Write its number or name before the colon, or add`);
  const [action, rest] = actionOf(ident, given, text);
  const target = actions.includes(ident as Action) ? -1 : /^-?\d+$/.test(ident) ? Number(ident) : ident;
  if ((action === 'remove' || action === 'detach') && Object.keys(rest).length > 0) {
    throw wrongInput(`"${text}": ${action} takes no parameters`);
  }
  return [action, target, kind === 'disk' ? diskValues(rest) : rest];
}

function actionOf(ident: string, given: Record<string, KeyValue>, text: string): [Action, Record<string, KeyValue>] {
  const named = actions.filter((action) => given[action] === true);
  const fromIdent = actions.find((action) => action === ident && action !== 'modify');
  if (named.length + (fromIdent === undefined ? 0 : 1) > 1) throw wrongInput(`"${text}" names several actions`);
  const action = fromIdent ?? named[0] ?? 'modify';
  return [action, Object.fromEntries(Object.entries(given).filter(([key]) => key !== named[0]))];
}
