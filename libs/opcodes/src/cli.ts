/**
 * From a command line to opcodes. gnt only registers what `cliOptions` says with its option parser, and hands what that found to
 * `cliParams`; nothing there knows a single opcode.
 */
import type { CliBinding, CliOption, OpcodeDefinition, ParamSpec } from './define';
import {
  boolFromText,
  disksFromTexts,
  intFromText,
  keyValuesFromText,
  nicsFromTexts,
  numberFromText,
  sizeFromText,
  splitEscaped,
  wrongInput,
} from './cli-values';
import { paramJsonSchema, type JsonSchema } from './jsonschema';

/** One option as an option parser needs it. */
export interface ResolvedOption {
  /** commander syntax */
  readonly flags: string;
  /** Name under which commander stores it: `--disk-template` is diskTemplate, `--no-start` is start (false when given). */
  readonly attribute: string;
  readonly param: string;
  readonly type: CliOption['type'];
  readonly takesValue: boolean;
  /** May be given several times; all texts count. */
  readonly repeatable: boolean;
  readonly choices?: readonly string[];
  readonly doc: string;
  /** Parameters from all texts given (one empty text for an option without a value). Throws OpPrereqError (wrong_input). */
  readonly parse: (texts: readonly string[]) => Record<string, unknown>;
}

const priorities: Readonly<Record<string, number>> = { low: 10, normal: 0, high: -10 };

/** Options of every command. The rest of the common parameters is not for people, or the command line's own business. */
const commonOptions: readonly CliOption[] = [
  { flags: '--dry-run', param: 'dry_run', type: 'flag' },
  {
    flags: '--priority <priority>',
    param: 'priority',
    type: 'custom',
    choices: Object.keys(priorities),
    parse: (text) => ({ priority: priorities[text] ?? intFromText(text) }),
    doc: 'When to run among other jobs: low, normal or high.',
  },
  { flags: '--comment <text>', param: 'comment', type: 'string' },
];

/** All options of a command: those the binding names, one for each other parameter, and the common ones. */
export function cliOptions(definition: OpcodeDefinition, binding: CliBinding): ResolvedOption[] {
  const named = binding.options ?? [];
  const taken = new Set([
    ...named.map((option) => option.param),
    ...binding.args.map(argName),
    ...(binding.hidden ?? []),
    ...Object.keys(binding.fixed ?? {}),
  ]);
  const automatic = Object.entries(definition.params)
    .filter(([name]) => !taken.has(name))
    .map(([name, param]) => automaticOption(name, param));
  return [...named, ...automatic, ...commonOptions].map((option) => resolve(definition, option));
}

/** `name` of `name...` */
function argName(arg: string): string {
  return arg.replace(/\.\.\.$/, '');
}

function resolve(definition: OpcodeDefinition, option: CliOption): ResolvedOption {
  const long = /--([a-z0-9-]+)/.exec(option.flags)?.[1] ?? /-([a-zA-Z])/.exec(option.flags)?.[1] ?? option.flags;
  const takesValue = /[<[]/.test(option.flags);
  const param = definition.allParams[option.param];
  const choices = option.choices ?? (option.type === 'string' && param !== undefined ? choicesOf(param) : undefined);
  return {
    flags: option.flags,
    attribute: camelCase(long.replace(/^no-/, '')),
    param: option.param,
    type: option.type,
    takesValue,
    repeatable: takesValue && ['list', 'intlist', 'keyvalue', 'disk', 'net', 'custom'].includes(option.type),
    ...(choices === undefined ? {} : { choices }),
    doc: option.doc ?? (option.type === 'negated' ? `Turn this off: ${param?.doc ?? ''}` : (param?.doc ?? '')),
    parse: (texts) => parseOption(option, texts),
  };
}

function camelCase(kebab: string): string {
  return kebab.replace(/-([a-z0-9])/g, (_, char: string) => char.toUpperCase());
}

/** Whether the parser found the option: `--no-x` is stored as x: false. */
function textsOf(option: ResolvedOption, found: Readonly<Record<string, unknown>>): string[] | null {
  const value = found[option.attribute];
  if (!option.takesValue) {
    const given = /--no-/.test(option.flags) ? value === false : value === true;
    return given ? [''] : null;
  }
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.length > 0 ? value.map(String) : null;
}

/**
 * The opcodes of a command: one set of parameters (unchecked: parseParams does that), or one for each value of `each`.
 * `found`: the parser's option values by `attribute`. Throws OpPrereqError (wrong_input).
 */
export function cliParams(
  definition: OpcodeDefinition,
  binding: CliBinding,
  args: readonly string[],
  found: Readonly<Record<string, unknown>>,
): Record<string, unknown>[] {
  const params: Record<string, unknown> = {};
  for (const option of cliOptions(definition, binding)) {
    const texts = textsOf(option, found);
    if (texts !== null) merge(params, option.parse(texts), option.flags);
  }
  const all = { ...binding.defaults, ...params, ...argumentParams(definition, binding, args), ...binding.fixed };
  const { each } = binding;
  const values = each === undefined ? undefined : all[each];
  const sets =
    each !== undefined && Array.isArray(values) ? values.map((value: unknown) => ({ ...all, [each]: value })) : [all];
  return binding.finish === undefined ? sets : sets.map(binding.finish);
}

/** Lists and dictionaries from several options are joined; two different values for anything else are a mistake. */
function merge(params: Record<string, unknown>, more: Record<string, unknown>, flags: string): void {
  for (const [name, value] of Object.entries(more)) {
    const before = params[name];
    if (before === undefined || before === value) params[name] = value;
    else if (Array.isArray(before) && Array.isArray(value))
      params[name] = [...(before as unknown[]), ...(value as unknown[])];
    else if (isDict(before) && isDict(value)) params[name] = joined(before, value);
    else throw wrongInput(`Option ${flags} contradicts another option: both set ${name}`);
  }
}

/** Dictionaries inside dictionaries are joined too: `-H kvm:a=1 -H kvm:b=2`. */
function joined(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  const inside = Object.entries(after).map(([name, value]): [string, unknown] => {
    const earlier = before[name];
    return [name, isDict(earlier) && isDict(value) ? joined(earlier, value) : value];
  });
  return { ...before, ...Object.fromEntries(inside) };
}

function isDict(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function argumentParams(
  definition: OpcodeDefinition,
  binding: CliBinding,
  args: readonly string[],
): Record<string, unknown> {
  const last = binding.args.at(-1);
  const takesRest = last?.endsWith('...') === true;
  if (!takesRest && args.length > binding.args.length) {
    throw wrongInput(`${binding.command}: too many arguments: ${args.slice(binding.args.length).join(' ')}`);
  }
  return Object.fromEntries(
    binding.args.map((arg, index): [string, unknown] => {
      const name = argName(arg);
      const read = (text: string) => parseText(binding.argTypes?.[name] ?? textType(definition.allParams[name]), text);
      if (arg !== name) return [name, args.slice(index).map(read)];
      const text = args[index];
      if (text === undefined) throw wrongInput(`${binding.command}: argument <${name}> is missing`);
      return [name, read(text)];
    }),
  );
}

/** How a single argument is read. */
function textType(param: ParamSpec | undefined): CliOption['type'] {
  const type = param === undefined ? undefined : typesOf(paramJsonSchema(param)).find((name) => name !== 'null');
  return type === 'integer' ? 'int' : type === 'number' ? 'number' : 'string';
}

function parseOption(option: CliOption, texts: readonly string[]): Record<string, unknown> {
  if (option.type === 'custom') {
    const parse = option.parse ?? ((text: string) => ({ [option.param]: text }));
    const params: Record<string, unknown> = {};
    for (const text of texts) merge(params, parse(text), option.flags);
    return params;
  }
  return { [option.param]: valueOf(option.type, texts) };
}

function valueOf(type: Exclude<CliOption['type'], 'custom'>, texts: readonly string[]): unknown {
  switch (type) {
    case 'flag':
      return true;
    case 'negated':
      return false;
    case 'list':
      return texts.flatMap((text) => splitEscaped(text));
    case 'intlist':
      return texts.flatMap((text) => splitEscaped(text)).map(intFromText);
    case 'keyvalue':
      return Object.assign({}, ...texts.map(keyValuesFromText)) as Record<string, unknown>;
    case 'disk':
      return disksFromTexts(texts);
    case 'net':
      return nicsFromTexts(texts);
    case 'bool':
    case 'string':
    case 'int':
    case 'number':
    case 'size':
    case 'json':
    case 'jsonfile':
      return parseText(type, texts.at(-1) ?? '');
  }
}

function parseText(type: CliOption['type'], text: string): unknown {
  switch (type) {
    case 'bool':
      return boolFromText(text);
    case 'int':
      return intFromText(text);
    case 'number':
      return numberFromText(text);
    case 'size':
      return sizeFromText(text);
    case 'json':
    case 'jsonfile':
      try {
        return JSON.parse(text) as unknown;
      } catch {
        throw wrongInput(`"${text}" is no JSON`);
      }
    default:
      return text;
  }
}

/** An option from the type of its parameter: `--wait-for-sync`, or `--no-wait-for-sync` when it is on by default. */
function automaticOption(name: string, param: ParamSpec): CliOption {
  const schema = paramJsonSchema(param);
  const kebab = name.replaceAll('_', '-');
  const types = typesOf(schema);
  const nullable = types.includes('null');
  const type = types.find((candidate) => candidate !== 'null');
  const option = (kind: CliOption['type'], value?: string): CliOption => ({
    flags: value === undefined ? `--${kebab}` : `--${kebab} <${value}>`,
    param: name,
    type: kind,
  });
  switch (type) {
    case 'boolean':
      if (nullable) return option('bool', 'yes|no');
      if (schema.default === true) return { flags: `--no-${kebab}`, param: name, type: 'negated' };
      return option('flag');
    case 'integer':
      return option('int', 'number');
    case 'number':
      return option('number', 'number');
    case 'string':
      return option('string', 'text');
    case 'object':
      return option('keyvalue', 'name=value,...');
    case 'array': {
      const items = itemsOf(schema);
      if (items === 'string') return option('list', 'value,...');
      return items === 'integer' ? option('intlist', 'number,...') : option('json', 'json');
    }
    default:
      return option('json', 'json');
  }
}

/** JSON types a schema allows; the variants of a nullable one are looked into. */
function typesOf(schema: JsonSchema): string[] {
  if (typeof schema.type === 'string') return [schema.type];
  return (schema.anyOf ?? []).flatMap(typesOf);
}

function itemsOf(schema: JsonSchema): string | undefined {
  const list = schema.type === 'array' ? schema : schema.anyOf?.find((variant) => variant.type === 'array');
  return list?.items?.type;
}

/** The words a parameter takes, when it is an enumeration. */
export function choicesOf(param: ParamSpec): readonly string[] | undefined {
  const schema = paramJsonSchema(param);
  const words = schema.enum ?? schema.anyOf?.find((variant) => variant.enum !== undefined)?.enum;
  return words?.every((word) => typeof word === 'string') === true ? words : undefined;
}
