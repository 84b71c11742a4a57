/**
 * masterd is killed at the journal points of an operation, and node daemons at random, again and again; then started anew.
 * Nothing acknowledged may be lost, nothing done twice, nothing left behind.
 */
import { TestCluster, doubledSteps } from '@ganeti/testkit';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start();
}, 60_000);
afterAll(async () => {
  await cluster.end();
}, 60_000);

/** `npm run crash` stops at every point; `npm test`, to save time, at every sixth. */
const every = Number(process.env['GANETI_CRASH_EVERY'] ?? 6);
const name = 'victim.example.com';
const path = `/2/instances/${name}`;

async function create(): Promise<number> {
  const [pnode, snode] = cluster.nodes;
  return cluster.rapi.submit('POST', '/2/instances', {
    __version__: 1,
    mode: 'create',
    instance_name: name,
    disk_template: 'drbd',
    disks: [{ size: 64 }],
    nics: [{}],
    os_type: 'noop',
    beparams: { maxmem: 128, minmem: 128 },
    pnode,
    snode,
  });
}

interface Row {
  readonly status: string;
  readonly pnode: string;
  readonly snodes: readonly string[];
}

async function instance(): Promise<Row | null> {
  const answer = await cluster.rapi.request('GET', path);
  return answer.status === 200 ? (answer.json as Row) : null;
}

/** Waits until masterd has died or the job has ended; true: it died. */
async function diedBefore(jobEnd: Promise<unknown>): Promise<boolean> {
  let ended = false;
  void jobEnd.then(
    () => (ended = true),
    () => undefined,
  );
  while (cluster.runs('masterd')) {
    if (ended) return false;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return true;
}

async function result(id: number): Promise<unknown> {
  return ((await cluster.rapi.expect('GET', `/2/jobs/${id}`)) as { opresult: unknown }).opresult;
}

/** All jobs, when none is under way any more. */
async function allEnded(): Promise<{ id: number; status: string; opresult: unknown[] }[]> {
  for (let tries = 0; tries < 600; tries += 1) {
    const jobs = (await cluster.rapi.expect('GET', '/2/jobs?bulk=1')) as { id: number; status: string; opresult: unknown[] }[];
    if (jobs.every((job) => ['success', 'error', 'canceled'].includes(job.status))) return jobs;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('jobs are stuck');
}

async function verifyClean(): Promise<void> {
  const { stdout, code } = await cluster.gnt('cluster', 'verify');
  expect(stdout.split('\n').filter((line) => line.includes('ERROR'))).toEqual([]);
  expect(code).toBe(0);
  expect(doubledSteps(cluster.dir)).toEqual([]);
}

interface Scenario {
  readonly what: string;
  readonly submit: () => Promise<number>;
  /** Brings the cluster to where the operation can be done (again). */
  readonly prepare: () => Promise<void>;
  /** State that must have changed when the job succeeded, and not changed when it failed. */
  readonly state: () => Promise<unknown>;
}

const exists = async (): Promise<void> => {
  if ((await instance()) === null) await cluster.rapi.waitForJob(await create());
};
const scenarios: Scenario[] = [
  {
    what: 'create',
    submit: create,
    prepare: async () => {
      if ((await instance()) !== null) await cluster.job('DELETE', path);
    },
    state: async () => (await instance()) !== null,
  },
  {
    what: 'remove',
    submit: () => cluster.rapi.submit('DELETE', path),
    prepare: exists,
    state: async () => (await instance()) !== null,
  },
  {
    what: 'migrate',
    submit: () => cluster.rapi.submit('PUT', `${path}/migrate`, {}),
    prepare: exists,
    state: async () => (await instance())?.pnode,
  },
  {
    what: 'replace disks on a new secondary',
    submit: async () => {
      const now = await instance();
      const remote_node = cluster.nodes.find((node) => node !== now?.pnode && node !== now?.snodes[0]);
      return cluster.rapi.submit('POST', `${path}/replace-disks`, { mode: 'replace_new_secondary', remote_node });
    },
    prepare: exists,
    state: async () => (await instance())?.snodes,
  },
];

describe.each(scenarios)('$what', ({ submit, prepare, state }) => {
  it('ends as it should when masterd dies at any journal point', async () => {
    let crashes = 0;
    for (let point = Number(process.env['GANETI_CRASH_FROM'] ?? 1); ; point += every) {
      await prepare();
      const before = await state();
      cluster.armFailpoint(point);
      let id: number | null = null;
      const submitted = submit().then((job) => {
        id = job;
        return cluster.rapi.waitForJob(job);
      });
      const died = await diedBefore(submitted);
      await submitted.catch(() => undefined);
      cluster.disarmFailpoint();
      if (died) {
        crashes += 1;
        await cluster.restart('masterd');
      }
      const jobs = await allEnded();
      if (id !== null) {
        const job = jobs.find((each) => each.id === id);
        expect(job).toBeDefined();
        const changed = JSON.stringify(await state()) !== JSON.stringify(before);
        const outcome = `point ${point}: ${job?.status}, ${changed ? 'changed' : 'as before'}, ${JSON.stringify(await result(id))}`;
        expect(outcome).toMatch(changed ? /: success/ : /: (error|canceled)/);
      }
      if (!died) break;
      if (crashes % 8 === 0) await verifyClean();
    }
    await verifyClean();
    expect(crashes).toBeGreaterThan(15 / every);
    const now = await instance();
    if (now !== null) expect(now.status).toBe('running');
  }, 600_000);
});

describe('node daemons', () => {
  it('may be killed at random during create, migrate and remove', async () => {
    if ((await instance()) !== null) await cluster.job('DELETE', path);
    for (let round = 0; round < 3; round += 1) {
      const victim = `noded:${cluster.nodes[round % 2]}`;
      const disturb = async (delay: number): Promise<void> => {
        await new Promise((resolve) => setTimeout(resolve, delay));
        await cluster.kill(victim);
        await cluster.restart(victim);
      };
      for (const submit of [create, () => cluster.rapi.submit('PUT', `${path}/migrate`, {}), () => cluster.rapi.submit('DELETE', path)]) {
        const id = await submit();
        const [job] = await Promise.all([cluster.rapi.waitForJob(id), disturb(10 + 46 * round)]);
        expect(`${job.status} ${JSON.stringify(job.opresult)}`).toMatch(/^success/);
      }
    }
    await verifyClean();
  }, 240_000);
});

describe('a thousand jobs', () => {
  it('are all done once when masterd dies in the middle', async () => {
    const noop = [{ OP_ID: 'OP_TEST_DELAY', duration: 0, on_master: true, on_nodes: [] }];
    const ids = (await cluster.rapi.expect('POST', '/2/submit', { jobs: Array.from({ length: 1000 }, () => noop) })) as number[];
    expect(new Set(ids).size).toBe(1000);
    await cluster.kill('masterd');
    await cluster.restart('masterd');
    const jobs = new Map((await allEnded()).map((job) => [job.id, job.status]));
    expect(ids.filter((id) => jobs.get(id) !== 'success')).toEqual([]);
  }, 120_000);
});
