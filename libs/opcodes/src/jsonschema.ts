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
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
}

/** What may be sent, before defaults and conversions. */
function convert(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json as JsonSchema;
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
