/** One item as JSON text, in one of the two forms of answers. */
import type { Context } from '../context';
import { Missing, type Field } from '../field';
import type { AnyResource, FreshResource } from '../resource';
import { toJson } from './json';

export type RowWriter<T> = (item: T, cx: Context) => string;

export function rowWriter<T>(fields: readonly Field<T>[], form: 'pairs' | 'dicts'): RowWriter<T> {
  return form === 'pairs' ? pairs(fields) : dict(fields);
}

function pairs<T>(fields: readonly Field<T>[]): RowWriter<T> {
  const getters = fields.map((field) => field.get);
  return (item, cx) => {
    let row = '';
    for (const get of getters) {
      const value = get(item, cx);
      row += value instanceof Missing ? `,[${value.status},null]` : `,[0,${toJson(value)}]`;
    }
    return `[${row.slice(1)}]`;
  };
}

/** Text is put together by hand: an object with this many keys, made anew for each row, costs more than the text. */
function dict<T>(fields: readonly Field<T>[]): RowWriter<T> {
  const unique = [...new Map(fields.map((field) => [field.name, field])).values()];
  const getters = unique.map(({ name, get, getForDict }) => [`,${JSON.stringify(name)}:`, getForDict ?? get] as const);
  return (item, cx) => {
    let row = '';
    for (const [key, get] of getters) {
      const value = get(item, cx);
      row += key + (value instanceof Missing ? 'null' : toJson(value));
    }
    return `{${row.slice(1)}}`;
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
