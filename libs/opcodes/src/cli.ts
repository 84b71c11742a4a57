/**
 * The options and arguments of commands. gnt only registers what `cliOptions` and `cliOwnOptions` say with its option parser, and hands
 * what that found to `cliJobs` (cli-jobs.ts); nothing there knows a single opcode.
 */
import { parseOption } from './cli-parse';
import { intFromText } from './cli-values';
import type { CliBinding, CliOption, OpcodeDefinition, ParamSpec } from './define';
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

export type OwnOption = Pick<ResolvedOption, 'flags' | 'doc' | 'choices'>;

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

/** Options that are no parameters: how to submit, whether to ask, how to show. */
export function cliOwnOptions(definition: OpcodeDefinition, binding: CliBinding): OwnOption[] {
  const confirmed = binding.confirm !== undefined;
  const own: OwnOption[] = [
    { flags: '--submit', doc: 'Print the job id and do not wait.' },
    { flags: '--print-jobid', doc: 'Print the job id, then wait.' },
    { flags: '--reason <text>', doc: 'Why this is done; kept with the job.' },
    ...(confirmed ? [{ flags: '--yes', doc: 'Do not ask.' }] : []),
    ...(binding.confirmOption === undefined ? [] : [{ flags: binding.confirmOption, doc: confirmed ? 'The same as --yes.' : 'No effect: nothing is asked.' }]),
    // Ganeti's name for it, where the opcode has no parameter of that name.
    ...(confirmed ? [{ flags: '-f, --force', doc: 'Do not ask.' }] : []),
    ...(binding.table === undefined ? [] : tableOptions),
  ];
  const taken = new Set(cliOptions(definition, binding).map(({ flags }) => longName(flags)));
  return own.filter(({ flags }) => !taken.has(longName(flags)));
}

const tableOptions: readonly OwnOption[] = [
  { flags: '--no-headers', doc: 'Leave the titles out.' },
  { flags: '--separator <text>', doc: 'Put this between columns instead of aligning them.' },
  {
    flags: '--units <unit>',
    doc: 'Sizes in m, g or t without a unit, or h: for humans.',
    choices: ['h', 'm', 'g', 't'],
  },
];

/** The arguments of a command, as a usage line has them: `<x>`, and in brackets what may be left out: `[x...]`. */
export function cliUsage(definition: OpcodeDefinition, binding: CliBinding): string[] {
  return binding.args.map((arg) => {
    const name = argName(arg);
    const canBeNone = arg !== name && definition.allParams[name]?.required !== true && binding.each !== name;
    return canBeNone || binding.lookUp?.param === name ? `[${arg}]` : `<${arg}>`;
  });
}

/** `name` of `name...` */
export function argName(arg: string): string {
  return arg.replace(/\.\.\.$/, '');
}

function resolve(definition: OpcodeDefinition, option: CliOption): ResolvedOption {
  const long = longName(option.flags);
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

function longName(flags: string): string {
  return /--([a-z0-9-]+)/.exec(flags)?.[1] ?? /-([a-zA-Z])/.exec(flags)?.[1] ?? flags;
}

function camelCase(kebab: string): string {
  return kebab.replace(/-([a-z0-9])/g, (_, char: string) => char.toUpperCase());
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

/** How a single argument is read. */
export function textType(param: ParamSpec | undefined): CliOption['type'] {
  const type = param === undefined ? undefined : typesOf(paramJsonSchema(param)).find((name) => name !== 'null');
  return type === 'integer' ? 'int' : type === 'number' ? 'number' : 'string';
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
