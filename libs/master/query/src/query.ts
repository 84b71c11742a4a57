/** Answers questions about the cluster from memory; no answer ever asks a node. */
import { OpPrereqError } from '@ganeti/errors';
import type { ClusterConfig } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import type { Clock, Ids } from '@ganeti/runtime';
import { answerFresh } from './answer-fresh';
import { answerStored } from './answer-stored';
import { dropAfterCommit, liveDependencies, type AllRows } from './cache/dependencies';
import { Pacer } from './cache/pacer';
import { keptRows } from './cache/row';
import { StoredRows } from './cache/stored-rows';
import { createContext } from './context';
import { describe, unknownField, type Field } from './field';
import { groupResource } from './fields/group';
import { instanceResource } from './fields/instance';
import { networkResource } from './fields/network';
import { nodeResource } from './fields/node';
import type { AnyResource, FreshResource } from './resource';
import { describeSorted, Kinds, type Sources } from './resources';
import { select } from './selection';
import type { Query, QueryAnswer, QueryRequest, VersionInfo } from './types';

export interface QueryParts extends Sources {
  readonly config: ClusterConfig;
  readonly live: LiveView;
  readonly version: VersionInfo;
  readonly clock: Clock;
  readonly ids: Ids;
  /** How long answers are worked on before others get their turn, milliseconds; tests want every interruption (0). */
  readonly sliceMs?: number;
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
  const pacer = new Pacer(parts.sliceMs);

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
        ? await answerFresh(resource as FreshResource<unknown>, request, selection, cx, pacer, process, writerFor(resource, fields, request.form))
        : await answerStored({ stored, request, fields, selection }, cx, pacer, process);
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
