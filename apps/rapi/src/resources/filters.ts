/** `/2/filters`: the rules that decide which jobs of the queue may run. They are changed at once, without a job. */
import type { Json } from '@ganeti/objects';
import { Answer } from '../answer';
import { bodyObject } from '../body';
import { HttpError } from '../http-error';
import type { FilterRuleInput } from '@ganeti/master-api';
import type { Route } from '../routes';
import { allRows, onlyRow, uriList } from '../shapes';
import type { ResourceContext } from './context';
import { filterFields } from './fields';

export function filterRoutes({ answers }: ResourceContext): Route[] {
  const all = { kind: 'filter', fields: filterFields } as const;
  const uuids = { kind: 'filter', fields: ['uuid'] } as const;
  const uris = uriList('/2/filters', 'uuid', 'uuid');
  const one = '/2/filters/[uuid]';
  return [
    {
      method: 'GET',
      path: '/2/filters',
      access: 'anyone',
      handle: (request) => (request.flag('bulk') ? answers.get(all, allRows) : answers.get(uuids, uris)),
    },
    {
      method: 'POST',
      path: '/2/filters',
      access: 'write',
      handle: async ({ body, master }) => Answer.json(await master.replaceFilter({ uuid: null, ...ruleIn(body) })),
    },
    {
      method: 'GET',
      path: one,
      access: 'anyone',
      handle: ({ path: { uuid = '' } }) => answers.get({ ...all, names: [uuid] }, onlyRow),
    },
    {
      // A uuid that is not there yet makes a new rule: whoever repeats the request gets the same rule.
      method: 'PUT',
      path: one,
      access: 'write',
      handle: async ({ body, master, path: { uuid = '' } }) =>
        Answer.json(await master.replaceFilter({ uuid, ...ruleIn(body) })),
    },
    {
      method: 'DELETE',
      path: one,
      access: 'write',
      handle: async ({ master, path: { uuid = '' } }) => {
        await master.deleteFilter(uuid);
        return Answer.json(null);
      },
    },
  ];
}

/** The master looks at what the parts hold; here they get their defaults. Throws 400. */
function ruleIn(body: unknown): Omit<FilterRuleInput, 'uuid'> {
  const { priority = 0, predicates = [], action = 'CONTINUE', reason = [], ...rest } = bodyObject(body);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new HttpError(400, `Body contents: a filter rule has no '${unknown}'`);
  if (typeof priority !== 'number' || !Number.isInteger(priority) || Math.abs(priority) > 0x7fffffff) {
    throw new HttpError(400, `'priority' parameter: an integer is expected`);
  }
  return {
    priority,
    predicates: list(predicates, 'predicates'),
    action: action as Json,
    reason: list(reason, 'reason'),
  };
}

function list(value: unknown, name: string): Json[] {
  if (!Array.isArray(value)) throw new HttpError(400, `'${name}' parameter: a list is expected`);
  return value as Json[];
}
