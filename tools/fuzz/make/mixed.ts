/** Requests as the OpenAPI document describes them. None of them can change the cluster: jobs that fail, jobs tried dry, and reading. */
import type { Operation } from '../operations';
import type { Random } from '../random';
import { jsonBytes, jsonType, type As, type FuzzRequest } from '../request';
import { valueFor } from '../values';
import { queryKinds } from '../world';
import { argumentsOf, garbageQuery, pathOf, target } from './address';
import { fieldsOf, filterOf } from './filters';
import { refusedRequest } from './refused';
import { oddlySent } from './wire';

export function mixedRequest(operations: readonly Operation[], random: Random): FuzzRequest {
  const roll = random.int(100);
  if (roll < 60) return described(operations, random);
  if (roll < 78) return question(random);
  if (roll < 88) return garbageArguments(operations, random);
  if (roll < 90) return oddlySent(random);
  return { ...refusedRequest(operations, random), kind: 'refused' };
}

/**
 * How an operation can be sent so that it changes nothing: to objects that there are when it can be tried dry, else to missing
 * ones. Null: not at all.
 */
function harmless({ reads, path, parameters }: Operation): 'present' | 'dry' | 'missing' | null {
  // Of the jobs that can be named all have ended: it is too late to cancel them.
  if (reads || path === '/2/jobs/{job_id}') return 'present';
  if (path.startsWith('/2/filters') || path === '/2/submit') return null;
  if (parameters.some(({ name }) => name === 'dry-run')) return 'dry';
  return path.includes('_name}') ? 'missing' : null;
}

function described(operations: readonly Operation[], random: Random): FuzzRequest {
  const operation = random.pick(operations.filter((each) => harmless(each) !== null));
  const how = harmless(operation);
  const args = argumentsOf(operation, random, ['dry-run']);
  if (how === 'dry') args.push('dry-run=1');
  const body = operation.body === undefined || random.chance(0.05) ? undefined : jsonBytes(valueFor(operation.body, random));
  return {
    kind: how === 'dry' ? 'described, dry run' : 'described',
    as: random.pick<As>(['admin', 'admin', 'admin', 'reader', 'limited', 'nobody']),
    method: operation.method,
    path: target(pathOf(operation, random, how !== 'missing' && random.chance(0.7)), args),
    ...(body === undefined ? {} : { headers: jsonType, body }),
  };
}

function question(random: Random): FuzzRequest {
  const kind = random.pick(queryKinds);
  const question = { fields: fieldsOf(kind, random), qfilter: random.chance(0.2) ? null : filterOf(kind, random) };
  return { kind: 'query', as: random.pick<As>(['admin', 'reader', 'limited']), method: 'PUT', path: `/2/query/${kind}`, headers: jsonType, body: jsonBytes(question) };
}

function garbageArguments(operations: readonly Operation[], random: Random): FuzzRequest {
  const operation = random.pick(operations.filter(({ method, body }) => method === 'GET' && body === undefined));
  const args = [...argumentsOf(operation, random), garbageQuery(random)];
  return { kind: 'garbage arguments', as: random.pick<As>(['admin', 'reader', 'limited']), method: 'GET', path: target(pathOf(operation, random, true), args) };
}
