/** Opcodes as they are kept, and as they are shown. */
import type { Json } from '@ganeti/objects';
import { commonParams, opcodes, serialize, summary, type OpcodeDefinition } from '@ganeti/opcodes';
import type { StoredOp } from './job';

type Input = StoredOp['input'];

export function opId(input: Input): string {
  return typeof input.OP_ID === 'string' ? input.OP_ID : '';
}

export function definitionOf(input: Input): OpcodeDefinition | undefined {
  return opcodes.get(opId(input));
}

/** The opcode without secrets: what users see, and what is kept after it has ended. */
export function redact(input: Input): Input {
  const definition = definitionOf(input);
  // An opcode this version does not know may have secrets this version does not know either.
  if (definition === undefined) return pick(input, ['OP_ID', ...Object.keys(commonParams)]);
  if (!hasSecret(definition, input)) return input.debug_level === undefined ? { debug_level: 0, ...input } : input;
  return serialize(definition, input);
}

function hasSecret(definition: OpcodeDefinition, input: Input): boolean {
  return secretNames(definition).some((name) => input[name] !== undefined);
}

/** Parameters that are, or may hold, secrets. */
const secretNamesCache = new WeakMap<OpcodeDefinition, readonly string[]>();
function secretNames(definition: OpcodeDefinition): readonly string[] {
  let names = secretNamesCache.get(definition);
  if (names === undefined) {
    names = Object.entries(definition.allParams).flatMap(([name, spec]) => (spec.secret === true || spec.opcodes === true ? [name] : []));
    secretNamesCache.set(definition, names);
  }
  return names;
}

function pick(input: Input, names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(names.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])));
}

/** One line for lists. */
export function summaryOf(input: Input): string {
  const definition = definitionOf(input);
  return definition === undefined ? opId(input).replace(/^OP_/, '') : summary(definition, input);
}
