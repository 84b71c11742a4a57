/** Answers about objects of the configuration: from rows, verdicts and indexes that are kept until something they show changes. */
import { finish, type Interruptible, type Pacer } from './cache/pacer';
import type { StoredObject, StoredRows } from './cache/stored-rows';
import type { Context } from './context';
import type { Field } from './field';
import { indexedFields, keysFound } from './filter/lookup';
import { notFound, type Selection } from './selection';
import { encode } from './text';
import type { QueryAnswer, QueryRequest } from './types';

/**
 * Attempts to have everything made between two changes; after them the rest, which is what changed during the last attempt, is
 * made at once.
 */
const rounds = 10;

export interface StoredQuestion {
  readonly stored: StoredRows;
  readonly request: QueryRequest;
  readonly fields: readonly Field<unknown>[];
  readonly selection: Selection;
}

/**
 * What takes long is made beforehand, in slices; changes that happen meanwhile outdate what they touch. The answer is put together in one go
 * when nothing is missing, so it is the state of one moment, and `revision` is its number.
 */
export async function answerStored(
  { stored, request, fields, selection }: StoredQuestion,
  cx: Context,
  pacer: Pacer,
  process: string,
): Promise<Omit<QueryAnswer, 'fields'>> {
  const revision = (): string => `${process}-${stored.version}`;
  if (request.ifRevision === revision()) return { revision: revision(), notModified: true, rows: [] };
  const set = stored.set(fields, request.form);
  const isWhole = selection.names === null && selection.filter === null;
  const prepare = (): Interruptible => (isWhole ? set.prepareAll(stored.order) : prepareSome());

  function* prepareSome(): Interruptible {
    yield* refreshIndexes(stored, selection);
    const { passes, keys } = candidates(stored, selection, cx);
    for (const key of keys) {
      if (passes(key)) set.row(key);
      yield;
    }
  }

  for (let round = 0; round < rounds && (await pacer.run(prepare())); round += 1);
  finish(prepare());
  if (isWhole) {
    const base = request.ifRevision === undefined ? undefined : set.told(request.ifRevision);
    const rows = set.all(stored.order, revision());
    return { revision: revision(), notModified: false, rows, ...(base === undefined ? {} : { base }) };
  }
  const revisionThen = revision();
  const { passes, keys } = candidates(stored, selection, cx);
  const rows: string[] = [];
  for (const key of inOrder(keys, stored, selection)) {
    const row = passes(key) ? set.row(key) : undefined;
    if (row !== undefined) rows.push(row);
  }
  // Texts do not change any more: turning them into bytes can take its time.
  return { revision: revisionThen, notModified: false, rows: await encode(rows, pacer) };
}

function* refreshIndexes(stored: StoredRows, { names, filter }: Selection): Interruptible {
  if (names !== null || filter?.lookup === null || filter === null) return;
  for (const field of indexedFields(filter.lookup)) yield* stored.index(field).refresh();
}

interface Candidates {
  readonly keys: Iterable<string>;
  readonly passes: (key: string) => boolean;
}

/** Keys to look at, and the filter they have to pass. */
function candidates(stored: StoredRows, { names, mustExist, filter }: Selection, cx: Context): Candidates {
  const matches = filter === null ? null : stored.matches(filter.id, filter.test);
  const passes = (key: string): boolean => matches === null || matches.passes(key);
  if (names !== null) return { keys: lookUp(stored, names, mustExist, cx), passes };
  return { keys: filter === null || filter.lookup === null ? stored.order.keys() : keysFound(filter.lookup, stored), passes };
}

/** Names keep the order they were asked for in; what an index found comes in the order of names. */
function inOrder(keys: Iterable<string>, stored: StoredRows, { names, filter }: Selection): Iterable<string> {
  if (names !== null || filter === null || filter.lookup === null) return keys;
  const found = keys as ReadonlySet<string>;
  return found.size > stored.order.size / 16 ? stored.order.keysAmong(found) : stored.order.sorted(found);
}

function lookUp({ resource }: StoredRows, names: readonly string[], mustExist: boolean, cx: Context): string[] {
  const keys = new Set<string>();
  for (const name of names) {
    const object = resource.find(cx, name) as StoredObject | undefined;
    if (object !== undefined) keys.add(object.uuid);
    else if (mustExist) throw notFound(resource, name);
  }
  return [...keys];
}
