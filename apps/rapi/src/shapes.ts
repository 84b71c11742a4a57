/** How rows of a query become the body of an answer. */
import type { Shape } from './answer-cache';

const lineEnd = Buffer.from('\n');

/** The list as it is. */
export const allRows: Shape = { name: 'all', hasRows: true, shape: ({ rows }) => [...rows, lineEnd] };

/** The only row of a list of one, without looking inside: the text between the brackets. */
export const onlyRow: Shape = {
  name: 'only',
  shape: ({ rowsJson }) => [rowsJson.subarray(rowsJson.indexOf('[') + 1, rowsJson.lastIndexOf(']')), lineEnd],
};

/** Field definitions and rows, as queries are answered. */
export const fieldsAndData: Shape = {
  name: 'query',
  hasRows: true,
  shape: ({ rows, fieldsJson }) => [Buffer.from(`{"fields": ${fieldsJson}, "data": `), ...rows, Buffer.from('}\n')],
};

/** For answers that are small, or are asked for rarely: the rows parsed, and made into something else. */
export function madeFrom<R>(name: string, make: (rows: readonly R[]) => unknown): Shape {
  return {
    name,
    shape: ({ rowsJson }) => [Buffer.from(`${JSON.stringify(make(JSON.parse(rowsJson.toString()) as R[]))}\n`)],
  };
}

/** `[{id, uri}]` in the order of the names, as lists answer without `bulk`. `idKey`: groups call it `name`. */
export function uriList(base: string, field = 'name', idKey = 'id'): Shape {
  return madeFrom<Record<string, string | number>>(`uris ${base}`, (rows) =>
    rows
      .map((row) => row[field] ?? '')
      .sort((a, b) => (a < b ? -1 : 1))
      .map((id) => ({ [idKey]: id, uri: `${base}/${id}` })),
  );
}
