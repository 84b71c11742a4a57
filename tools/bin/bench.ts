/**
 * `npm run -s bench -- --json`: measures a three-node simulated cluster, one of 1,000 nodes, and one with
 * 20,000 instances, through the REST API.
 * The daemons, the clients and this program share the machine; figures are wall-clock. `--quick` uses fewer instances.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { connectMaster } from '@ganeti/master-api';
import { RapiClient, clusterDown, clusterUp, fillCluster, masterSocket, type UpAnswer } from '@ganeti/testkit';
import { createLatency, createMany, getLatency, jobLatency, jobThroughput, touch } from './bench/jobs';
import { ListClient, type Received } from './bench/lists';
import { placementLatency } from './bench/placement';
import { placementService } from './bench/placement-service';
import { round, timed } from './bench/stats';
import { Turns } from './bench/turns';

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, only: { type: 'string' } },
});
const quick = values.quick === true;
const results: Record<string, number> = {};

function note(name: string, value: number): void {
  results[name] = value;
  console.error(`${name}: ${value}`);
}

async function withCluster(options: { nodes: number; processes: 'one' | 'many'; masterdEnv?: NodeJS.ProcessEnv }, work: (up: UpAnswer, rapi: RapiClient) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'ganeti-bench-'));
  try {
    let up: UpAnswer | undefined;
    const ms = await timed(async () => {
      up = await clusterUp({ dir, rapiPort: 0, nodeMemory: 4 * 1024 * 1024, ...options });
    });
    if (up === undefined) throw new Error('no cluster');
    note(`start_${options.nodes}_nodes_s`, round(ms / 1000));
    const rapi = new RapiClient({ url: up.rapi_url, user: up.user, password: up.password, ca: readFileSync(up.ca_file, 'utf8'), maxSockets: 64 });
    await work(up, rapi);
    rapi.close();
  } finally {
    await clusterDown(dir).catch(() => undefined);
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Resident memory of a process, MiB. */
function residentMiB(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return round(Number(line?.[1] ?? 0) / 1024);
}

const basic = (up: UpAnswer): string => `Basic ${Buffer.from(`${up.user}:${up.password}`).toString('base64')}`;

/** Answers per second, each 200, to eight kept connections that ask again as soon as they are answered (autocannon). */
async function requestsPerSecond(up: UpAnswer, path: string): Promise<number> {
  const load = { url: `${up.rapi_url}${path}`, connections: 8, headers: { authorization: basic(up) } };
  await autocannon({ ...load, duration: 2 });
  const result = await autocannon({ ...load, duration: 5 });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${path}: ${result.non2xx} refused, ${result.errors} errors`);
  return round(result.requests.average);
}

async function threeNodes(): Promise<void> {
  await withCluster({ nodes: 3, processes: 'many' }, async (up, rapi) => {
    await jobLatency(rapi, 50); // warm up
    const latency = await jobLatency(rapi, 300);
    note('job_latency_ms_p50', latency.p50);
    note('job_latency_ms_p99', latency.p99);
    await jobThroughput(rapi, 1000, 32);
    note('jobs_per_s', await jobThroughput(rapi, 6000, 64));
    note('rapi_info_rps', await requestsPerSecond(up, '/2/info'));

    await createLatency(rapi, 'warm', 20);
    const create = await createLatency(rapi, 'first', 100);
    note('instance_create_ms_p50', create.p50);
    note('instance_create_ms_p99', create.p99);

    const [some, all] = quick ? [300, 500] : [3000, 5000];
    note('instance_creates_per_s', await createMany(rapi, 'a', some - 120));
    note(`bulk_${some}_instances_ms_p50`, await getLatency(rapi, '/2/instances?bulk=1', 30));
    let rounds = 0;
    note(
      `bulk_${some}_instances_changed_ms_p50`,
      await getLatency(rapi, '/2/instances?bulk=1', 30, () => touch(rapi, 'first0.example.com', (rounds += 1))),
    );
    await createMany(rapi, 'b', all - some);
    const later = await createLatency(rapi, 'last', 100);
    note(`instance_create_with_${all}_ms_p50`, later.p50);
    note('instance_create_growth', round(later.p50 / create.p50));
    note(`masterd_rss_mib_with_${all}`, residentMiB(up.masterd_pid));
  });
}

async function thousandNodes(): Promise<void> {
  await withCluster({ nodes: quick ? 100 : 1000, processes: 'one', masterdEnv: Turns.env }, async (up, rapi) => {
    const turns = new Turns(up.masterd_pid);
    note('bulk_nodes_ms_p50', await getLatency(rapi, '/2/nodes?bulk=1', 20));
    const rounds = quick ? 10 : 60;
    for (const template of ['drbd', 'plain'] as const) {
      await placementLatency(rapi, turns, template, 'warm', 5);
      const { p50, p99, longestBlock, longestTurn } = await placementLatency(rapi, turns, template, 'new', rounds);
      note(`placement_${template}_ms_p50`, p50);
      note(`placement_${template}_ms_p99`, p99);
      note(`placement_${template}_longest_block_ms`, longestBlock);
      note(`placement_${template}_longest_turn_cpu_ms`, longestTurn);
    }
  });
}

/** Lists and queries over 20,000 instances that are put into the state directly. */
async function manyInstances(): Promise<void> {
  const count = quick ? 2000 : 20_000;
  const dir = mkdtempSync(join(tmpdir(), 'ganeti-bench-'));
  try {
    const options = { dir, nodes: 20, rapiPort: 0, nodeMemory: 4 * 1024 * 1024, processes: 'one' } as const;
    await clusterUp(options);
    await clusterDown(dir);
    await fillCluster(dir, count);
    const up = await clusterUp(options);
    const rapi = new RapiClient({ url: up.rapi_url, user: up.user, password: up.password, ca: readFileSync(up.ca_file, 'utf8') });
    await allRunning(rapi, count);
    await measureLists(up, rapi, count);
    rapi.close();
  } finally {
    await clusterDown(dir).catch(() => undefined);
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Waits until the nodes have told what runs. */
async function allRunning(rapi: RapiClient, count: number): Promise<void> {
  for (let waited = 0; waited < 60; waited += 1) {
    const nodes = (await rapi.expect('GET', '/2/nodes?bulk=1')) as { mfree: number | null }[];
    const last = (await rapi.expect('GET', `/2/instances/load${count - 1}.example.com`)) as { status: string };
    if (last.status === 'running' && nodes.every(({ mfree }) => mfree !== null)) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the nodes do not report their instances');
}

async function measureLists(up: UpAnswer, rapi: RapiClient, count: number): Promise<void> {
  const client = new ListClient(up);
  const bulk = '/2/instances?bulk=1';
  const plain = { headers: { 'accept-encoding': 'identity' } };
  note(`bulk_${count}_instances_first_ms`, round(await timed(() => client.send('GET', bulk, plain))));
  let changes = 0;
  const between = (): Promise<void> => touch(rapi, 'load7.example.com', (changes += 1));
  note(`bulk_${count}_instances_ms_p50`, await client.latency(15, () => client.send('GET', bulk, plain), { between }));
  note(`bulk_${count}_instances_cached_ms_p50`, await client.latency(15, () => client.send('GET', bulk, plain)));
  const zipped = { headers: { 'accept-encoding': 'gzip' } };
  await client.send('GET', bulk, zipped);
  note(`bulk_${count}_instances_cached_gzip_ms_p50`, await client.latency(15, () => client.send('GET', bulk, zipped)));
  const { headers } = await client.send('GET', bulk, plain);
  const known = { headers: { 'if-none-match': String(headers['etag']) } };
  note(`bulk_${count}_instances_unchanged_ms_p50`, await client.latency(15, () => client.send('GET', bulk, known), { status: 304 }));
  note(`bulk_${count}_instances_mib`, round((await client.send('GET', bulk, plain)).bytes / 1024 / 1024));
  let asked = 0;
  const query = (limit: number): Promise<Received> => client.send('PUT', '/2/query/instance', { headers: plain.headers, body: { fields: ['name', 'status', 'pnode'], qfilter: runningWith(limit) } });
  note(`query_${count}_ms_p50`, await client.latency(15, () => query((asked += 1))));
  note(`query_${count}_changed_ms_p50`, await client.latency(15, () => query(1), { between }));
  note(`query_${count}_cached_ms_p50`, await client.latency(15, () => query(1)));
  note(`query_${count}_others_wait_ms_max`, await longestWait(up, () => query((asked += 1)), 5));
  note(`bulk_${count}_others_wait_ms_max`, await longestWait(up, () => client.send('PUT', '/2/query/instance', { body: { fields: manyFields(asked += 1) } }), 5));
  client.close();
}

/** By status and two fields; another filter for each limit, with the same answer: a quarter of what runs. */
const runningWith = (limit: number): unknown => ['&', ['=', 'status', 'running'], ['=', 'be/vcpus', 2], ['>', 'be/maxmem', limit]];

/** Fields whose rows have not been made yet. */
const manyFields = (n: number): string[] => ['name', 'status', 'pnode', 'snodes', 'hvparams', 'beparams', 'nic.macs', 'nic.links', 'disk.sizes', 'tags', 'oper_ram', ...Array.from({ length: n }, () => 'uuid')];

/** Longest time another client of masterd waits for a trifle while `work` is done. */
async function longestWait(up: UpAnswer, work: () => Promise<unknown>, rounds: number): Promise<number> {
  const master = connectMaster(masterSocket(up.dir), { client: 'bench' });
  const trifle = (): Promise<unknown> => master.query({ kind: 'group', fields: ['name'], form: 'dicts' });
  await trifle();
  let longest = 0;
  for (let i = 0; i < rounds; i += 1) {
    let isDone = false;
    const done = work().finally(() => (isDone = true));
    while (!isDone) longest = Math.max(longest, await timed(trifle));
    await done;
  }
  master.close();
  return round(longest);
}

if (values.only === undefined || values.only === 'three') await threeNodes();
if (values.only === undefined || values.only === 'thousand') await thousandNodes();
if (values.only === undefined || values.only === 'placement') {
  const { drbd, plain, blockAtStart, block, idleBlock } = await placementService(1000);
  note('placement_service_drbd_ms_p50', drbd);
  note('placement_service_plain_ms_p50', plain);
  note('placement_service_longest_block_at_start_ms', blockAtStart);
  note('placement_service_longest_block_ms', block);
  note('placement_service_idle_block_ms', idleBlock);
}
if (values.only === undefined || values.only === 'instances') await manyInstances();
console.log(values.json === true ? JSON.stringify(results) : JSON.stringify(results, null, 2));
