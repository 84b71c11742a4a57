/** Examples for the documents. They are checked by a test: each is what its opcode takes. */
import type { CliBinding, OpcodeDefinition, ParamShape } from './define';
import { cliOptions } from './cli';
import { paramJsonSchema, type JsonSchema } from './jsonschema';
import { bodies, byName, commands, names, resourceBodies } from './example-values';
import type { RestOperation, RestQueryArg } from './rest-operations';

/** What to send; undefined: nothing. */
export function requestExample(operation: RestOperation): unknown {
  const { body, jsonBody, opcode } = operation;
  if (jsonBody === undefined) return body === undefined ? undefined : bodyExample(operation);
  // A text, or a list such as one of tags.
  const value = valueOf('value', paramJsonSchema(jsonBody));
  return Array.isArray(value) ? (byName[opcode?.definition.path.split('/')[0] ?? ''] ?? value) : value;
}

/** A body: what has to be given, and what is worth showing. */
export function bodyExample({ method, path, body = {}, opcode }: RestOperation): Record<string, unknown> {
  if (opcode !== undefined) return opcodeExample(opcode.definition, body);
  return { ...requiredValues(body), ...resourceBodies[`${method} ${path}`] };
}

/** Parameters of an opcode; `shape`: those that may be among them. */
export function opcodeExample(
  { id, path, params }: OpcodeDefinition,
  shape: ParamShape = params,
): Record<string, unknown> {
  const name = shape.new_name === undefined ? undefined : names[path.split('/')[0] ?? ''];
  return { ...requiredValues(shape), ...(name === undefined ? {} : { new_name: name }), ...bodies[id] };
}

/** Path and query of an example. */
export function addressExample({ path, pathArgs, query, opcode }: RestOperation): string {
  const args = [...pathArgs];
  const address = path.replace(/\[\w+\]/g, () => String(byName[args.shift()?.name ?? '']));
  const special = bodies[opcode?.definition.id ?? ''];
  const valueFor = ({ name, param }: RestQueryArg): unknown =>
    special?.[name] ?? byName[name] ?? valueOf(name, param === undefined ? {} : paramJsonSchema(param));
  const needed = query
    .filter((arg) => arg.required || arg.name === 'tag')
    .map((arg) => `${arg.name}=${encodeURIComponent(String(valueFor(arg)))}`);
  return needed.length === 0 ? address : `${address}?${needed.join('&')}`;
}

/** `gnt instance migrate web1.example.com` */
export function commandExample(definition: OpcodeDefinition, binding: CliBinding): string {
  const given =
    commands[binding.command] ??
    [...neededOptions(definition, binding), ...binding.args.map((arg) => argument(binding, arg))].join(' ');
  return `gnt ${binding.command} ${given}`.trim();
}

function argument({ command }: CliBinding, arg: string): string {
  const name = arg.replace(/\.\.\.$/, '');
  const area = command.split(' ')[0] ?? '';
  if (name === 'name') return String(byName[`${area}_name`] ?? byName.name);
  if (name === 'new_name') return names[area] ?? name;
  const value = byName[name] ?? name;
  return [value].flat().map(String).join(' ');
}

/** Options for parameters that must be given, and are neither arguments nor known otherwise. */
function neededOptions(definition: OpcodeDefinition, binding: CliBinding): string[] {
  const known = new Set([
    ...binding.args.map((arg) => arg.replace(/\.\.\.$/, '')),
    ...Object.keys({ ...binding.fixed, ...binding.defaults }),
    ...(binding.hidden ?? []),
  ]);
  const options = cliOptions(definition, binding);
  return Object.entries(definition.params).flatMap(([name, param]) => {
    if (!param.required || known.has(name)) return [];
    const option = options.find((candidate) => candidate.param === name);
    const flag = option?.flags.split(/[ ,]+/)[0] ?? `--${name}`;
    const value = byName[name] ?? valueOf(name, paramJsonSchema(param));
    return option?.takesValue === false ? [flag] : [flag, Array.isArray(value) ? value.join(',') : String(value)];
  });
}

function requiredValues(shape: ParamShape): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(shape).flatMap(([name, param]) =>
      param.required
        ? [[name, param.schema.safeParse(byName[name]).success ? byName[name] : valueOf(name, paramJsonSchema(param))]]
        : [],
    ),
  );
}

/** Some value of a type. */
function valueOf(name: string, schema: JsonSchema): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [variant] = schema.anyOf ?? schema.oneOf ?? [];
  if (variant !== undefined) return valueOf(name, variant);
  switch (schema.type) {
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1);
    case 'array':
      return schema.prefixItems?.map((item) => valueOf(name, item)) ?? [];
    case 'object':
      return {};
    case 'null':
      return null;
    default:
      return name;
  }
}
