/** Queries: any fields of the objects of one kind that a filter chooses. */
import { z } from 'zod';
import { optional } from '../define';
import { anyJson } from '../types';
import type { RestResource } from './resource';

const definition = z.object({
  name: z.string().describe('Name of the field.'),
  title: z.string().describe('Heading of its column.'),
  kind: z.string().describe('What its values are: text, bool, number, unit (MiB), timestamp or other.'),
  doc: z.string().describe('What it means.'),
});
const rows = z.object({
  fields: z.array(definition).describe('What the columns are.'),
  data: z
    .array(z.array(z.tuple([z.int().min(0).max(4), anyJson])))
    .describe(
      'Rows of [status, value]; status 0: known, 1: no such field, 2: not known at the moment, 3: not there, 4: its node is offline.',
    ),
});
const fieldsArg = 'Names of fields, separated by commas.';
const permissionNote = 'Needs the permission `KIND.query`, such as `instance.query`.';
const unknownKind = { 404: 'Objects of this kind cannot be asked for.' };
const doc =
  'Kinds are export, filter, group, instance, job, lock, network and node. A filter is a list that begins with an operator, such as ' +
  '`["&", ["=", "status", "running"], ["=~", "name", "^web"]]`; operators are `&`, `|`, `!`, `?`, `=`, `!=`, `<`, `<=`, `>`, `>=`, `=~` and `=[]`.';

export const queryResources: readonly RestResource[] = [
  {
    method: 'GET',
    path: '/2/query/[resource]',
    title: 'Ask for fields of all objects of one kind',
    doc,
    access: 'read',
    permission: '*.query',
    permissionNote,
    query: { fields: { type: 'string', doc: fieldsArg, required: true } },
    answer: rows,
    errors: unknownKind,
  },
  {
    method: 'PUT',
    path: '/2/query/[resource]',
    title: 'Ask for fields of the objects that a filter chooses',
    doc,
    access: 'read',
    permission: '*.query',
    permissionNote,
    query: { fields: { type: 'string', doc: `${fieldsArg} For bodies without \`fields\`.` } },
    body: {
      fields: optional(z.array(z.string()), [], 'Names of fields. Needed, unless the query names them.'),
      qfilter: optional(z.array(anyJson).nullable(), null, 'The filter; null: all objects.', { alias: 'filter' }),
    },
    answer: rows,
    errors: unknownKind,
  },
  {
    method: 'GET',
    path: '/2/query/[resource]/fields',
    title: 'Tell which fields objects of one kind have',
    access: 'anyone',
    permission: null,
    query: { fields: { type: 'string', doc: `${fieldsArg} Without it: all of them.` } },
    answer: z.object({ fields: z.array(definition) }),
    errors: unknownKind,
  },
];
