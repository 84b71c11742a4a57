import { z } from 'zod';
import { defineOpcode, required } from '../define';
import { anyJson, flag, maybe, nonEmptyString, queryResource } from '../types';
import { fieldDefinition } from './fields';

export const query = defineOpcode({
  id: 'OP_QUERY',
  path: 'query/query',
  title: 'Ask for objects as a job',
  doc: 'The same as `GET /2/query/[resource]`, as the result of a job: descriptions of the fields, and a row of [status, value] pairs for each object.',
  params: {
    what: required(queryResource, 'Kind of the objects.'),
    use_locking: flag('Wait until nobody changes the objects.'),
    fields: required(z.array(nonEmptyString), 'Fields of the rows.'),
    qfilter: maybe(z.array(anyJson), 'Which objects, in the filter language; without it all.'),
  },
  summary: 'what',
  result: z.object({ fields: z.array(fieldDefinition), data: z.array(z.array(z.tuple([z.int().min(0).max(4), anyJson]))) }),
  permission: 'query.read',
});
