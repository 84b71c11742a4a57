/** `/2/query/[resource]`: any fields of any kind of object, chosen by a filter; `/2/query/[resource]/fields`: what there is to ask for. */
import { GanetiError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';
import { Answer } from '../answer';
import { bodyObject, textList } from '../body';
import { HttpError } from '../http-error';
import { queryKinds, type QueryKind } from '../master';
import type { RapiRequest } from '../request';
import type { Route } from '../routes';
import { fieldsAndData } from '../shapes';
import type { ResourceContext } from './context';

const isKind = ({ resource = '' }: Readonly<Record<string, string>>): boolean =>
  (queryKinds as readonly string[]).includes(resource);

/** Classes of errors that say the question cannot be understood. */
const mistakes = new Set(['ProtocolError', 'GenericError']);

interface Question {
  readonly fields: readonly string[];
  readonly filter: Json;
}

export function queryRoutes({ answers, master }: ResourceContext): Route[] {
  const ask = async ({ path }: RapiRequest, { fields, filter }: Question): Promise<Answer> => {
    try {
      return await answers.get({ kind: path['resource'] as QueryKind, fields, filter, form: 'pairs' }, fieldsAndData);
    } catch (error) {
      // A filter that says nothing, or compares what cannot be compared: the client's mistake.
      if (error instanceof GanetiError && mistakes.has(error.className)) throw new HttpError(400, error.message);
      throw error;
    }
  };
  const query = { path: '/2/query/[resource]', accepts: isKind, access: 'read' } as const;
  return [
    { ...query, method: 'GET', handle: (request) => ask(request, { fields: queryFields(request), filter: null }) },
    { ...query, method: 'PUT', handle: (request) => ask(request, questionIn(request)) },
    {
      method: 'GET',
      path: '/2/query/[resource]/fields',
      accepts: isKind,
      access: 'anyone',
      handle: async (request) => {
        const wanted = request.query['fields'] === undefined ? [] : queryFields(request);
        const fields = await master.queryFields(request.path['resource'] ?? '', wanted);
        return new Answer([Buffer.from(`{"fields": ${fields}}\n`)]);
      },
    },
  ];
}

/** Throws 400 when there are none. */
function queryFields({ query }: RapiRequest): string[] {
  const text = query['fields']?.[0];
  if (text === undefined) throw new HttpError(400, "Missing 'fields' query argument: give names separated by commas");
  return text.split(',').map((name) => name.trim());
}

/** `qfilter` was called `filter` at first. Throws 400. */
function questionIn(request: RapiRequest): Question {
  const { fields, qfilter, filter, ...rest } = bodyObject(request.body);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined)
    throw new HttpError(400, `Body contents: a query has no '${unknown}', only fields and qfilter`);
  if (qfilter !== undefined && filter !== undefined) {
    throw new HttpError(400, "Body contents: 'filter' is the older name of 'qfilter'; give one of them");
  }
  return {
    fields: fields === undefined ? queryFields(request) : textList(fields, 'fields'),
    filter: (qfilter ?? filter ?? null) as Json,
  };
}
