/** Answers questions about the cluster from memory; no answer ever asks a node. */
import { createHash } from 'node:crypto';
import { OpPrereqError } from '@ganeti/errors';
import type { ClusterConfig } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import type { Clock, Ids } from '@ganeti/runtime';
import { dropAfterCommit, liveDependencies, type AllRows } from './cache/dependencies';
import { keptRows, type RowWriter } from './cache/row';
import { rowsPerTurn, turn } from './cache/row-set';
import { StoredRows, type StoredObject } from './cache/stored-rows';
import { createContext, type Context } from './context';
import { describe, unknownField, type Field } from './field';
import { groupResource } from './fields/group';
import { instanceResource } from './fields/instance';
import { networkResource } from './fields/network';
import { nodeResource } from './fields/node';
import { compileFilter, namesAskedFor, namesLimit, type Test } from './filter/compile';
import { parseFilter } from './filter/parse';
import type { AnyResource, FreshResource } from './resource';
import { describeSorted, Kinds, type Sources } from './resources';
import type { Query, QueryAnswer, QueryRequest, VersionInfo } from './types';

export interface QueryParts extends Sources {
  readonly config: ClusterConfig;
  readonly live: LiveView;
  readonly version: VersionInfo;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Items asked for by name, or those that pass a test (null: all of them). */
interface Selection {
  readonly names: readonly string[] | null;
  readonly mustExist: boolean;
  readonly test: Test<unknown> | null;
}

export function createQuery(parts: QueryParts): Query {
  const { config, live, ids } = parts;
  const cx = createContext({ config, live, version: parts.version, now: () => parts.clock.now() });
  // A revision from before a restart must never be confirmed: counters begin anew.
  const process = ids.hex(8);

  const instance = new StoredRows(instanceResource, cx);
  const node = new StoredRows(nodeResource, cx);
  const nodegroup = new StoredRows(groupResource, cx);
  const network = new StoredRows(networkResource, cx);
  const rows: AllRows = { instance, node, nodegroup, network };
  const storedRows = new Map<AnyResource, StoredRows>(Object.values(rows).map((stored: StoredRows) => [stored.resource, stored]));

  const kinds = new Kinds(parts);
  const writerFor = keptRows();

  const stops = [
    config.onCommit((changes) => dropAfterCommit(changes, { view: config.view, rows })),
    live.onChange(liveDependencies(live, config, rows)),
  ];

  async function query(request: QueryRequest): Promise<QueryAnswer> {
    const { resource, fields: table } = kinds.get(request.kind);
    const fields = chooseFields(request, table);
    const selection = select(request, resource, table);
    const described = fields.map(describe);
    const stored = storedRows.get(resource);
    const answer =
      stored === undefined
        ? await answerFresh(resource as FreshResource<unknown>, request, selection, cx, process, writerFor(resource, fields, request.form))
        : await answerStored(stored, request, fields, selection, cx, process);
    return { ...answer, fields: described };
  }

  return {
    query,
    queryFields(kind, names = []) {
      const known = kinds.get(kind);
      return names.length === 0 ? describeSorted(known) : names.map((name) => describe(known.fields.get(name) ?? unknownField(name)));
    },
    close() {
      for (const stop of stops) stop();
    },
  };
}

function chooseFields({ kind, fields, form }: QueryRequest, table: ReadonlyMap<string, Field<unknown>>): Field<unknown>[] {
  const missing = fields.filter((name) => !table.has(name));
  if (form === 'dicts' && missing.length > 0) {
    throw new OpPrereqError(`There is no field ${missing.join(', ')} of '${kind}'`, 'wrong_input');
  }
  return fields.map((name) => table.get(name) ?? unknownField(name));
}

function select({ names, mustExist, filter: json }: QueryRequest, resource: AnyResource, table: ReadonlyMap<string, Field<unknown>>): Selection {
  const filter = parseFilter(json);
  const given = names !== undefined && names.length > 0 ? names : null;
  if (filter === null) return { names: given, mustExist: mustExist ?? false, test: null };
  const test = compileFilter(filter, table);
  if (given !== null) return { names: given, mustExist: mustExist ?? false, test };
  const asked = namesAskedFor(filter, resource.nameField);
  // A filter that is nothing but names is how clients ask for these items: one that is not there is an error.
  if (asked !== null) return { names: asked, mustExist: resource.kind !== 'job', test: null };
  return { names: namesLimit(filter, resource.nameField), mustExist: false, test };
}

type Answer = Omit<QueryAnswer, 'fields'>;

async function answerStored(
  stored: StoredRows,
  request: QueryRequest,
  fields: readonly Field<unknown>[],
  { names, mustExist, test }: Selection,
  cx: Context,
  process: string,
): Promise<Answer> {
  const revision = (): string => `${process}-${stored.version}`;
  if (request.ifRevision === revision()) return { revision: revision(), notModified: true, rows: [] };
  const set = stored.set(fields, request.form);
  let revisionThen = '';
  const ready = (): void => void (revisionThen = revision());

  function keys(): string[] {
    const found = names === null ? [...stored.order.keys()] : lookUp(stored, names, mustExist, cx);
    if (test === null) return found;
    return found.filter((key) => test(cx.config.get(stored.resource.stored, key), cx));
  }

  const rows = names === null && test === null ? await set.list(stored.order, ready) : await set.some(keys, ready);
  return { revision: revisionThen, notModified: false, rows };
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

/** What changes without notice has its content as revision. */
async function answerFresh(
  resource: FreshResource<unknown>,
  request: QueryRequest,
  { names, mustExist, test }: Selection,
  cx: Context,
  process: string,
  write: RowWriter<unknown>,
): Promise<Answer> {
  const items = names === null ? await resource.all(cx, request.fields) : await findAll(resource, names, mustExist, cx);
  const chosen = test === null ? items : items.filter((item) => test(item, cx));
  const rows: string[] = [];
  for (const item of chosen) {
    rows.push(write(item, cx));
    if (rows.length % rowsPerTurn === 0) await turn();
  }
  const text = Buffer.from(`[${rows.join(',')}]`);
  const revision = `${process}-${createHash('sha1').update(text).digest('hex')}`;
  const notModified = request.ifRevision === revision;
  return { revision, notModified, rows: notModified ? [] : [text] };
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

function notFound(resource: AnyResource, name: string): OpPrereqError {
  return new OpPrereqError(`${resource.noun} '${name}' is not known`, 'unknown_entity');
}
