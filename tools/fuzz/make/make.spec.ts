import { loadOperations } from '../operations';
import { seeded } from '../random';
import type { FuzzRequest, Phase } from '../request';
import { requestAt } from './index';
import { brokenForms, brokenHttp } from './wire';

const operations = loadOperations();
const phases: readonly Phase[] = ['refused', 'mixed', 'changing'];
const some = (phase: Phase, seed: number, count: number): FuzzRequest[] => Array.from({ length: count }, (_, index) => requestAt(phase, seed, index, operations));

it.each(phases)('requests of the phase %s are the same for the same seed, each by itself', (phase) => {
  expect(some(phase, 3, 200)).toEqual(some(phase, 3, 200));
  expect(requestAt(phase, 3, 117, operations)).toEqual(some(phase, 3, 200)[117]);
  expect(some(phase, 3, 200)).not.toEqual(some(phase, 4, 200));
});

it('every operation is asked for', () => {
  const asked = new Set(some('mixed', 1, 6000).map(({ method, path }) => `${method} ${path.split('/')[2] ?? ''}`));
  for (const place of ['GET info', 'PUT query', 'GET jobs', 'DELETE jobs', 'PUT instances', 'POST nodes', 'DELETE groups', 'GET networks']) expect([...asked].some((each) => each.startsWith(place))).toBe(true);
});

it('every refused request says so', () => {
  expect(some('refused', 1, 500).every(({ mustBeRefused }) => mustBeRefused === true)).toBe(true);
});

it('without a filter rule or submission, nothing that could change the cluster is asked for unless it can not succeed', () => {
  for (const { as, method, path, mustBeRefused } of some('mixed', 5, 5000)) {
    if (as === 'nobody' || as === 'reader' || mustBeRefused === true || method === 'GET' || path.startsWith('/2/query/') || path.startsWith('/2/jobs/')) continue;
    expect([path.includes('dry-run=1'), !/(plain|drbd|diskless|mine|stopped)\d|node\d|default|second|net\d/.test(path.split('?')[0] ?? '')]).toContain(true);
  }
});

it('keys that assignment would lose are sent', () => {
  const bodies = some('refused', 1, 3000).map(({ body }) => body?.toString() ?? '');
  expect(bodies.some((body) => body.startsWith('{"__proto__":'))).toBe(true);
  expect(bodies.some((body) => body === '{"zzz":1,"zzz":2}')).toBe(true);
});

it.each(brokenForms)('%s is bytes, and speaks for the administrator', (form) => {
  for (let seed = 0; seed < 20; seed += 1) {
    const { wire } = brokenHttp(seeded(seed), form);
    expect(Buffer.concat([...(wire?.chunks ?? [])]).length).toBeGreaterThan(0);
  }
});
