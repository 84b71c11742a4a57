/** A small run of `npm run fuzz`: whatever is sent, the answer is as documented, and what is refused changes nothing. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterDown, type UpAnswer } from '@ganeti/testkit';
import { startFuzzCluster } from '../fuzz/cluster';
import { runFuzz } from '../fuzz/run';

describe('generated requests', () => {
  let dir: string;
  let up: UpAnswer;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'ganeti-fuzz-'));
    up = await startFuzzCluster(dir);
  }, 90_000);
  afterAll(async () => {
    await clusterDown(dir);
    rmSync(dir, { recursive: true, force: true });
  }, 60_000);

  it('are answered as documented, and change nothing', async () => {
    const result = await runFuzz({ up, requests: 3000, seed: 7, connections: 8, limitSeconds: 150, samples: 2 });
    expect(result).toMatchObject({ failed: 0, failures: [], dead: [], logged_errors: [] });
    expect(result.requests).toBeGreaterThanOrEqual(3000);
    const { refused, mixed } = result.phases;
    expect([refused, mixed]).toMatchObject([{ configuration_unchanged: true, jobs_unchanged: true }, { configuration_unchanged: true }]);
    expect(Object.keys({ ...refused?.by_kind, ...mixed?.by_kind }).length).toBeGreaterThan(30);
  }, 180_000);
});
