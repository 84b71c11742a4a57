/** Parameters of an opcode against its definition. */
import { OpPrereqError } from '@ganeti/errors';
import type { z } from 'zod';
import type { CommonParams, OpcodeDefinition } from './define';

/** Checked parameters of some opcode. */
export type Params = CommonParams & Readonly<Record<string, unknown>>;

/** Check names and types of parameters and fill in defaults. Throws OpPrereqError (wrong_input) that names opcode and parameter. */
export function checkParams(definition: OpcodeDefinition, params: unknown): Params {
  const parsed = definition.schema.safeParse(params);
  if (!parsed.success) throw new OpPrereqError(explain(definition, parsed.error, params), 'wrong_input');
  return parsed.data;
}

/** Whether checked parameters go together. Throws OpPrereqError (wrong_input). */
export function checkRule(definition: OpcodeDefinition, params: Params): void {
  const problem = definition.rule?.(params) ?? null;
  if (problem !== null) throw new OpPrereqError(`${definition.id}: ${problem}`, 'wrong_input');
}

/** Everything that can be said about parameters without knowing the cluster: checkParams and checkRule. */
export function parseParams(definition: OpcodeDefinition, params: unknown): Params {
  const checked = checkParams(definition, params);
  checkRule(definition, checked);
  return checked;
}

/** The first problem, in one sentence: one is enough to go on, and a list of all hides it. */
function explain(definition: OpcodeDefinition, error: z.ZodError, params: unknown): string {
  const issue = error.issues[0];
  if (issue === undefined) return `${definition.id}: parameters are wrong`;
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    return `${definition.id} has no parameter '${issue.keys[0] ?? ''}'`;
  }
  const [name, ...inside] = issue.path.map(String);
  if (name === undefined) return `${definition.id}: parameters have to be a JSON object`;
  if (typeof params === 'object' && params !== null && !Object.hasOwn(params, name)) {
    return `Parameter '${definition.id}.${name}' fails validation: it has to be given`;
  }
  const place = inside.length > 0 ? ` (at ${inside.join('.')})` : '';
  return `Parameter '${definition.id}.${name}' fails validation${place}: ${issue.message}`;
}
