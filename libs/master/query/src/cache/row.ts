/** One item as JSON text, in one of the two forms of answers. */
import type { Json } from '@ganeti/objects';
import type { Context } from '../context';
import { Missing, type Field } from '../field';
import type { AnyResource, FreshResource } from '../resource';

export type RowWriter<T> = (item: T, cx: Context) => string;

export function rowWriter<T>(fields: readonly Field<T>[], form: 'pairs' | 'dicts'): RowWriter<T> {
  return form === 'pairs' ? pairs(fields) : dict(fields);
}

function pairs<T>(fields: readonly Field<T>[]): RowWriter<T> {
  return (item, cx) =>
    JSON.stringify(
      fields.map(({ get }) => {
        const value = get(item, cx);
        return value instanceof Missing ? [value.status, null] : [0, value];
      }),
    );
}

function dict<T>(fields: readonly Field<T>[]): RowWriter<T> {
  const getters = fields.map(({ name, get, getForDict }) => [name, getForDict ?? get] as const);
  return (item, cx) => {
    const row: Record<string, Json> = {};
    for (const [name, get] of getters) {
      const value = get(item, cx);
      row[name] = value instanceof Missing ? null : value;
    }
    return JSON.stringify(row);
  };
}

/** So many choices of fields are remembered. */
const maxKept = 8;

/** Writers that write each immutable item once; rows go when their items go. */
export function keptRows(): (resource: AnyResource, fields: readonly Field<unknown>[], form: 'pairs' | 'dicts') => RowWriter<unknown> {
  const kept = new Map<string, RowWriter<unknown>>();
  return (resource, fields, form) => {
    const write = rowWriter(fields, form);
    if ((resource as FreshResource<unknown>).immutable !== true) return write;
    const id = JSON.stringify([resource.kind, form, fields.map((field) => field.name)]);
    const known = kept.get(id);
    if (known !== undefined) return known;
    const rows = new WeakMap<object, string>();
    const writer: RowWriter<unknown> = (item, cx) => {
      let row = rows.get(item as object);
      if (row === undefined) rows.set(item as object, (row = write(item, cx)));
      return row;
    };
    const oldest = kept.keys().next();
    if (kept.size >= maxKept && !oldest.done) kept.delete(oldest.value);
    kept.set(id, writer);
    return writer;
  };
}
