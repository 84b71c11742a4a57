/** This interface as an OpenAPI 3.1 document, made from the definitions of opcodes and resources. */
import type { ParamShape } from './define';
import { answerJsonSchema, paramJsonSchema, resultJsonSchema, type JsonSchema } from './jsonschema';
import { bodyExample } from './examples';
import { restOperations, type RestOperation, type RestQueryArg } from './rest-operations';

type Document = Record<string, unknown>;

/** The document as a JSON value. `server`: address of the daemon, where it is known. */
export function openApiDocument({ server = 'https://localhost:5080' }: { server?: string } = {}): Document {
  const paths: Record<string, Document> = {};
  for (const operation of restOperations()) {
    const path = operation.path.replaceAll('[', '{').replaceAll(']', '}');
    (paths[path] ??= {})[operation.method.toLowerCase()] = operationObject(operation);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ganeti remote API',
      version: '2',
      description:
        'Manage a cluster of virtual machines. What changes the cluster is done by jobs: such a request answers the id of a job at once, ' +
        'and `GET /2/jobs/{job_id}` tells how it goes.',
    },
    servers: [{ url: server }],
    security: [{ basic: [] }, { token: [] }],
    tags: tags.map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: 'Name and password of a user of the users file.' },
        token: { type: 'http', scheme: 'bearer', description: 'A token, as `ganeti-rapi token` makes them.' },
      },
      schemas: { Error: errorSchema },
      responses: Object.fromEntries(
        Object.entries(responses).map(([name, [, description]]) => [name, errorResponse(description)]),
      ),
    },
  };
}

const tags = [
  ['cluster', 'The cluster as a whole, and this interface.'],
  ['instances', 'Virtual machines.'],
  ['nodes', 'Physical machines.'],
  ['groups', 'Groups of nodes.'],
  ['networks', 'Networks that instances get addresses from.'],
  ['jobs', 'The job queue.'],
  ['query', 'Any fields of any objects.'],
] as const;

function tagOf(path: string): string {
  const [, , first = ''] = path.split('/');
  if (first === 'instances-multi-alloc') return 'instances';
  if (first === 'filters' || first === 'submit') return 'jobs';
  return tags.some(([name]) => name === first) ? first : 'cluster';
}

const errorSchema: JsonSchema = {
  type: 'object',
  properties: {
    code: { type: 'integer', description: 'The HTTP status.' },
    message: { type: 'string', description: 'What is wrong with this request, and what to do.' },
    explain: { type: 'string', description: 'What the status means.' },
  },
  required: ['code', 'message', 'explain'],
};

const errorResponse = (description: string): Document => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
});

/** Statuses that many requests can get. */
export const responses: Readonly<Record<string, readonly [number, string]>> = {
  BadRequest: [400, 'The request is not what this resource takes; nothing was done.'],
  Unauthorized: [401, 'Name and password, or the token, are missing or wrong.'],
  Forbidden: [403, 'This user may not do this, or the body names a parameter that nobody may set here.'],
  NotFound: [404, 'There is no such resource, or no object of this name.'],
  Conflict: [409, 'The older form of the request was tried dry, and failed; the message says why.'],
  UnsupportedMediaType: [415, 'A body needs the header `Content-Type: application/json`, without a character set.'],
  TooManyRequests: [429, 'This user asks too often; the header `Retry-After` tells how many seconds to wait.'],
  NoMaster: [502, 'The master daemon does not answer.'],
  QueueClosed: [503, 'The job queue is full or takes no jobs at the moment.'],
};

/** Names in `responses` of what a request can get. */
export function commonResponses(operation: RestOperation): string[] {
  const takesBody = operation.body !== undefined || operation.jsonBody !== undefined;
  const takesArguments = operation.query.length > 0 || takesBody;
  return [
    ...(takesArguments ? ['BadRequest'] : []),
    'Unauthorized',
    ...(operation.access === 'anyone' && operation.permission === null ? [] : ['Forbidden']),
    ...(operation.pathArgs.length > 0 ? ['NotFound'] : []),
    ...(operation.path.endsWith('/evacuate') ? ['Conflict'] : []),
    ...(takesBody ? ['UnsupportedMediaType'] : []),
    'TooManyRequests',
    ...(operation.permission === null ? [] : ['NoMaster']),
    ...(operation.opcode === undefined ? [] : ['QueueClosed']),
  ];
}

function operationObject(operation: RestOperation): Document {
  const { opcode } = operation;
  const described = [
    operation.doc?.replace(/\[([^\]]*)\]\([\w-]+\.md[^)]*\)/g, '$1'),
    permissionText(operation),
    operation.own ? 'Not in Ganeti.' : undefined,
  ];
  return {
    operationId: operationId(operation),
    tags: [tagOf(operation.path)],
    summary: operation.title.replace(/\.$/, ''),
    description: described.filter((text) => text !== undefined).join('\n\n'),
    ...(operation.access === 'anyone' ? { security: [{ basic: [] }, { token: [] }, {}] } : {}),
    parameters: [
      ...operation.pathArgs.map(({ own, name, doc }) => ({
        name,
        in: 'path',
        required: true,
        description: doc,
        schema:
          own === 'disk' || own === 'job_id'
            ? { type: 'integer', minimum: 0 }
            : { type: 'string', pattern: '^[\\w.-]+$' },
      })),
      ...operation.query.map(queryParameter),
    ],
    ...requestBody(operation),
    responses: {
      200: {
        description: opcode === undefined ? 'The answer.' : 'The job has been submitted.',
        content: { 'application/json': { schema: answerJsonSchema(operation.answer) } },
      },
      ...Object.fromEntries(
        commonResponses(operation).map((name) => [
          responses[name]?.[0] ?? 500,
          { $ref: `#/components/responses/${name}` },
        ]),
      ),
      ...Object.fromEntries(Object.entries(operation.errors).map(([status, text]) => [status, errorResponse(text)])),
    },
    ...(operation.permission === null ? {} : { 'x-permission': operation.permission }),
    ...(opcode === undefined
      ? {}
      : { 'x-opcode': opcode.definition.id, 'x-job-result': resultJsonSchema(opcode.definition) }),
  };
}

function requestBody(operation: RestOperation): Document {
  const { body, jsonBody } = operation;
  if (jsonBody !== undefined) {
    const schema = { ...paramJsonSchema(jsonBody), description: jsonBody.doc };
    return { requestBody: { required: jsonBody.required, content: { 'application/json': { schema } } } };
  }
  if (body === undefined) return {};
  const schema = bodyJsonSchema(body, operation.looseBody);
  const content = { 'application/json': { schema, example: bodyExample(operation) } };
  return { requestBody: { required: Object.values(body).some((param) => param.required), content } };
}

/** What a user needs to be allowed, in one sentence. */
export function permissionText({ permission, permissionNote }: RestOperation): string {
  return permissionNote ?? (permission === null ? 'Needs no permission.' : `Needs the permission \`${permission}\`.`);
}

/** `put_2_instances_instance_name_migrate` */
function operationId({ method, path }: RestOperation): string {
  const words = path.split(/[^\w]+/).filter((word) => word !== '');
  return [method.toLowerCase(), ...(words.length === 0 ? ['root'] : words)].join('_');
}

function queryParameter(arg: RestQueryArg): Document {
  const { name, required, doc } = arg;
  return { name, in: 'query', required, description: doc, schema: querySchema(arg) };
}

function querySchema({ type, default: byDefault, param }: RestQueryArg): JsonSchema {
  switch (type) {
    case 'bool':
      return { type: 'integer', description: '0: no, any other number: yes.', default: byDefault ?? 0 };
    case 'int':
      return { type: 'integer', ...(byDefault === undefined ? {} : { default: byDefault }) };
    case 'list':
      return { type: 'array', items: { type: 'string' } };
    case 'string': {
      const words = param === undefined ? undefined : paramJsonSchema(param).enum;
      return {
        type: 'string',
        ...(words === undefined ? {} : { enum: words }),
        ...(byDefault === undefined ? {} : { default: byDefault }),
      };
    }
  }
}

/** A body as JSON schema: older names of parameters are members of their own, and only one of both may be given. */
export function bodyJsonSchema(body: ParamShape, loose = false): JsonSchema {
  const entries = Object.entries(body);
  const aliased = entries.flatMap(([name, { alias, required }]) =>
    alias === undefined ? [] : [{ name, alias, required }],
  );
  const required = entries.flatMap(([name, param]) => (param.required && param.alias === undefined ? [name] : []));
  const allOf = aliased.map(({ name, alias, required: needed }): JsonSchema =>
    needed ? { oneOf: [{ required: [name] }, { required: [alias] }] } : { not: { required: [name, alias] } },
  );
  return {
    type: 'object',
    properties: Object.fromEntries(
      entries.flatMap(([name, param]): [string, JsonSchema][] => {
        const schema = paramJsonSchema(param);
        const older: [string, JsonSchema][] =
          param.alias === undefined
            ? []
            : [[param.alias, { ...schema, description: `Older name of \`${name}\`.`, deprecated: true }]];
        return [[name, { ...schema, description: param.doc }], ...older];
      }),
    ),
    ...(required.length === 0 ? {} : { required }),
    ...(allOf.length === 0 ? {} : { allOf }),
    additionalProperties: loose,
  };
}
