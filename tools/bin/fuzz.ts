/**
 * `npm run -s fuzz -- [--json] [--requests N] [--seed S] [--minutes M]`: generated requests, from the OpenAPI document and broken
 * ones, against a simulated cluster of its own. Ends with 1 when the run does not prove what it should (docs/contributing/fuzz.md).
 * `--replay PHASE:INDEX` sends one request of a run again and shows it with its answer.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { clusterDown, type UpAnswer } from '@ganeti/testkit';
import { startFuzzCluster } from '../fuzz/cluster';
import { failureOf, placeOf } from '../fuzz/failure';
import { requestAt } from '../fuzz/make';
import { loadOperations, OperationTable } from '../fuzz/operations';
import { runFuzz } from '../fuzz/run';
import { Transport } from '../fuzz/transport';
import { problem } from '../fuzz/verdict';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    requests: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '30' },
    replay: { type: 'string' },
  },
});
const seed = Number(values.seed);
const indent = values.json === true ? undefined : 2;

async function replay(up: UpAnswer, place: string): Promise<void> {
  const operations = loadOperations();
  const at = placeOf(place, seed);
  const request = requestAt(at.phase, at.seed, at.index, operations);
  const transport = new Transport({ url: up.rapi_url, ca: readFileSync(up.ca_file, 'utf8'), connections: 1 });
  const outcome = await transport.send(request);
  transport.close();
  const wrong = problem({ operations: new OperationTable(operations), places: [process.cwd(), up.dir] }, request, outcome);
  console.log(JSON.stringify({ ...failureOf(at, request, outcome, wrong ?? 'none'), text: request.body?.toString() ?? request.wire?.chunks.join('') }, null, indent));
  if (wrong !== null) process.exitCode = 1;
}

const dir = mkdtempSync(join(tmpdir(), 'ganeti-fuzz-'));
try {
  const up = await startFuzzCluster(dir);
  if (values.replay !== undefined) await replay(up, values.replay);
  else {
    const result = await runFuzz({ up, requests: Number(values.requests), seed, connections: 16, limitSeconds: Number(values.minutes) * 60, samples: 16 });
    console.log(JSON.stringify({ seed, ...result }, null, indent));
    if (result.verdict.length > 0) process.exitCode = 1;
  }
} finally {
  await clusterDown(dir);
  rmSync(dir, { recursive: true, force: true });
}
