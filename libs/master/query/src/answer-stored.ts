/** Answers about objects of the configuration: from rows, verdicts and indexes that are kept until something they show changes. */
import type { MatchSet } from './cache/match-set';
import { finish, type Interruptible, type Pacer } from './cache/pacer';
import type { StoredObject, StoredRows } from './cache/stored-rows';
import type { Context } from './context';
import type { Field } from './field';
import { keysFound } from './filter/lookup';
import { notFound, type Selection } from './selection';
import { encode } from './text';
import type { QueryAnswer, QueryRequest } from './types';

/** Attempts to get through without a change; what has become outdated during the last one is made at once. */
const rounds = 4;
/** The same, when everything has become outdated. */
const roundsWithUpheaval = 20;

export interface StoredQuestion {
  readonly stored: StoredRows;
  readonly request: QueryRequest;
  readonly fields: readonly Field<unknown>[];
  readonly selection: Selection;
}

/**
 * The work is done in slices; what was made is kept, and a change that happens meanwhile outdates what it touches. The answer is
 * what a run without a change in it has found, so it is the state of one moment, and `revision` is its number.
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
  if (selection.names === null && selection.filter === null) {
    const prepare = (): Interruptible => set.prepareAll(stored.order);
    return settle(stored, pacer, prepare, () => {
      const base = request.ifRevision === undefined ? undefined : set.told(request.ifRevision);
      const rows = set.all(stored.order, revision());
      return { revision: revision(), notModified: false, rows, ...(base === undefined ? {} : { base }) };
    });
  }

  let rows: string[] = [];
  function* collect(): Interruptible {
    rows = [];
    yield* refreshIndexes(stored, selection);
    const { keys, matches } = candidates(stored, selection, cx);
    for (const key of keys) {
      const row = matches === null || matches.passes(key) ? set.row(key) : undefined;
      if (row !== undefined) rows.push(row);
      yield;
    }
  }
  const revisionThen = await settle(stored, pacer, collect, revision);
  // Texts do not change any more: turning them into bytes can take its time.
  return { revision: revisionThen, notModified: false, rows: await encode(rows, pacer) };
}

/** Does the work until it has been gone through without a change, and then at once, before anything can change, takes the result. */
async function settle<T>(stored: StoredRows, pacer: Pacer, work: () => Interruptible, take: () => T): Promise<T> {
  for (let round = 1, upheavals = -1; round <= (stored.upheavals === upheavals ? rounds : roundsWithUpheaval); round += 1) {
    const { version } = stored;
    upheavals = stored.upheavals;
    await pacer.run(work());
    if (stored.version === version) return take();
  }
  finish(work());
  return take();
}

function* refreshIndexes(stored: StoredRows, { names, filter }: Selection): Interruptible {
  if (names !== null || filter === null) return;
  for (const { lookup } of filter.ways) for (const { field } of lookup.values) yield* stored.index(field).refresh();
}

interface Candidates {
  /** By name in the order they were asked for, else in the order of names. */
  readonly keys: Iterable<string>;
  /** What they have to pass; null: they do. */
  readonly matches: MatchSet | null;
}

function candidates(stored: StoredRows, { names, mustExist, filter }: Selection, cx: Context): Candidates {
  if (names !== null) return { keys: lookUp(stored, names, mustExist, cx), matches: filter === null ? null : stored.matches(filter.id, filter.test) };
  if (filter === null) return { keys: stored.order.keys(), matches: null };
  const ways = filter.ways.map(({ lookup, rest }, index) => ({ found: keysFound(lookup, stored), rest, id: `${index} ${filter.id}` }));
  const [best] = ways.sort((a, b) => a.found.size - b.found.size);
  if (best === undefined) return { keys: stored.order.keys(), matches: stored.matches(filter.id, filter.test) };
  const { found, rest, id } = best;
  const keys = found.size > stored.order.size / 16 ? stored.order.keysAmong(found) : stored.order.sorted(found);
  return { keys, matches: rest === null ? null : stored.matches(id, rest) };
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
