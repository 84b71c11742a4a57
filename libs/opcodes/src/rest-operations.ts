/** Every method of every REST resource in one form, whether it submits an opcode or not: for documents, permissions and checks. */
import { z } from 'zod';
import {
  commonParams,
  type OpcodeDefinition,
  type ParamShape,
  type ParamSpec,
  type QueryArg,
  type RestBinding,
} from './define';
import { commonPath, pathArgs, type PathArg } from './rest-paths';
import { restResources, type Access, type RestResource } from './rest-resources';
import { opcodes } from './registry';

export interface RestQueryArg {
  readonly name: string;
  readonly type: QueryArg['type'];
  readonly required: boolean;
  readonly default?: string | number;
  readonly doc: string;
  /** The parameter it becomes. */
  readonly param?: ParamSpec;
}

export interface RestOperation {
  readonly method: RestBinding['method'];
  /** With common names of its arguments: `/2/instances/[instance_name]/tags`. */
  readonly path: string;
  readonly title: string;
  readonly doc?: string;
  readonly access: Access;
  readonly permission: string | null;
  /** What it needs, in one sentence (Markdown). */
  readonly permissionNote?: string;
  readonly pathArgs: readonly PathArg[];
  readonly query: readonly RestQueryArg[];
  readonly body?: ParamShape;
  /** A body that is no object, such as one text. */
  readonly jsonBody?: ParamSpec;
  /** Other members of the body are ignored instead of refused. */
  readonly looseBody: boolean;
  readonly answer: z.ZodType;
  /** Statuses of its own. */
  readonly errors: Readonly<Record<number, string>>;
  readonly own: boolean;
  /** The opcode it submits. */
  readonly opcode?: { readonly definition: OpcodeDefinition; readonly binding: RestBinding };
}

const reason: RestQueryArg = {
  name: 'reason',
  type: 'string',
  required: false,
  doc: 'Why this is done; kept with the job.',
};
const jobId = z.int().describe('Id of the job; `GET /2/jobs/[job_id]` tells what becomes of it.');

/** All of them, sorted by path and method. */
export function restOperations(): RestOperation[] {
  const submitting = [...opcodes.values()].flatMap((definition) =>
    (definition.rest ?? []).map((binding) => opcodeOperation(definition, binding)),
  );
  return [...submitting, ...restResources.map(resourceOperation)].sort((a, b) =>
    `${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1,
  );
}

function opcodeOperation(definition: OpcodeDefinition, binding: RestBinding): RestOperation {
  const body = bodyOf(definition, binding);
  return {
    method: binding.method,
    path: commonPath(binding.path),
    title: binding.doc,
    doc: definition.doc,
    access: binding.method === 'GET' && definition.permission.endsWith('.read') ? 'anyone' : 'write',
    permission: definition.permission,
    pathArgs: pathArgs(binding.path),
    query: [...queryOf(definition, binding), reason],
    ...(body === undefined ? {} : { body }),
    ...(binding.documented?.json === undefined ? {} : { jsonBody: binding.documented.json }),
    looseBody: binding.job !== undefined,
    answer: jobId,
    errors: {},
    own: definition.own === true,
    opcode: { definition, binding },
  };
}

function queryOf(definition: OpcodeDefinition, { query = {}, documented }: RestBinding): RestQueryArg[] {
  const bound = Object.entries(query).map(([name, arg]): RestQueryArg => {
    const param = definition.allParams[arg.param];
    const byItself = arg.default !== undefined || arg.type === 'bool' || arg.type === 'list';
    return {
      name,
      type: arg.type,
      required: param?.required === true && !byItself,
      ...(arg.default === undefined ? {} : { default: arg.default }),
      doc: param?.doc ?? '',
      ...(param === undefined ? {} : { param }),
    };
  });
  const more = Object.entries(documented?.query ?? {}).map(([name, arg]) => ({ name, required: false, ...arg }));
  return [...bound, ...more];
}

/** What a body may hold: the parameters that neither path nor query sets, and that are not fixed or forbidden. */
function bodyOf(definition: OpcodeDefinition, binding: RestBinding): ParamShape | undefined {
  if (binding.body === 'none') return undefined;
  const own = binding.job === undefined ? definition.params : {};
  const taken = new Set([
    'reason',
    ...pathArgs(binding.path).map((arg) => arg.own),
    ...Object.values(binding.query ?? {}).map((arg) => arg.param),
    ...Object.keys(binding.fixed ?? {}),
    ...(binding.forbidden ?? []),
  ]);
  const params = Object.entries({ ...own, ...commonParams, ...binding.documented?.body });
  return Object.fromEntries(params.filter(([name]) => !taken.has(name)));
}

function resourceOperation(resource: RestResource): RestOperation {
  const { query = {}, errors = {}, own = false, ...same } = resource;
  return {
    ...same,
    path: commonPath(resource.path),
    pathArgs: pathArgs(resource.path),
    query: Object.entries(query).map(([name, arg]) => ({ name, required: false, ...arg })),
    looseBody: false,
    errors,
    own,
  };
}
