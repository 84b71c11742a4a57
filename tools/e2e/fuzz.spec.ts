/** A small run of `npm run fuzz`: whatever is sent, the answer is as documented and the cluster stays as it is. */
import { TestCluster } from '@ganeti/testkit';
import { fuzz } from '../fuzz/fuzz';
import { makeRequest, operationsOf } from '../fuzz/requests';
import { seeded } from '../fuzz/random';
import { problem } from '../fuzz/verdict';

describe('generated requests', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await TestCluster.start({ processes: 'one' });
    const body = { __version__: 1, mode: 'create', instance_name: 'inst1.example.com', disk_template: 'drbd', disks: [{ size: 64 }], nics: [{}], os_type: 'noop' };
    await cluster.job('POST', '/2/instances', body);
  }, 60_000);
  afterAll(() => cluster.end(), 60_000);

  it('are answered as documented, and change nothing', async () => {
    const result = await fuzz({ up: cluster.up, requests: 2500, seed: 7, connections: 8 });
    expect(result).toMatchObject({ failed: 0, failures: [], unchanged: true });
    expect(Object.keys(result.by_kind).length).toBeGreaterThan(8);
    expect(cluster.runs('rapi') && cluster.runs('masterd')).toBe(true);
  }, 120_000);
});

it('are the same for the same seed', () => {
  const operations = operationsOf({ paths: { '/2/instances/{instance_name}': { delete: { parameters: [] }, get: {} } } });
  const some = (seed: number): unknown => {
    const random = seeded(seed);
    return Array.from({ length: 50 }, () => makeRequest(operations, random));
  };
  expect(some(3)).toEqual(some(3));
  expect(some(3)).not.toEqual(some(4));
});

it.each([
  [{ status: 500, text: '{}', json: {} }, /status 500/],
  [{ status: 404, text: 'lost', json: undefined }, /without the body/],
  [{ status: 400, text: 'Error: x\n    at f (/a/b.ts:1:2)', json: {} }, /shows its inside/],
  [{ status: 200, text: '7', json: 7 }, /let a reader/],
])('would be found wrong: %j', (answer, wrong) => {
  expect(problem({ kind: '', as: 'reader', method: 'PUT', path: '/2/tags' }, answer)).toMatch(wrong);
});
