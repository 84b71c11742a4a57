// Makes, from the definitions in libs/opcodes, the list of all of them (libs/opcodes/src/definitions.ts) and docs/reference/opcodes/:
// a page for each operation and an index.
// Usage: node tools/generate/opcodes.mjs [--check]   (--check: exit 1 when what is checked in is stale)
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../../', import.meta.url).pathname;
const pages = 'docs/reference/opcodes';

const check = process.argv.includes('--check');
let stale = 0;

/** Brings a generated file up to date, or says that it is not. `text` null: there should be no such file. */
function settle(path, text) {
  const full = join(root, path);
  const present = existsSync(full) ? readFileSync(full, 'utf8') : null;
  if (present === text) return;
  if (check) {
    console.error(`stale: ${path} (run: npm run generate)`);
    stale += 1;
  } else if (text === null) {
    rmSync(full);
  } else {
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
}

/** Every file of the form area/verb.ts that calls defineOpcode is an operation. */
function definitionList() {
  const src = join(root, 'libs/opcodes/src');
  const found = readdirSync(src, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: area }) => readdirSync(join(src, area)).map((file) => `${area}/${file}`))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .flatMap((path) => {
      const name = /^export const (\w+) = defineOpcode\(/m.exec(readFileSync(join(src, path), 'utf8'))?.[1];
      return name === undefined ? [] : [`export { ${name} } from './${path.slice(0, -'.ts'.length)}';`];
    });
  const head =
    '/** All operations: what is exported here is known to queue, REST, command line and docs. Made by tools/generate/opcodes.mjs. */';
  return `${[head, ...found.sort()].join('\n')}\n`;
}

/** The library as it is in the work tree. The bundle lies inside the workspace while it is imported, so that npm packages are found. */
async function loadOpcodes() {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const scratch = mkdtempSync(join(root, '.cache/opcodes-'));
  const outfile = join(scratch, 'opcodes.mjs');
  try {
    await build({
      entryPoints: [join(root, 'libs/opcodes/src/index.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      tsconfig: join(root, 'tsconfig.base.json'),
      logLevel: 'warning',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

settle('libs/opcodes/src/definitions.ts', definitionList());
const { opcodes, cliOptions, paramJsonSchema, paramsJsonSchema, resultJsonSchema, commonParams } = await loadOpcodes();

/** A JSON schema in a few words: `text`, `list of number`, `yes or no`. */
function typeText(schema) {
  if (schema.enum) return schema.enum.map((word) => JSON.stringify(word)).join(', ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeText))].join(', or ');
  switch (schema.type) {
    case 'null':
      return 'null';
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `integer${range(schema)}`;
    case 'number':
      return 'number';
    case 'string':
      return schema.minLength > 0 ? 'text, not empty' : 'text';
    case 'array':
      if (schema.prefixItems) return `[${schema.prefixItems.map(typeText).join('; ')}]`;
      return `list of ${typeText(schema.items ?? {})}`;
    case 'object':
      return schema.propertyNames?.enum
        ? `object with ${schema.propertyNames.enum.join(', ')}`
        : schema.properties && Object.keys(schema.properties).length > 0
          ? `object with ${Object.keys(schema.properties).join(', ')}`
          : 'object';
    default:
      return 'any JSON';
  }
}

function range({ minimum, maximum }) {
  const low = minimum > -1e9 ? minimum : undefined;
  const high = maximum < 1e9 ? maximum : undefined;
  if (low !== undefined && high !== undefined) return ` from ${low} to ${high}`;
  return low === undefined ? '' : `, at least ${low}`;
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head, rows) =>
  [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
  ].join('\n');

function paramRow([name, param]) {
  const notes = [
    param.doc,
    ...(param.alias ? [`In a REST body also \`${param.alias}\`.`] : []),
    ...(param.secret ? ['Secret: never shown.'] : []),
  ];
  const value = param.required ? 'required' : `\`${JSON.stringify(param.schema.parse(undefined))}\``;
  return [`\`${name}\``, typeText(paramJsonSchema(param)), value, notes.join(' ')];
}

function restText(binding) {
  const query = Object.entries(binding.query ?? {}).map(
    ([name, { param, type }]) => `\`${name}\` (${type}${param === name ? '' : `, \`${param}\``})`,
  );
  const fixed = Object.entries(binding.fixed ?? {}).map(([name, value]) => `\`${name}\` = ${JSON.stringify(value)}`);
  return [
    `\`${binding.method} ${binding.path}\``,
    '',
    binding.doc,
    '',
    `- Body: ${binding.body === 'params' ? 'the other parameters, as a JSON object' : 'none'}`,
    ...(query.length > 0 ? [`- Query: ${query.join(', ')}`] : []),
    ...(fixed.length > 0 ? [`- Always: ${fixed.join(', ')}`] : []),
    '',
  ].join('\n');
}

function cliText(definition, binding) {
  const args = binding.args.map((arg) => (arg.endsWith('...') ? `[${arg}]` : `<${arg}>`));
  const rows = cliOptions(definition, binding).map((option) => [
    `\`${option.flags}\``,
    option.doc + (option.choices ? ` (${option.choices.join(', ')})` : ''),
  ]);
  return [
    `\`gnt ${[binding.command, ...args].join(' ')}\`${binding.aliases ? `, also ${binding.aliases.map((alias) => `\`gnt ${alias}\``).join(', ')}` : ''}`,
    '',
    binding.doc,
    '',
    table(['option', 'meaning'], rows),
    '',
  ].join('\n');
}

function page(definition) {
  const params = Object.entries(definition.params);
  const json = JSON.stringify({ ...paramsJsonSchema(definition), title: definition.id }, null, 1);
  return [
    '<!-- Made by tools/generate/opcodes.mjs from libs/opcodes; do not edit. -->',
    `# ${definition.title}`,
    '',
    `\`${definition.id}\``,
    '',
    definition.doc,
    '',
    `Needs the permission \`${definition.permission}\`. Result: ${typeText(resultJsonSchema(definition))}.`,
    ...(definition.own ? ['', 'An operation of our own, not in Ganeti.'] : []),
    '',
    '## Parameters',
    '',
    ...(params.length > 0
      ? [table(['name', 'type', 'default', 'meaning'], params.map(paramRow))]
      : ['None of its own.']),
    '',
    'Every opcode also takes the [common parameters](index.md#common-parameters).',
    '',
    ...(definition.rest ? ['## REST', '', ...definition.rest.map(restText)] : []),
    ...(definition.cli
      ? ['## Command line', '', ...definition.cli.map((binding) => cliText(definition, binding))]
      : []),
    '## JSON schema of the parameters',
    '',
    '```json',
    json,
    '```',
    '',
  ].join('\n');
}

const fileOf = (definition) => `${definition.path.replace('/', '-')}.md`;

function index() {
  const rows = [...opcodes.values()].map((definition) => [
    `[${definition.id}](${fileOf(definition)})`,
    definition.title,
    (definition.rest ?? []).map(({ method, path }) => `\`${method} ${path}\``).join('<br>'),
    (definition.cli ?? []).map(({ command }) => `\`gnt ${command}\``).join('<br>'),
  ]);
  return [
    '<!-- Made by tools/generate/opcodes.mjs from libs/opcodes; do not edit. -->',
    '# Operations',
    '',
    table(['opcode', 'what it does', 'REST', 'command line'], rows),
    '',
    '## Common parameters',
    '',
    table(['name', 'type', 'default', 'meaning'], Object.entries(commonParams).map(paramRow)),
    '',
  ].join('\n');
}

const files = new Map([
  ['index.md', index()],
  ...[...opcodes.values()].map((definition) => [fileOf(definition), page(definition)]),
]);

for (const [name, text] of files) settle(join(pages, name), text);
for (const name of existsSync(join(root, pages)) ? readdirSync(join(root, pages)) : []) {
  if (!files.has(name)) settle(join(pages, name), null);
}
process.exitCode = stale > 0 ? 1 : 0;
