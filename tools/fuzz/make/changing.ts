/** Requests that may do what they say, on objects that there are: operations meet in states that nobody thought of. */
import type { Operation } from '../operations';
import type { Random } from '../random';
import { jsonBytes, jsonType, type FuzzRequest } from '../request';
import { valueFor } from '../values';
import { argumentsOf, pathOf, target } from './address';

export function changingRequest(operations: readonly Operation[], random: Random): FuzzRequest {
  // A filter rule may hold all jobs up for ever.
  const operation = random.pick(operations.filter(({ reads, path }) => !reads && !path.startsWith('/2/filters') && path !== '/2/submit'));
  const { body, method } = operation;
  const made = body === undefined ? {} : { headers: jsonType, body: jsonBytes(valueFor(body, random)) };
  return { kind: 'changing', as: 'admin', method, path: target(pathOf(operation, random, true), argumentsOf(operation, random, ['dry-run'])), ...made };
}
