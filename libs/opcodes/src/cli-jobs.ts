/** From a command line to jobs: what an option parser found, and the arguments, become opcodes. */
import type { Json } from '@ganeti/objects';
import { argName, cliOptions, textType, type ResolvedOption } from './cli';
import { mergeParams, parseText } from './cli-parse';
import { wrongInput } from './cli-values';
import type { CliBinding, CliLookUp, OpcodeDefinition } from './define';

/**
 * The jobs of a command, each a list of opcodes with OP_ID (unchecked: parseOpcode does that). `lookUp` is asked for names that no
 * argument gives. Throws OpPrereqError (wrong_input), and whatever `lookUp` throws.
 */
export async function cliJobs(
  definition: OpcodeDefinition,
  binding: CliBinding,
  args: readonly string[],
  found: Readonly<Record<string, unknown>>,
  lookUp: (kind: CliLookUp['kind'], filter: Json | null) => Promise<readonly string[]>,
): Promise<Record<string, unknown>[][]> {
  const all = allParams(definition, binding, args, found);
  const names = binding.lookUp;
  if (names !== undefined && isEmpty(all[names.param])) {
    all[names.param] = await lookUp(names.kind, names.filter?.(all) ?? null);
  }
  return paramSets(binding, all).map((params) => binding.job?.(params) ?? [{ OP_ID: definition.id, ...params }]);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
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
  return paramSets(binding, allParams(definition, binding, args, found));
}

function allParams(
  definition: OpcodeDefinition,
  binding: CliBinding,
  args: readonly string[],
  found: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const option of cliOptions(definition, binding)) {
    const texts = textsOf(option, found);
    if (texts !== null) mergeParams(params, option.parse(texts), option.flags);
  }
  return { ...binding.defaults, ...params, ...argumentParams(definition, binding, args), ...binding.fixed };
}

/** One set, or one for each value of `each`. */
function paramSets(binding: CliBinding, all: Record<string, unknown>): Record<string, unknown>[] {
  const { each } = binding;
  const values = each === undefined ? undefined : all[each];
  const sets =
    each !== undefined && Array.isArray(values) ? values.map((value: unknown) => ({ ...all, [each]: value })) : [all];
  return binding.finish === undefined ? sets : sets.map(binding.finish);
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
