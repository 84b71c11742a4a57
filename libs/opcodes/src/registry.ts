/** All opcodes, and what can be said about any of them. */
import { OpPrereqError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';
import { checkParams, type Params } from './check';
import type { OpcodeDefinition, ParamSpec } from './define';
import { commonParams } from './define';
import * as definitions from './definitions';

/** By OP_ID, in the order of the ids. */
export const opcodes: ReadonlyMap<string, OpcodeDefinition> = new Map(
  (Object.values(definitions) as unknown as OpcodeDefinition[])
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((definition) => [definition.id, definition]),
);

export interface ParsedOpcode {
  readonly definition: OpcodeDefinition;
  readonly params: Params;
}

/** The definition with this OP_ID; throws OpPrereqError (wrong_input). */
export function findOpcode(id: unknown): OpcodeDefinition {
  const definition = typeof id === 'string' ? opcodes.get(id) : undefined;
  if (definition === undefined) {
    throw new OpPrereqError(
      typeof id === 'string'
        ? `There is no opcode ${id}`
        : 'An opcode needs its name under OP_ID, such as OP_TEST_DELAY',
      'wrong_input',
    );
  }
  return definition;
}

/**
 * Check a whole opcode: a JSON object with OP_ID and parameters. Throws like checkParams. Whether the values go together (checkRule)
 * is for its job to say, as clients know it.
 */
export function parseOpcode(input: unknown): ParsedOpcode {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new OpPrereqError('An opcode is a JSON object with OP_ID and parameters', 'wrong_input');
  }
  const { OP_ID: id, ...params } = input as Record<string, unknown>;
  const definition = findOpcode(id);
  return { definition, params: checkParams(definition, params) };
}

/** One line for lists of jobs: INSTANCE_MIGRATE(web1). */
export function summary(definition: OpcodeDefinition, params: Readonly<Record<string, unknown>>): string {
  const name = definition.id.slice('OP_'.length);
  if (definition.summary === undefined) return name;
  const value = params[definition.summary];
  return `${name}(${definition.summaryText?.(value) ?? plainText(value)})`;
}

function plainText(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (Array.isArray(value)) return value.map(plainText).join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

type Instead = Readonly<Record<string, unknown>>;
/** Parameters that are written even when they are null, and as what. */
const encodedNulls: Instead = { depends: null, comment: null };
const shownNulls: Instead = { ...encodedNulls, debug_level: 0 };

function fields(
  definition: OpcodeDefinition,
  params: Readonly<Record<string, unknown>>,
  show: (name: string, value: unknown) => unknown,
  nulls: Instead,
): Record<string, Json> {
  const shown = (names: readonly string[]): [string, unknown][] =>
    names.flatMap((name) => {
      const value = params[name] ?? null;
      if (value === null) return Object.hasOwn(nulls, name) ? [[name, nulls[name]]] : [];
      return [[name, show(name, value)]];
    });
  return Object.fromEntries([
    ...shown(Object.keys(commonParams)),
    ['OP_ID', definition.id],
    ...shown(Object.keys(definition.params)),
  ]) as Record<string, Json>;
}

/** The opcode as it is kept and sent between daemons: everything but parameters that are null. Not for users: it holds secrets. */
export function encodeOpcode(
  definition: OpcodeDefinition,
  params: Readonly<Record<string, unknown>>,
): Record<string, Json> {
  return fields(definition, params, (_name, value) => value, encodedNulls);
}

/** The opcode as users see it (the `ops` of a job): like encodeOpcode, secrets replaced. */
export function serialize(
  definition: OpcodeDefinition,
  params: Readonly<Record<string, unknown>>,
): Record<string, Json> {
  return fields(definition, params, (name, value) => shownValue(definition.allParams[name], value), shownNulls);
}

function shownValue(param: ParamSpec | undefined, value: unknown): unknown {
  if (param?.secret === true) return redacted(value);
  return param?.opcodes === true && Array.isArray(value) ? value.map(shownOpcode) : value;
}

/** An opcode inside another one: secrets are replaced by the definition it belongs to. */
function shownOpcode(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const definition = opcodes.get((value as { OP_ID?: string }).OP_ID ?? '');
  if (definition === undefined) return redacted(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, shownValue(definition.allParams[name], inner)]),
  );
}

/** Names inside a dictionary of secrets are no secret. */
function redacted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '<redacted>';
  return Object.fromEntries(Object.keys(value).map((key) => [key, '<redacted>']));
}
