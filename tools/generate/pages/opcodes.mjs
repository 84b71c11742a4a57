// docs/reference/opcodes: a page for each operation, and an index.
import { areaTitles, cliLink, permissionLink, restFile } from './links.mjs';
import { code, page, paramHead, paramRows, table, typeText } from './markdown.mjs';
import { curl } from './rest.mjs';

export const opcodeFile = (definition) => `${definition.path.replace('/', '-')}.md`;

export function opcodePages(contract) {
  const definitions = [...contract.opcodes.values()];
  return new Map([
    ['index.md', index(definitions, contract)],
    ...definitions.map((definition) => [opcodeFile(definition), opcodePage(definition, contract)]),
  ]);
}

function opcodePage(definition, contract) {
  const { paramJsonSchema, resultJsonSchema, restOperations } = contract;
  const operations = restOperations().filter(({ opcode }) => opcode?.definition === definition);
  const params = Object.entries(definition.params);
  return page(
    `# ${definition.title}`,
    `\`${definition.id}\``,
    definition.doc,
    definition.own && 'This operation is our own; Ganeti does not have it.',
    [
      `- Who may do it: users with the permission ${permissionLink(definition.permission, '../')}.`,
      `- Result of its job: ${typeText(resultJsonSchema(definition))}.`,
      `- For programs: [JSON schema](../schemas/${definition.id}.json).`,
    ].join('\n'),
    '## Parameters',
    params.length === 0 ? 'None of its own.' : table(paramHead, paramRows(definition.params, paramJsonSchema)),
    'Every operation also takes the [common parameters](index.md#common-parameters).',
    definition.cli && '## On the command line',
    ...(definition.cli ?? []).map((binding) => commandText(definition, binding, contract)),
    '## Over the REST API',
    ...(operations.length > 0
      ? operations.map((operation) => restText(operation, contract))
      : [submitText(definition, contract)]),
  );
}

function commandText(definition, binding, { commandExample }) {
  return [
    `${binding.doc} Options: [\`gnt ${binding.command}\`](${cliLink(binding.command, '../cli/')}).`,
    code('', commandExample(definition, binding)),
  ].join('\n\n');
}

function restText(operation, contract) {
  const link = `[\`${operation.method} ${operation.path}\`](../rest/${restFile(operation.path)})`;
  return [`${link}: ${operation.title}`, curl(operation, contract)].join('\n\n');
}

/** Without a resource of its own, an operation can be submitted as it is. */
function submitText(definition, { opcodeExample }) {
  const opcode = { OP_ID: definition.id, ...opcodeExample(definition) };
  return [
    'It has no resource of its own; submit it as an opcode:',
    code(
      '',
      [
        "curl --cacert CA -u USER:PASSWORD -X POST 'https://CLUSTER:5080/2/submit' \\",
        `     -H 'Content-Type: application/json' -d '${JSON.stringify([opcode])}'`,
      ].join('\n'),
    ),
  ].join('\n\n');
}

function index(definitions, { commonParams, paramJsonSchema }) {
  const areas = [...new Set(definitions.map(({ path }) => path.split('/')[0]))];
  return page(
    '# Operations',
    'What changes the cluster is an operation. A program submits it as an **opcode**, an object with the name of the operation under ' +
      '`OP_ID` and with its parameters; a **job** is a list of opcodes that are carried out one after the other. The REST API and the ' +
      'command line are ways to submit such jobs.',
    ...areas.flatMap((area) => [
      `## ${areaTitles[area] ?? area}`,
      table(
        ['operation', 'opcode', 'command line', 'REST'],
        definitions
          .filter(({ path }) => path.startsWith(`${area}/`))
          .map((definition) => [
            `[${definition.title}](${opcodeFile(definition)})`,
            `\`${definition.id}\``,
            (definition.cli ?? []).map(({ command }) => `\`gnt ${command}\``).join('<br>'),
            (definition.rest ?? []).map(({ method, path }) => `\`${method} ${path}\``).join('<br>'),
          ]),
      ),
    ]),
    '## Common parameters',
    'These go with every operation.',
    table(paramHead, paramRows(commonParams, paramJsonSchema)),
  );
}
