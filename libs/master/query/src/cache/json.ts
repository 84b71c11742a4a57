/** Values as JSON text; what many rows show alike is written once. */
import type { Json } from '@ganeti/objects';

const texts = new WeakMap<object, string>();

/** The value will be shown again and again, and never changes: its text is kept as long as it is. */
export function shared<T extends { readonly [key: string]: Json }>(value: T): T {
  texts.set(value, JSON.stringify(value));
  return value;
}

export function toJson(value: Json): string {
  if (typeof value === 'object' && value !== null) return texts.get(value) ?? JSON.stringify(value);
  return JSON.stringify(value);
}
