/** Answers about what is looked at anew each time: all items of one moment, written in slices. */
import { createHash } from 'node:crypto';
import type { Pacer } from './cache/pacer';
import type { RowWriter } from './cache/row';
import type { Context } from './context';
import type { FreshResource } from './resource';
import { notFound, type Selection } from './selection';
import { encode } from './text';
import type { QueryAnswer, QueryRequest } from './types';

/** What changes without notice has its content as revision; what does not is not even looked at while the caller's answer holds. */
export async function answerFresh(
  resource: FreshResource<unknown>,
  request: QueryRequest,
  { names, mustExist, filter }: Selection,
  cx: Context,
  pacer: Pacer,
  process: string,
  write: RowWriter<unknown>,
): Promise<Omit<QueryAnswer, 'fields'>> {
  const version = filter === null ? (resource.version?.(cx, request.fields) ?? null) : null;
  const known = version === null ? null : `${process}-v${version}`;
  if (known !== null && request.ifRevision === known) return { revision: known, notModified: true, rows: [] };
  const items = names === null ? await resource.all(cx, request.fields) : await findAll(resource, names, mustExist, cx);
  const texts: string[] = [];
  await pacer.run(
    (function* () {
      for (const item of items) {
        if (filter === null || filter.test(item, cx)) texts.push(write(item, cx));
        yield;
      }
    })(),
  );
  const rows = await encode(texts, pacer);
  if (known !== null) return { revision: known, notModified: false, rows };
  const hash = createHash('sha1');
  await pacer.run(
    (function* () {
      for (const piece of rows) yield void hash.update(piece);
    })(),
  );
  const revision = `${process}-${hash.digest('hex')}`;
  const notModified = request.ifRevision === revision;
  return { revision, notModified, rows: notModified ? [] : rows };
}

async function findAll(resource: FreshResource<unknown>, names: readonly string[], mustExist: boolean, cx: Context): Promise<unknown[]> {
  const items = new Set<unknown>();
  for (const name of names) {
    const found = await resource.find(cx, name);
    if (found !== null) for (const item of found) items.add(item);
    else if (mustExist) throw notFound(resource, name);
  }
  return [...items];
}
