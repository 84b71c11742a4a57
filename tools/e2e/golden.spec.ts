/**
 * The recorded life of a Ganeti 3.0.2 cluster, sent again to a simulated cluster of ours, in the order in which it was recorded:
 * status, headers that matter, form of the JSON, and class and code of errors have to be the same, but for the listed deviations.
 */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestCluster } from '@ganeti/testkit';
import { answerDifferences, jobDifferences } from '../golden/compare';
import { allowed, deviations, leftOut, type Deviation } from '../golden/deviations';
import { goldenDir, goldenPresent, loadExchanges, loadHistory, loadNames, type Exchange, type GoldenJob } from '../golden/exchange';
import { exchange as send, type Server } from '../golden/wire';

/** Jobs that opcodes of other jobs submitted: ours do it too. */
const submittedByJobs = new Set([14, 15, 61, 62, 129, 130, 131, 132, 134, 135, 136]);
/** From the first instance to the last job that is not about the queue itself. */
const firstJob = 10;
const firstRecorded = 28;
const lastJob = 163;
/** Reads that belong to a certain moment: after this job. */
const readAfter: Readonly<Record<string, number>> = {
  POST_2_filters: 27,
  GET_inst12_admin_down: 91,
  err_503_console_down: 91,
  GET_inst17_admin_offline: 102,
  GET_node3_after_roles: 123,
  filter_replace: 163,
  filter_after_replace: 163,
  filter_delete_again: 163,
};

/** Exchanges about a job in a certain state, whichever it is. */
const jobInState: Readonly<Record<string, JobState>> = {
  job_running: 'running',
  job_waiting: 'waiting',
  job_blocked_on_lock: 'waiting',
  job_blocked_cancel2_before: 'waiting',
  job_lockwait_before: 'waiting',
  job_cancel_waiting: 'waiting',
  job_cancel_blocked: 'waiting',
  job_blocked_cancel2: 'waiting',
  job_blocked_cancel2_canceling: 'waiting',
  job_cancel_queued: 'queued',
  job_dep_cancel: 'queued',
  job_delete_finished: 'finished',
  job_wait_on_success_allfields: 'finished',
  job_wait_on_success_one_unknown: 'finished',
  query_lock_busy: 'running',
  query_lock_busy2: 'waiting',
};
type JobState = 'running' | 'waiting' | 'queued' | 'finished';

if (!goldenPresent) console.warn(`${goldenDir} is not there: recorded exchanges are not compared`);
const suite = goldenPresent ? describe : describe.skip;

suite('the recorded life of a cluster', () => {
  const all = goldenPresent ? loadExchanges() : [];
  const history = goldenPresent ? loadHistory() : [];
  const names = goldenPresent ? loadNames() : new Map<string, string>();
  const chosen = all.filter(({ name }) => !leftOut.some(({ exchange }) => exchange.test(name)));
  const used = new Set<Deviation>();
  const open: string[] = [];
  /** Recorded uuid -> ours. */
  const uuids = new Map<string, string>();
  let cluster: TestCluster;
  let server: Server;

  beforeAll(async () => {
    cluster = await TestCluster.start({ nodeMemory: 16_384 });
    const { hostname, port } = new URL(cluster.up.rapi_url);
    server = { host: hostname, port: Number(port), ca: readFileSync(cluster.up.ca_file, 'utf8') };
    appendFileSync(join(cluster.dir, 'nodes/node1/var/lib/ganeti/rapi/users'), 'peer secret write\nro ropw\nrd rdpw read\n');
    await learnUuids();
  }, 60_000);
  afterAll(async () => {
    mkdirSync('.cache', { recursive: true });
    writeFileSync('.cache/golden.json', JSON.stringify({ compared: chosen.length, left_out: all.length - chosen.length, deviating: used.size, open }));
    await cluster.end();
  }, 60_000);

  async function learnUuids(): Promise<void> {
    for (const [theirs, key] of names) {
      const [kind = '', name = ''] = key.split(':');
      const { status, json } = await cluster.rapi.request('GET', `/2/${kind}s/${name}`);
      if (status === 200) uuids.set(theirs, (json as { uuid: string }).uuid);
    }
  }

  const ours = (text: string): string =>
    text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (uuid) => uuids.get(uuid) ?? uuid);

  /** Throws for differences that are not listed. */
  function judge(name: string, differences: readonly string[]): void {
    const unknown = differences.filter((difference) => {
      const deviation = allowed(name, difference);
      if (deviation !== undefined) used.add(deviation);
      return deviation === undefined;
    });
    open.push(...unknown.map((difference) => `${name}: ${difference}`));
    expect(unknown).toEqual([]);
  }

  /** A job in this state; what holds up the others is a delay that locks a node. */
  async function jobIn(state: JobState): Promise<number> {
    const delay = (duration: number, more: object = {}): object => ({ OP_ID: 'OP_TEST_DELAY', duration, on_master: false, on_nodes: ['node2.example.com'], no_locks: false, ...more });
    holder ??= await cluster.rapi.submit('POST', '/2/submit', [delay(600)]);
    if (state === 'running') return holder;
    if (state === 'waiting') return cluster.rapi.submit('POST', '/2/submit', [delay(0.001)]);
    if (state === 'queued') return cluster.rapi.submit('POST', '/2/submit', [delay(0.001, { depends: [[holder, []]] })]);
    const id = await cluster.rapi.submit('POST', '/2/submit', [delay(0.001, { on_nodes: [], on_master: true, no_locks: true }), delay(0.001, { on_nodes: [], on_master: true, no_locks: true })]);
    await ended(id);
    return id;
  }
  let holder: number | undefined;

  async function replayInState(recorded: Exchange, state: JobState): Promise<void> {
    const id = await jobIn(state);
    const path = recorded.request.path.replace(/^\/2\/jobs\/\d+/, `/2/jobs/${id}`);
    await replay({ ...recorded, request: { ...recorded.request, path } });
  }

  async function replay(recorded: Exchange): Promise<void> {
    const { request, response, name } = recorded;
    // Recorded when the rule had been removed once.
    if (name === 'filter_delete_again') await cluster.rapi.expect('DELETE', ours(request.path));
    const newest = response.status >= 400 ? await newestJob() : null;
    const answer = await send(server, { ...request, path: ours(request.path), body: request.body === null ? null : ours(request.body) });
    const differences = answerDifferences(recorded, answer);
    if (newest !== null && answer.status >= 400 && (await newestJob()) !== newest) differences.push('refused, but it made a job');
    if (differences.length === 0 && answer.status === 200) {
      const json = JSON.parse(answer.body) as unknown;
      if (typeof json === 'string' && typeof response.json === 'string') uuids.set(response.json, json);
      if (recorded.job !== undefined && typeof json === 'number') {
        differences.push(...jobDifferences(recorded.job, await ended(json)));
      }
    }
    judge(name, differences);
  }

  async function newestJob(): Promise<number> {
    const jobs = (await cluster.rapi.expect('GET', '/2/jobs')) as { id: number | string }[];
    return Math.max(0, ...jobs.map(({ id }) => Number(id)));
  }

  async function ended(id: number): Promise<GoldenJob> {
    return (await cluster.rapi.waitForJob(id)) as unknown as GoldenJob;
  }

  /** A job of the history that has no exchange of its own: its opcodes are submitted as they were. */
  async function submit(job: GoldenJob): Promise<void> {
    const ops = job.ops.map((op) => {
      // What carrying it out added to the opcode is not part of the request.
      const { reason: _reason, pnode_uuid: _p, snode_uuid: _s, instance_uuid: _i, node_uuid: _n, node_uuids: _u, hotplug_if_possible: _h, ...given } = op;
      if (job.status !== 'success' || typeof given['iallocator'] !== 'string') return given;
      const unplaced = (instance: object): object => ({ ...instance, pnode: undefined, snode: undefined });
      return Array.isArray(given['instances']) ? { ...given, instances: given['instances'].map(unplaced) } : { ...unplaced(given) };
    });
    const id = await cluster.rapi.submit('POST', '/2/submit', JSON.parse(ours(JSON.stringify(ops))) as unknown);
    const result = await ended(id);
    judge(`job_${job.id}`, jobDifferences({ ...job, ops: [] }, { ...result, ops: [] }));
  }

  const byJob = new Map(chosen.flatMap((each) => (each.job === undefined ? [] : [[each.job.id, each] as const])));
  const nameOf = new Map(all.flatMap((each) => (each.job === undefined ? [] : [[each.job.id, each.name] as const])));
  const timeless = chosen.filter((each) => (each.job === undefined || each.job.id > lastJob) && readAfter[each.name] === undefined && jobInState[each.name] === undefined);
  const replayable = (each: Exchange): void => void it(each.name, () => replay(each), 30_000);
  const momentary = (id: number): void => {
    for (const [name, after] of Object.entries(readAfter)) {
      const each = after === id ? chosen.find((exchange) => exchange.name === name) : undefined;
      if (each !== undefined) replayable(each);
    }
  };

  function lifeOf(from: number, to: number): void {
    const wanted = ({ id }: GoldenJob): boolean => id >= from && id <= to && !submittedByJobs.has(id) && !leftOut.some(({ exchange }) => exchange.test(nameOf.get(id) ?? `job_${id}`));
    for (const job of history.filter(wanted)) {
      const recorded = byJob.get(job.id);
      if (recorded !== undefined) replayable(recorded);
      else it(`job_${job.id}`, () => submit(job), 30_000);
      momentary(job.id);
    }
  }

  lifeOf(firstJob, firstRecorded - 1);
  it('knows the objects by now', learnUuids);
  timeless.forEach(replayable);
  lifeOf(firstRecorded, lastJob);
  for (const each of chosen) {
    const state = jobInState[each.name];
    if (state !== undefined) it(each.name, () => replayInState(each, state), 30_000);
  }

  it('needs every listed deviation', () => {
    expect(deviations.filter((each) => !used.has(each)).map((each) => `${String(each.exchange)} ${String(each.difference)}`)).toEqual([]);
  });
});
