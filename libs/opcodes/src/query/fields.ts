import { z } from 'zod';
import { defineOpcode, required } from '../define';
import { maybe, nonEmptyString, queryResource } from '../types';

/** What is said about a field: its name, title of its column, kind of its values, and what it means. */
export const fieldDefinition = z.object({ name: z.string(), title: z.string(), kind: z.string(), doc: z.string() });

export const queryFields = defineOpcode({
  id: 'OP_QUERY_FIELDS',
  path: 'query/fields',
  title: 'Ask for the fields of objects as a job',
  doc: 'The same as `GET /2/query/[resource]/fields`, as the result of a job: name, title, kind and meaning of each field.',
  params: {
    what: required(queryResource, 'Kind of the objects.'),
    fields: maybe(z.array(nonEmptyString), 'Only these fields; without it all.'),
  },
  summary: 'what',
  result: z.object({ fields: z.array(fieldDefinition) }),
  permission: 'query.read',
});
