/**
 * `npm run -s fuzz -- [--json] [--requests N] [--seed S]`: generated requests, from the OpenAPI document and broken ones, against a
 * simulated cluster of its own. Ends with 1 when an answer is not what it must be, memory grows, or anything was changed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { clusterDown, clusterUp } from '@ganeti/testkit';
import { fuzz } from '../fuzz/fuzz';

const { values } = parseArgs({ options: { json: { type: 'boolean' }, requests: { type: 'string', default: '200000' }, seed: { type: 'string', default: '1' } } });
/** MiB that a daemon may grow after it is warm. */
const growth = 150;

const dir = mkdtempSync(join(tmpdir(), 'ganeti-fuzz-'));
try {
  const up = await clusterUp({ dir, rapiPort: 0 });
  const result = await fuzz({ up, requests: Number(values.requests), seed: Number(values.seed), connections: 16 });
  const isAlive = [up.masterd_pid, up.rapi_pid, ...up.nodes.map(({ pid }) => pid)].every((pid) => process.kill(pid, 0));
  console.log(JSON.stringify({ seed: Number(values.seed), ...result, daemons_alive: isAlive }, null, values.json === true ? undefined : 2));
  const grew = Object.values(result.rss).some(([warm, end]) => end - warm > growth);
  if (result.failed > 0 || grew || !result.unchanged || !isAlive) process.exitCode = 1;
} finally {
  await clusterDown(dir);
  rmSync(dir, { recursive: true, force: true });
}
