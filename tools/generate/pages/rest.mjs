// docs/reference/rest: a page for each resource, and an index.
import { permissionLink, restFile } from './links.mjs';
import { code, page, paramHead, paramRows, table, typeText } from './markdown.mjs';
import { opcodeFile } from './opcodes.mjs';

const areas = [
  ['/2/instances', 'Instances'],
  ['/2/nodes', 'Nodes'],
  ['/2/groups', 'Node groups'],
  ['/2/networks', 'Networks'],
  ['/2/jobs', 'Jobs'],
  ['/2/submit', 'Jobs'],
  ['/2/filters', 'Jobs'],
  ['/2/query', 'Queries'],
  ['/', 'Cluster and interface'],
];
const areaOf = (path) => areas.find(([start]) => path.startsWith(start))[1];

export function restPages(contract) {
  const byPath = new Map();
  for (const operation of contract.restOperations()) {
    byPath.set(operation.path, [...(byPath.get(operation.path) ?? []), operation]);
  }
  return new Map([
    ['index.md', index(byPath, contract)],
    ...[...byPath].map(([path, operations]) => [restFile(path), resourcePage(path, operations, contract)]),
  ]);
}

function resourcePage(path, operations, contract) {
  const args = operations[0].pathArgs;
  return page(
    `# ${path}`,
    args.length > 0 &&
      table(
        ['in the path', 'meaning'],
        args.map(({ name, doc }) => [`\`${name}\``, doc]),
      ),
    ...operations.flatMap((operation) => methodParts(operation, contract)),
    'Errors have a body like `{"code": 404, "message": "…", "explain": "…"}`; see [all statuses](index.md#errors).',
  );
}

function methodParts(operation, contract) {
  const { opcode, permission, permissionNote } = operation;
  return [
    `## ${operation.method}`,
    sentence(operation.title),
    operation.doc && fromHere(operation.doc),
    [
      permissionNote === undefined && permission !== null
        ? `- Needs the permission ${permissionLink(permission, '../')}.`
        : `- ${contract.permissionText(operation)}`,
      ...(operation.access === 'anyone' ? ['- Can be opened to everybody (`--anonymous-read`).'] : []),
      ...(opcode ? [`- Submits ${submits(operation)}.`] : []),
      ...(operation.own ? ['- Not in Ganeti.'] : []),
    ].join('\n'),
    ...queryParts(operation, contract),
    ...bodyParts(operation, contract),
    '### Answer',
    ...answerParts(operation, contract),
    '### Errors',
    errors(operation, contract),
    '### Example',
    curl(operation, contract),
  ].filter(Boolean);
}

/** Definitions link to the pages of other operations. */
const fromHere = (doc) => doc.replace(/\]\((?=[\w-]+\.md)/g, '](../opcodes/');

const sentence = (text) => (/[.:)]$/.test(text) ? text : `${text}.`);

function submits({ opcode: { definition, binding } }) {
  const link = `[\`${definition.id}\`](../opcodes/${opcodeFile(definition)})`;
  return binding.job ? `a job of several opcodes, ${link} among them` : link;
}

function queryParts({ query }, { paramJsonSchema }) {
  if (query.length === 0) return [];
  const typeOf = { bool: '`0` (no) or `1` (yes)', int: 'whole number', list: 'text, may be repeated', string: 'text' };
  const type = ({ type: kind, param }) => {
    const schema = param && paramJsonSchema(param);
    return kind === 'string' && schema?.enum ? schema.enum.map((word) => `\`${word}\``).join(', ') : typeOf[kind];
  };
  const standard = ({ required, default: value, type: kind }) =>
    required ? '**required**' : value !== undefined ? `\`${value}\`` : kind === 'bool' ? '`0`' : '';
  return [
    '### Query arguments',
    table(
      paramHead,
      query.map((arg) => [`\`${arg.name}\``, type(arg), standard(arg), arg.doc]),
    ),
  ];
}

function bodyParts({ body, jsonBody, looseBody }, { commonParams, paramJsonSchema }) {
  if (jsonBody) return ['### Body', `${jsonBody.doc} It is: ${typeText(paramJsonSchema(jsonBody))}.`];
  if (body === undefined) return [];
  const own = Object.fromEntries(Object.entries(body).filter(([name]) => !(name in commonParams)));
  const common = Object.keys(body).filter((name) => name in commonParams);
  return [
    '### Body',
    Object.keys(own).length > 0
      ? `A JSON object. ${looseBody ? 'Other members are ignored.' : 'Other members are refused.'}`
      : 'None is needed.',
    Object.keys(own).length > 0 && table(paramHead, paramRows(own, paramJsonSchema)),
    common.length > 0 &&
      `It may also hold the [common parameters](../opcodes/index.md#common-parameters) ${common.map((name) => `\`${name}\``).join(', ')}.`,
  ];
}

/** The type of the answer, and its members where it has some. */
function answerParts(operation, { answerJsonSchema, resultJsonSchema }) {
  const { opcode } = operation;
  if (opcode) {
    return [`The id of the job, a number. Result of the job: ${typeText(resultJsonSchema(opcode.definition))}.`];
  }
  const schema = answerJsonSchema(operation.answer);
  const about = schema.description ? ` ${schema.description}` : '';
  const { bulk } = Object.fromEntries(operation.query.map((arg) => [arg.name, arg]));
  if (bulk && schema.anyOf) {
    const [short, long] = schema.anyOf;
    return [`${sentence(capital(typeText(short)))} With \`bulk=1\` a list of whole objects:`, members(long.items)];
  }
  const object = schema.properties ? schema : schema.anyOf?.find(({ properties }) => properties);
  return [`${capital(typeText(schema))}.${about}`, object && members(object)];
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function members({ properties = {} }) {
  const rows = Object.entries(properties).map(([name, schema]) => [
    `\`${name}\``,
    typeText(schema, schema.description ?? ''),
    schema.description ?? '',
  ]);
  return table(['member', 'type', 'meaning'], rows);
}

function errors(operation, { commonResponses, responses }) {
  const common = commonResponses(operation).map((name) => responses[name]);
  const own = Object.entries(operation.errors).map(([status, text]) => [Number(status), text]);
  const all = new Map([...common, ...own]);
  return table(
    ['status', 'when'],
    [...all].sort(([a], [b]) => a - b).map(([status, text]) => [String(status), text]),
  );
}

/** A command line that asks for it. */
export function curl(operation, { addressExample, requestExample }) {
  const method = operation.method === 'GET' ? '' : ` -X ${operation.method}`;
  const lines = [`curl --cacert CA -u USER:PASSWORD${method} 'https://CLUSTER:5080${addressExample(operation)}'`];
  const body = requestExample(operation);
  if (body !== undefined) lines.push(`     -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`);
  return code('', lines.join(' \\\n'));
}

function index(byPath, { responses }) {
  const titles = [...new Set(areas.map(([, title]) => title))];
  return page(
    '# REST API',
    'The daemon `ganeti-rapi` on the master node answers HTTPS requests on port 5080, with JSON in both directions. In the examples, `CA` is ' +
      'the file with the certificate of the cluster’s CA, `USER` and `PASSWORD` are those of the users file, and `CLUSTER` is the name of the ' +
      'cluster.',
    'What only looks is answered at once. What changes something submits a **job** and answers its id, a number; ' +
      '[`GET /2/jobs/[job_id]`](jobs-id.md) tells how it goes, and [`GET /2/jobs/[job_id]/wait`](jobs-id-wait.md) waits for news. ' +
      'A body needs the header `Content-Type: application/json`. Yes and no in a query are `1` and `0`.',
    'The same as an [OpenAPI document](../openapi.json), which the daemon also answers at `/2/openapi.json`.',
    ...titles.flatMap((title) => [
      `## ${title}`,
      table(
        ['resource', 'methods'],
        [...byPath]
          .filter(([path]) => areaOf(path) === title)
          .map(([path, operations]) => [
            `[\`${path}\`](${restFile(path)})`,
            operations.map((operation) => `\`${operation.method}\` ${operation.title.replace(/\.$/, '')}`).join('<br>'),
          ]),
      ),
    ]),
    '## Errors',
    'An error has its status in the answer, and a body `{"code": …, "message": …, "explain": …}`: the status again, what is wrong with this ' +
      'request, and what the status means.',
    table(
      ['status', 'when'],
      Object.values(responses).map(([status, text]) => [String(status), text]),
    ),
  );
}
