/** Requests that the seed reads more strictly, or more freely, than today's servers do. */
import { OpPrereqError } from '@ganeti/errors';
import type { RestBinding, RestRequest } from '@ganeti/opcodes';

export function seedBinding(binding: RestBinding): RestBinding {
  const check = checkOf(binding);
  // Every parameter of cluster modify could be set.
  const { forbidden: _none, ...open } = binding;
  if (check === null) return open;
  const { parse, job } = open;
  if (job !== undefined) return { ...open, job: (request) => job(checked(request, check)) };
  if (parse !== undefined) return { ...open, parse: (request) => parse(checked(request, check)) };
  throw new Error(`${binding.method} ${binding.path} is read by tables: nothing can be checked before`);
}

type Check = (request: RestRequest) => string | null;

function checked(request: RestRequest, check: Check): RestRequest {
  const wrong = check(request);
  if (wrong !== null) throw new OpPrereqError(wrong, 'wrong_input');
  return request;
}

function checkOf({ method, path }: RestBinding): Check | null {
  if (path.endsWith('/tags')) return method === 'DELETE' || method === 'PUT' ? needsTags : null;
  if (path.endsWith('/storage')) return needsStorageType;
  return path.endsWith('/reinstall') ? needsOs : null;
}

function needsTags({ query, body }: RestRequest): string | null {
  const given = query['tag'] !== undefined || (Array.isArray(body) && body.length > 0);
  return given ? null : 'There are no tags in the request: give a list of them in the body, or ?tag=a&tag=b';
}

function needsStorageType({ query }: RestRequest): string | null {
  return query['storage_type'] === undefined ? "The argument 'storage_type' is missing" : null;
}

function needsOs({ query, body }: RestRequest): string | null {
  const given = query['os'] !== undefined || (typeof body === 'object' && body !== null && 'os' in body);
  return given ? null : "The parameter 'os' is missing: the operating system to install";
}
