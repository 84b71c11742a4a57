import type { Query } from '@ganeti/master-query';
import type { Json } from '@ganeti/objects';
import type { Services } from '../services';

type Rows = Awaited<ReturnType<Services['query']>>['data'];

/** What LogicalUnits ask the query engine. */
export function queryServices(query: () => Pick<Query, 'query' | 'queryFields'>): Pick<Services, 'query' | 'queryFields' | 'clusterInfo'> {
  return {
    async query({ kind, fields, filter, names = [] }) {
      const answer = await query().query({ kind, fields, filter, names, form: 'pairs' });
      return { fields: answer.fields.map((field) => ({ ...field })), data: parsed(answer.rows) as Rows };
    },
    queryFields: (kind, names) => query().queryFields(kind, names).map((field) => ({ ...field })),
    async clusterInfo() {
      const fields = query()
        .queryFields('cluster')
        .map(({ name }) => name);
      const { rows } = await query().query({ kind: 'cluster', fields, form: 'dicts' });
      return (parsed(rows) as Record<string, Json>[])[0] as Record<string, Json>;
    },
  };
}

const parsed = (rows: readonly Buffer[]): unknown => JSON.parse(Buffer.concat(rows).toString());
