import { failureOf, placeOf } from './failure';
import { memoryVerdict, type MemorySample } from './memory';
import { OperationTable, operationsOf } from './operations';
import type { FuzzRequest } from './request';
import { verdictOf, type FuzzResult } from './result';
import { isAlive } from './run';
import type { Answer } from './transport';
import { problem, type Judge } from './verdict';

const ok = { 200: {}, 400: {}, 401: {}, 503: {} };
const judge: Judge = {
  operations: new OperationTable(
    operationsOf({ paths: { '/2/tags': { get: { responses: ok }, put: { responses: ok } }, '/2/instances/{instance_name}/console': { get: { responses: ok } } } }),
  ),
  places: ['/home/me/source'],
};
const put: FuzzRequest = { kind: '', as: 'admin', method: 'PUT', path: '/2/tags' };
const error = (code: number, message = 'no'): Answer => ({ status: code, headers: {}, body: JSON.stringify({ code, message, explain: 'x' }) });
const good = (body: string): Answer => ({ status: 200, headers: {}, body });

describe('an answer that is found wrong', () => {
  it.each<[string, Partial<FuzzRequest>, Answer, RegExp]>([
    ['a failure of the server', {}, error(500), /undocumented status 500/],
    ['a documented status elsewhere', {}, error(501, 'Method PUT is unsupported for path /2/tags'), /undocumented status 501/],
    ['a documented status for another reason', {}, error(503, 'out of memory'), /undocumented status 503/],
    ['an error without its body', {}, { ...error(400), body: 'lost' }, /without the body/],
    ['an error whose body names another', {}, { ...error(404), status: 400 }, /without the body/],
    ['a redirection', {}, { ...good('7'), status: 302 }, /status 302/],
    ['a stack trace', {}, error(400, 'Error: x\n    at f (/a/b.ts:1:2)'), /a stack trace/],
    ['an error of the runtime', {}, good('["TypeError: x"]'), /error class/],
    ['its text', {}, error(400, "Cannot read properties of undefined (reading 'x')"), /error text/],
    ['SQL', {}, error(400, 'SELECT value FROM live'), /SQL/],
    ['a directory of this machine', {}, error(400, 'no /home/me/source/os'), /a directory/],
    ['a module', {}, error(400, 'node_modules/zod'), /a part of Node/],
    ['a change by a reader', { as: 'reader' }, good('7'), /let a reader PUT/],
    ['anything for nobody', { as: 'nobody', method: 'GET' }, good('[]'), /without a login/],
    ['what had to be refused', { mustBeRefused: true }, good('7'), /had to be refused/],
    ['a status that the document does not have', {}, error(409), /not in the OpenAPI document/],
    ['a header out of the request', {}, { ...good('7'), headers: { 'x-injected': '1' } }, /a header came/],
  ])('%s', (_, request, answer, wrong) => {
    expect(problem(judge, { ...put, ...request }, { answers: [answer] })).toMatch(wrong);
  });

  it('no answer', () => {
    const wire = { chunks: [], pauseMs: 0, then: 'wait', answers: 2 } as const;
    expect(problem(judge, put, { answers: [] })).toMatch(/after 0 of 1/);
    expect(problem(judge, { ...put, wire }, { answers: [good('7')] })).toMatch(/after 1 of 2/);
    expect(problem(judge, put, { lost: 'silence' })).toMatch(/no answer: silence/);
  });
});

it.each<[string, Partial<FuzzRequest>, Answer]>([
  ['an answer', {}, good('7')],
  ['a refusal', {}, error(400)],
  ['a missing method', { method: 'PATCH' }, error(501, 'Method PATCH is unsupported for path /2/tags')],
  ['no console', { method: 'GET', path: '/2/instances/a/console' }, error(503, 'Instance console unavailable: the instance is not running')],
  ['what the request said itself', { path: '/2/tags?tag=TypeError' }, error(400, 'TypeError is no tag')],
])('is right: %s', (_, request, answer) => {
  expect(problem(judge, { ...put, ...request }, { answers: [answer] })).toBeNull();
});

describe('memory', () => {
  const samples = (live: (after: number) => number): MemorySample[] => Array.from({ length: 16 }, (_, n) => ({ after: n * 5000, live: live(n * 5000), rss: 100e6 }));
  const jitter = (after: number): number => ((after / 5000) % 3) * 200_000;

  it('that fills up and then stays does not grow', () => {
    expect(memoryVerdict(samples((after) => 30e6 + Math.min(after, 30_000) * 500 + jitter(after))).grows).toBe(false);
  });

  it('of which each request keeps a hundred bytes grows', () => {
    expect(memoryVerdict(samples((after) => 30e6 + after * 100 + jitter(after)))).toMatchObject({ grows: true, bytes_per_request: expect.closeTo(100, -1) });
  });
});

describe('the verdict on a run', () => {
  const memory = { masterd: memoryVerdict([]), rapi: memoryVerdict([]) };
  const phase = { requests: 5, seconds: 1, by_kind: {}, slowest_ms: {}, memory, configuration_unchanged: true, jobs_unchanged: true };
  const right: Omit<FuzzResult, 'verdict'> = {
    requests: 10, not_sent: 0, seconds: 2, by_status: {}, phases: { refused: phase, mixed: { ...phase, jobs_unchanged: false } }, failed: 0, failures: [], dead: [], logged_errors: [], stuck_jobs: [],
  };

  it('is empty when all is as it should be; jobs that fail are allowed among mixed requests', () => {
    expect(verdictOf(right, 10)).toEqual([]);
  });

  it.each<[Partial<typeof right>, RegExp]>([
    [{ requests: 9 }, /9 of 10/],
    [{ failed: 1 }, /1 answers/],
    [{ stuck_jobs: [7] }, /1 jobs do not end, such as 7/],
    [{ dead: ['rapi'] }, /rapi has died/],
    [{ logged_errors: ['1 x masterd: bug'] }, /logged/],
    [{ phases: { refused: { ...phase, configuration_unchanged: false } } }, /refused requests changed/],
    [{ phases: { refused: { ...phase, jobs_unchanged: false } } }, /made or changed jobs/],
    [{ phases: { mixed: { ...phase, configuration_unchanged: false } } }, /changed the configuration/],
    [{ phases: { mixed: { ...phase, memory: { ...memory, rapi: { ...memory.rapi, grows: true } } } } }, /rapi grows/],
  ])('names what is wrong: %j', (change, wrong) => {
    expect(verdictOf({ ...right, ...change }, 10)).toEqual([expect.stringMatching(wrong)]);
  });
});

it('a process that is no more is not alive, and no error', () => {
  expect([isAlive(process.pid), isAlive(2 ** 22 + 1), isAlive(0)]).toEqual([true, false, false]);
});

it('a failure has all that is needed to send the request again', () => {
  const place = placeOf('mixed:17', 5);
  const told = failureOf(place, { ...put, headers: { a: 'b' }, body: Buffer.from([0xff]) }, { answers: [error(500)] }, 'bad');
  expect(told).toMatchObject({ seed: 5, phase: 'mixed', index: 17, as: 'admin', method: 'PUT', path: '/2/tags', headers: { a: 'b' }, body: '/w==', problem: 'bad' });
  expect(() => placeOf('17', 5)).toThrow(/PHASE:INDEX/);
});
