/** Requests made from the OpenAPI document, and broken ones. None of them may change the cluster. */
import type { Random } from './random';
import { strange, valueFor, type Schema } from './values';

export interface Operation {
  readonly method: string;
  /** `/2/instances/{instance_name}/migrate` */
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  /** undefined: a body is not looked at. */
  readonly body: Schema | undefined;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
}
interface RawOperation {
  readonly parameters?: Operation['parameters'];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** All but the event stream, whose answer does not end. */
export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => path !== '/2/events' && ['get', 'put', 'post', 'delete'].includes(method))
      .map(([method, raw]) => ({
        method: method.toUpperCase(),
        path,
        parameters: raw.parameters ?? [],
        body: raw.requestBody?.content['application/json']?.schema,
      })),
  );
}

export type As = 'admin' | 'reader' | 'nobody';

export interface FuzzRequest {
  /** What kind of request: for the counts. */
  readonly kind: string;
  readonly as: As;
  readonly method: string;
  readonly path: string;
  readonly body?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

const names = ['none-1.example.com', 'none', '0', 'x'.repeat(200), 'INST', 'a.b.c', '_', '%41', 'a%20b', '..', 'instance'];
const garbage = ['/', '//', '/2/', '/2/zzz', '/3', '/2/instances/', '/2/instances/%', '/2/instances/a/b/c/d', '/2/jobs/-1', '/2/jobs/1e9', '/2/query/', '/%00', `/${'a'.repeat(3000)}`, '/2/info?x=%', '/2/tags?tag', '*'];
const kinds = ['instance', 'node', 'group', 'network', 'job', 'lock', 'filter', 'export', 'os', 'cluster', 'extstorage', 'zzz'];
const methods = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'MKCOL'];

/** An operation that reads, or that can be asked for without changing anything. */
function isHarmless({ method, path, parameters }: Operation): boolean {
  if (method === 'GET') return true;
  if (path.startsWith('/2/filters') || path === '/2/submit') return false;
  return path.includes('_name}') || path.startsWith('/2/jobs/') || parameters.some(({ name }) => name === 'dry-run');
}

export function makeRequest(operations: readonly Operation[], random: Random): FuzzRequest {
  const operation = random.pick(operations);
  const as = random.pick<As>(['admin', 'admin', 'admin', 'reader', 'nobody']);
  const roll = random.int(10);
  if (roll < 5 && (as !== 'admin' || isHarmless(operation))) return described(operation, as, random);
  if (roll < 8) return broken(operation, as, random);
  if (roll < 9) return { kind: 'odd path', as, method: random.pick(['GET', 'PUT']), path: random.pick(garbage) };
  return { kind: 'odd method', as: random.pick<As>(['reader', 'nobody']), method: random.pick(methods), path: address(operation, random) };
}

/** As the document says. */
function described(operation: Operation, as: As, random: Random): FuzzRequest {
  const { method, body } = operation;
  const made = body === undefined || random.chance(0.05) ? undefined : json(valueFor(body, random));
  return { kind: 'described', as, method, path: address(operation, random), ...(made === undefined ? {} : made) };
}

/** What has to be refused, whoever asks: the body is no JSON, of another type, or has what there is not. */
function broken(operation: Operation, as: As, random: Random): FuzzRequest {
  const { method } = operation;
  const path = address(operation, random);
  // Where a body is not looked at, only strangers are sure to be refused.
  const who = operation.body === undefined && !isHarmless(operation) ? random.pick<As>(['reader', 'nobody']) : as;
  const base = { as: who, method, path };
  const made = (kind: string, body: Buffer, type = 'application/json'): FuzzRequest => ({ ...base, kind, body, headers: { 'content-type': type } });
  return random.pick([
    () => made('no JSON', Buffer.from(random.pick(['{', '{"a":', 'null null', '[1,]', "{'a': 1}", 'NaN', '\u0000']))),
    () => made('bad UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
    () => made('other type', Buffer.from('{}'), random.pick(['text/plain', 'application/json; charset=utf-8', '', 'application/xml'])),
    () => made('deep JSON', Buffer.from(`{"zzz":${'['.repeat(5000)}${']'.repeat(5000)}}`)),
    () => made('unknown parameter', Buffer.from(JSON.stringify({ [`zzz${random.int(9)}`]: strange(random), __proto__: strange(random) }))),
    () => made('wrong form', Buffer.from(JSON.stringify(random.pick<unknown>([[], [1], 'text', 7, true])))),
    () => made('large', Buffer.from(JSON.stringify({ zzz: 'x'.repeat(200_000) }))),
  ])();
}

function json(value: unknown): Pick<FuzzRequest, 'body' | 'headers'> {
  return { body: Buffer.from(JSON.stringify(value) ?? 'null'), headers: { 'content-type': 'application/json' } };
}

/** Objects that do not exist; operations that can be tried dry are. */
function address({ method, path, parameters }: Operation, random: Random): string {
  const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'job_id' ? String(random.pick([0, 1, 2, 99_999_999])) : name === 'resource' ? random.pick(kinds) : name === 'disk_index' ? String(random.int(20)) : random.pick(names),
  );
  const query = parameters
    .filter((each) => each.in === 'query' && each.name !== 'dry-run' && random.chance(0.4))
    .map((each) => `${each.name}=${encodeURIComponent(String(valueFor(each.schema, random)))}`);
  if (method !== 'GET' && parameters.some(({ name }) => name === 'dry-run')) query.push('dry-run=1');
  // Waiting for a job takes as long as it takes.
  return query.length === 0 ? place : `${place}?${query.join('&')}`;
}
