/** JSON schema of opcodes, for OpenAPI, docs and the command line. */
import { z } from 'zod';
import type { OpcodeDefinition, ParamSpec } from './define';

/** The parts of JSON schema that our own code looks at. */
export interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly deprecated?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
}

/** What may be sent (input: before defaults and conversions), or what comes out. */
function convert(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return simplified(json) as JsonSchema;
}

/** One form for what can be said in several: no list of types, and no bounds that every exact integer keeps. */
function simplified(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(simplified);
  if (typeof value !== 'object' || value === null) return value;
  const { type, ...rest } = value as Record<string, unknown>;
  const entries = Object.entries(rest)
    .filter(([name, bound]) => !(name === 'minimum' && bound === Number.MIN_SAFE_INTEGER))
    .filter(([name, bound]) => !(name === 'maximum' && bound === Number.MAX_SAFE_INTEGER));
  return {
    ...(Array.isArray(type)
      ? { anyOf: type.map((each: unknown) => ({ type: each })) }
      : type === undefined
        ? {}
        : { type: simplified(type) }),
    ...Object.fromEntries(
      entries.map(([name, inner]) => [name, name === 'default' || name === 'enum' ? inner : simplified(inner)]),
    ),
  };
}

const known = new WeakMap<ParamSpec, JsonSchema>();

export function paramJsonSchema(param: ParamSpec): JsonSchema {
  let json = known.get(param);
  if (json === undefined) {
    json = convert(param.schema, 'input');
    known.set(param, json);
  }
  return json;
}

/** All parameters of an opcode as one object (without OP_ID), descriptions included. */
export function paramsJsonSchema(definition: OpcodeDefinition): JsonSchema {
  const entries = Object.entries(definition.allParams);
  return {
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([name, param]) => [name, { ...paramJsonSchema(param), description: param.doc }]),
    ),
    required: entries.filter(([, param]) => param.required).map(([name]) => name),
    additionalProperties: false,
  };
}

export function resultJsonSchema(definition: OpcodeDefinition): JsonSchema {
  return convert(definition.result, 'output');
}

/** What an answer looks like. */
export function answerJsonSchema(answer: z.ZodType): JsonSchema {
  return convert(answer, 'output');
}
