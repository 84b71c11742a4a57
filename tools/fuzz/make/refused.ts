/** Requests that have to be refused, whatever the cluster holds. */
import { brokenJson, oddObject } from '../json-texts';
import type { Operation } from '../operations';
import type { Random } from '../random';
import { jsonBytes, jsonType, type As, type FuzzRequest } from '../request';
import { strange, valueFor } from '../values';
import { existing } from '../world';
import { argument, argumentsOf, garbageQuery, numberParameters, pathOf, target } from './address';
import { badLogin } from './logins';
import { brokenHttp } from './wire';

type Maker = (operations: readonly Operation[], random: Random) => FuzzRequest;

/** How often each kind is made. */
const makers: readonly (readonly [weight: number, make: Maker])[] = [
  [20, brokenBody],
  [12, oddBody],
  [10, nobodyAsks],
  [10, readerChanges],
  [8, limitedReachesOut],
  [10, badArgument],
  [8, oddPath],
  [8, oddMethod],
  [5, badOpcodes],
  [4, badFilterRule],
  [3, (_operations, random) => brokenHttp(random)],
  [2, (_operations, random) => badLogin(random)],
];
const bag = makers.flatMap(([weight, make]) => Array.from({ length: weight }, () => make));

export function refusedRequest(operations: readonly Operation[], random: Random): FuzzRequest {
  return { ...random.pick(bag)(operations, random), mustBeRefused: true };
}

/** Operations that look at their body. */
const withBody = (operations: readonly Operation[]): Operation[] => operations.filter(({ body }) => body !== undefined);
/** A few ignore what they do not know, as Ganeti does. */
const strict = (operations: readonly Operation[]): Operation[] => withBody(operations).filter(({ body }) => body?.additionalProperties !== true);
const changing = (operations: readonly Operation[]): Operation[] => operations.filter(({ reads }) => !reads);

/** An argument may stand in for a body (tags, evacuation): none is given here. */
function to(operation: Operation, random: Random): { as: As; method: string; path: string } {
  return { as: 'admin', method: operation.method, path: pathOf(operation, random, random.chance(0.7)) };
}

function brokenBody(operations: readonly Operation[], random: Random): FuzzRequest {
  const operation = random.pick(withBody(operations));
  return random.pick<() => FuzzRequest>([
    () => ({ ...to(operation, random), kind: 'no JSON', headers: jsonType, body: brokenJson(random) }),
    () => ({
      ...to(operation, random),
      kind: 'other type',
      headers: { 'content-type': random.pick(['text/plain', 'application/json; charset=utf-8', '', 'application/xml', 'application/jsonp', 'multipart/form-data; boundary=x', '*/*']) },
      body: Buffer.from('{}'),
    }),
    () => ({ ...to(operation, random), kind: 'wrong form', headers: jsonType, body: jsonBytes(random.pick<unknown>([[1], [[]], [{}], 'text', 7, true, -0.5])) }),
  ])();
}

function oddBody(operations: readonly Operation[], random: Random): FuzzRequest {
  return { ...to(random.pick(strict(operations)), random), kind: 'odd object', headers: jsonType, body: oddObject(random) };
}

function nobodyAsks(operations: readonly Operation[], random: Random): FuzzRequest {
  return { ...described(random.pick(operations), random), kind: 'without login', as: 'nobody' };
}

function readerChanges(operations: readonly Operation[], random: Random): FuzzRequest {
  return { ...described(random.pick(changing(operations)), random), kind: 'reader changes', as: 'reader' };
}

/** Rights on instances named `mine*` only: everything that names another object is out of reach. */
function limitedReachesOut(operations: readonly Operation[], random: Random): FuzzRequest {
  const named = changing(operations).filter(({ path }) => /\{(instance|node|group|network)_name\}/.test(path));
  const request = described(random.pick(named), random);
  return { ...request, kind: 'out of reach', as: 'limited', path: request.path.replace('/mine1.example.com', `/${existing['instance_name']![0]}`) };
}

/** As the document says, on objects that there are. */
function described(operation: Operation, random: Random): Omit<FuzzRequest, 'kind' | 'as'> {
  const { method, body } = operation;
  const made = body === undefined ? {} : { headers: jsonType, body: jsonBytes(valueFor(body, random)) };
  return { method, path: target(pathOf(operation, random, true), argumentsOf(operation, random)), ...made };
}

/** A number is wanted, and text given. */
function badArgument(operations: readonly Operation[], random: Random): FuzzRequest {
  const operation = random.pick(operations.filter((each) => wholeNumbers(each).length > 0));
  const name = random.pick(wholeNumbers(operation));
  const value = random.pick(['abc', 'true', '1.5', '0x1', '1e3', ' ', '１', '1 1', '--1', '\u0000']);
  const { body } = operation;
  const made = body === undefined ? {} : { headers: jsonType, body: jsonBytes(valueFor(body, random)) };
  return { ...to(operation, random), kind: 'bad argument', path: target(pathOf(operation, random, true), [argument(name, value)]), ...made };
}

/** `lock` is known and not looked at; `early_release` only in the seed's form of a request. */
const wholeNumbers = (operation: Operation): string[] => numberParameters(operation).map(({ name }) => name).filter((name) => name !== 'lock' && name !== 'early_release');

const oddPaths = ['//', '/2/', '/2/zzz', '/3', '/2/instances/', '/2/instances/%', '/2/instances/a/b/c/d', '/2/jobs/-1', '/2/jobs/1e9', '/2/jobs/0x10', '/2/jobs/ 1', '/2/query/', '/2/query/zzz', '/%00', '*', '/2/instances/%2e%2e/info', '/2/../2/info', '/./2/info', '/2//info', '/2/info/', '/2/INFO', '/2/nodes/node1.example.com/zzz', '/2/instances/plain1.example.com;x', '/__proto__', '/2/__proto__', '/constructor', 'https://other.example.com/2/info', '/2/info#x'];

function oddPath(_operations: readonly Operation[], random: Random): FuzzRequest {
  const place = random.pick([...oddPaths, `/${'a'.repeat(random.int(3000))}x`, `/2${'/x'.repeat(1 + random.int(1000))}`]);
  return { kind: 'odd path', as: 'admin', method: random.pick(['GET', 'PUT', 'POST', 'DELETE']), path: random.chance(0.3) ? `${place}?${garbageQuery(random)}` : place };
}

/** Methods that the path does not have, or that there are not. */
function oddMethod(operations: readonly Operation[], random: Random): FuzzRequest {
  const { path } = random.pick(operations);
  const has = operations.filter((each) => each.path === path).map(({ method }) => method);
  const method = random.pick(['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'MKCOL', 'PROPFIND', 'PURGE', 'BREW'].filter((each) => !has.includes(each)));
  return { kind: 'odd method', as: 'admin', method, path: pathOf({ path }, random, true) };
}

/** Submissions of what is no opcode. */
function badOpcodes(_operations: readonly Operation[], random: Random): FuzzRequest {
  const opcode = random.pick<unknown>([{}, { OP_ID: 'OP_ZZZ' }, { OP_ID: 7 }, { OP_ID: '__proto__' }, { OP_ID: 'OP_TEST_DELAY', duration: 'x' }, { OP_ID: 'OP_TEST_DELAY', duration: 0, zzz: strange(random) }, strange(random), { OP_ID: 'OP_CLUSTER_VERIFY', depends: [[-1, ['zzz']]] }]);
  const body = random.pick<unknown>([[opcode], { jobs: [[opcode]] }, { jobs: [opcode] }, opcode, [], {}, { jobs: [[]] }, [[opcode]]]);
  return { kind: 'bad opcode', as: 'admin', method: 'POST', path: '/2/submit', headers: jsonType, body: jsonBytes(body) };
}

function badFilterRule(_operations: readonly Operation[], random: Random): FuzzRequest {
  const rule = random.pick<unknown>([
    { priority: random.pick<unknown>(['1', 1.5, 2 ** 40, null, true]) },
    { predicates: random.pick<unknown>([[['zzz', ['=', 'id', 1]]], [[]], ['opcode'], {}, [['jobid', ['=']]], [['reason', ['=~', 'reason', '(']]], [['opcode', strange(random)]].map((each) => [...each, 1])]) },
    { action: random.pick<unknown>(['ZZZ', 7, ['RATE_LIMIT', -1], ['RATE_LIMIT'], ['RATE_LIMIT', 'x'], {}, '']) },
    { reason: 'zzz' },
    { zzz: 1 },
  ]);
  const [method, path] = random.pick([['POST', '/2/filters'], ['PUT', '/2/filters/no-uuid'], ['PUT', '/2/filters/d2719f3e-6f0a-4f5c-9c83-2f1c2f4f0001']] as const);
  return { kind: 'bad filter rule', as: 'admin', method, path, headers: jsonType, body: jsonBytes(rule) };
}
