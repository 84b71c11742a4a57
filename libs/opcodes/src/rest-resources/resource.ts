/**
 * REST resources that submit no opcode: lists, single objects, queries, jobs, filter rules. Data only: rapi serves them, and its router,
 * the OpenAPI document, the docs pages and the list of permissions are compared with or made from what is said here.
 */
import { z } from 'zod';
import type { ParamShape, QueryArg, RestBinding } from '../define';

/** `anyone`: whoever the daemon lets in; `read`: users with the option read or write; `write`: users with the option write. */
export type Access = 'anyone' | 'read' | 'write';

export interface ResourceArg {
  readonly type: QueryArg['type'];
  readonly doc: string;
  readonly required?: boolean;
}

export interface RestResource {
  readonly method: RestBinding['method'];
  /** Like the path of a RestBinding. */
  readonly path: string;
  /** One line. */
  readonly title: string;
  /** More about it (Markdown). */
  readonly doc?: string;
  readonly access: Access;
  /** What a user needs to be allowed; null: nothing, for what tells nothing about the cluster; `*`: everything. */
  readonly permission: string | null;
  /** One sentence in place of the permission, where it depends on the request. */
  readonly permissionNote?: string;
  readonly query?: Readonly<Record<string, ResourceArg>>;
  /** Members of the body, a JSON object. */
  readonly body?: ParamShape;
  readonly answer: z.ZodType;
  /** Media type of the answer, where it is not JSON. */
  readonly mediaType?: string;
  /** Statuses of its own, beside those that every request can get. */
  readonly errors?: Readonly<Record<number, string>>;
  /** Not in Ganeti. */
  readonly own?: boolean;
}

export const bulk: ResourceArg = { type: 'bool', doc: 'Answer whole objects instead of names and addresses.' };
const lock: ResourceArg = { type: 'bool', doc: 'Taken for old clients; lists never wait for locks.' };

/** What a list answers without `bulk`. `key`: what the name is called. */
export function uriList(key: string, what: string): z.ZodType {
  const item = z.object({
    [key]: z.string().describe(`Name of the ${what}.`),
    uri: z.string().describe('Its address.'),
  });
  return z.array(item);
}

/** The resources of one kind of objects: list, one, tags. `item`: the parameter of the path that names one. */
export function collection(of: {
  readonly base: string;
  readonly item: string;
  readonly what: string;
  readonly area: string;
  readonly row: z.ZodType;
  readonly list: z.ZodType;
  readonly locks?: readonly ('list' | 'one')[];
}): RestResource[] {
  const { base, what, area, locks = ['one'] } = of;
  const one = `${base}/[${of.item}]`;
  const permission = `${area}.read`;
  const reading = { method: 'GET', access: 'anyone', permission } as const;
  return [
    {
      ...reading,
      path: base,
      title: `List the ${what}s`,
      query: { bulk, ...(locks.includes('list') ? { lock } : {}) },
      answer: z.union([of.list, z.array(of.row)]),
    },
    {
      ...reading,
      path: one,
      title: `Show one ${what}`,
      ...(locks.includes('one') ? { query: { lock } } : {}),
      answer: of.row,
      errors: { 404: `There is no ${what} of this name.` },
    },
    {
      ...reading,
      path: `${one}/tags`,
      title: `Show the tags of one ${what}`,
      answer: z.array(z.string()).describe('The tags in alphabetical order.'),
      errors: { 404: `There is no ${what} of this name.` },
    },
  ];
}
