/** Values as JSON text; what many rows show alike is written once. */
import type { Json } from '@ganeti/objects';

const texts = new WeakMap<object, string>();

/** The value will be shown again and again, and never changes: its text is kept as long as it is. */
export function shared<T extends { readonly [key: string]: Json }>(value: T): T {
  texts.set(value, JSON.stringify(value));
  return value;
}

/** Characters that JSON writes in another way, and halves of pairs, about which it has rules. */
// eslint-disable-next-line no-control-regex -- JSON escapes them
const special = /["\\\u0000-\u001f\ud800-\udfff]/;

/** The same text as JSON.stringify, which is slow for small values. */
export function toJson(value: Json): string {
  switch (typeof value) {
    case 'string':
      return special.test(value) ? JSON.stringify(value) : `"${value}"`;
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      if (value === null) return 'null';
      return Array.isArray(value) ? listToJson(value) : (texts.get(value) ?? JSON.stringify(value));
  }
}

function listToJson(values: readonly Json[]): string {
  let text = '';
  for (const value of values) text += `,${toJson(value)}`;
  return `[${text.slice(1)}]`;
}
