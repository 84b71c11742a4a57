/** From an HTTP request to the parameters of an opcode. The tables of a RestBinding say how; nothing here knows HTTP itself. */
import { OpPrereqError } from '@ganeti/errors';
import type { OpcodeDefinition, QueryArg, RestBinding, RestRequest } from './define';

/** The body names a parameter that this resource does not let anybody set. RAPI answers 403. */
export class ForbiddenParameter extends OpPrereqError {}

function wrong(text: string): OpPrereqError {
  return new OpPrereqError(text, 'wrong_input');
}

/** First value of a query argument, read as Ganeti does: an integer, where only 0 is false. Absent: false. */
export function queryBool(request: RestRequest, name: string): boolean {
  return queryInt(request, name) !== 0;
}

function queryInt(request: RestRequest, name: string, absent = 0): number {
  const text = request.query[name]?.[0];
  if (text === undefined) return absent;
  if (!/^\s*[+-]?\d+\s*$/.test(text))
    throw wrong(`Invalid value for the '${name}' parameter: "${text}" is not a number`);
  return Number(text);
}

/**
 * The body as parameters (no body: none), older names replaced. Throws when it is no JSON object, names one of `taken`
 * (set by path or query), or gives both the older and the newer name.
 */
export function bodyParams(
  request: RestRequest,
  taken: Iterable<string> = [],
  aliases: Readonly<Record<string, string>> = {},
): Record<string, unknown> {
  const { body } = request;
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) {
    throw wrong(`Body contents: a JSON object is expected, not ${Array.isArray(body) ? 'a list' : `a ${typeof body}`}`);
  }
  // Without a prototype: `__proto__` is a name like any other, and unknown.
  const params = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(body)) {
    const real = Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name;
    if (Object.hasOwn(params, real))
      throw wrong(`Body names '${real}' twice: also by its older name; give one of them`);
    params[real] = value;
  }
  for (const name of taken) {
    if (Object.hasOwn(params, name)) {
      throw wrong(`Can't overwrite static parameters {'${name}'}: path or query of this request sets it`);
    }
  }
  return params;
}

function queryValue(request: RestRequest, name: string, arg: QueryArg): unknown {
  switch (arg.type) {
    case 'bool':
      return queryInt(request, name, typeof arg.default === 'number' ? arg.default : 0) !== 0;
    case 'int':
      return request.query[name] === undefined ? arg.default : queryInt(request, name);
    case 'string':
      return request.query[name]?.[0] ?? arg.default;
    case 'list':
      return [...(request.query[name] ?? [])];
  }
}

function aliasesOf(definition: OpcodeDefinition): Record<string, string> {
  return Object.fromEntries(
    Object.entries(definition.allParams).flatMap(([name, { alias }]) => (alias === undefined ? [] : [[alias, name]])),
  );
}

/** Path parameters that the opcode has; an index is digits in a path, and a number in an opcode. */
function pathParams(definition: OpcodeDefinition, request: RestRequest): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(request.path).flatMap(([name, text]) => {
      const param = definition.allParams[name];
      if (param === undefined) return [];
      const isText = param.schema.safeParse(text).success;
      return [[name, !isText && /^\d+$/.test(text) ? Number(text) : text]];
    }),
  );
}

/**
 * The job a request asks for: its opcodes with OP_ID, unchecked (parseOpcode does that), and without `reason`.
 * Throws OpPrereqError (wrong_input), or ForbiddenParameter.
 */
export function restJob(
  definition: OpcodeDefinition,
  binding: RestBinding,
  request: RestRequest,
): Record<string, unknown>[] {
  if (binding.job !== undefined) return binding.job(request);
  return [{ OP_ID: definition.id, ...restParams(definition, binding, request) }];
}

/**
 * The parameters of an opcode (unchecked: parseOpcode does that) from a request: what the resource fixes, then path, query and body.
 * Throws OpPrereqError (wrong_input), or ForbiddenParameter.
 */
export function restParams(
  definition: OpcodeDefinition,
  binding: RestBinding,
  request: RestRequest,
): Record<string, unknown> {
  const params = readParams(definition, binding, request);
  return binding.finish?.(params) ?? params;
}

function readParams(definition: OpcodeDefinition, binding: RestBinding, request: RestRequest): Record<string, unknown> {
  const given: Record<string, unknown> = { ...binding.fixed, ...pathParams(definition, request) };
  if (binding.parse !== undefined) return { ...given, ...binding.parse(request) };
  for (const [name, arg] of Object.entries(binding.query ?? {})) {
    const value = queryValue(request, name, arg);
    if (value !== undefined) given[arg.param] = value;
  }
  if (binding.body === 'none') return given;
  if (binding.needsBody === true && (request.body === undefined || request.body === null)) {
    throw wrong('Body contents: a JSON object with what is to be changed is expected');
  }
  const body = bodyParams(request, [...Object.keys(given), 'reason'], aliasesOf(definition));
  const forbidden = binding.forbidden?.find((name) => Object.hasOwn(body, name));
  if (forbidden !== undefined) {
    throw new ForbiddenParameter(`The parameter ${forbidden} cannot be set via RAPI`, 'wrong_input');
  }
  return { ...given, ...body };
}
