/** Roles, evacuation and removal of nodes on a cluster of real daemons, also when masterd dies in the middle. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TestCluster, doubledSteps } from '@ganeti/testkit';

let cluster: TestCluster;
let [n1, n2, n3, n4] = ['', '', '', ''];
beforeAll(async () => {
  cluster = await TestCluster.start({ nodes: 4 });
  [n1 = '', n2 = '', n3 = '', n4 = ''] = cluster.nodes;
}, 60_000);
afterAll(async () => {
  await cluster.end();
}, 60_000);

/** `npm run crash` stops at every point; `npm test`, to save time, at every third. */
const every = Number(process.env['GANETI_CRASH_EVERY'] ?? 3);
const name = 'mirror.example.com';
const dataDir = (node: string): string => join(cluster.dir, 'nodes', node.split('.')[0] ?? '', 'var/lib/ganeti');
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what answers hold is what is tested
const get = async (path: string): Promise<any> => cluster.rapi.expect('GET', path);
const roleOf = (node: string): Promise<string> => get(`/2/nodes/${node}/role`) as Promise<string>;
const setRole = (node: string, role: string, more = ''): Promise<number> => cluster.rapi.submit('PUT', `/2/nodes/${node}/role${more}`, role);
const done = async (id: Promise<number>): Promise<unknown> => {
  const job = await cluster.rapi.waitForJob(await id);
  expect(job.status === 'success' ? null : job.opresult).toBeNull();
  return job.opresult[0];
};
async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !condition(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(condition()).toBe(true);
}
async function verifyClean(): Promise<void> {
  const { stdout } = await cluster.gnt('cluster', 'verify');
  expect(stdout.split('\n').filter((line) => line.includes('ERROR'))).toEqual([]);
  expect(doubledSteps(cluster.dir)).toEqual([]);
}

it('gives the configuration to candidates, and takes it from others', async () => {
  const hasCopy = (node: string) => (): boolean => existsSync(join(dataDir(node), 'config.json'));
  await until(hasCopy(n2));
  await done(setRole(n2, 'drained'));
  expect(hasCopy(n2)()).toBe(false);
  await done(setRole(n2, 'master-candidate'));
  await until(hasCopy(n2));
}, 60_000);

it('does without a node that is offline, and takes it back when it answers', async () => {
  await done(setRole(n4, 'offline'));
  await cluster.kill(`noded:${n4}`);
  const refused = await cluster.rapi.waitForJob(await setRole(n4, 'regular'));
  expect(refused.opresult[0]).toEqual(['OpPrereqError', [expect.stringMatching(/does not answer/), 'wrong_state']]);
  await cluster.restart(`noded:${n4}`);
  await done(setRole(n4, 'regular'));
  expect(await roleOf(n4)).toMatch(/regular|candidate/);
}, 60_000);

const gnt = async (...args: string[]): Promise<string[]> => {
  const { code, stdout, stderr } = await cluster.gnt(...args);
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
  return stdout.trim().split('\n').map((line) => line.trim().replaceAll(/ +/g, ' '));
};

it('shows storage and volumes to gnt', async () => {
  await cluster.job('POST', '/2/instances', {
    __version__: 1, mode: 'create', instance_name: name, disk_template: 'drbd', disks: [{ size: 64 }], nics: [], os_type: 'noop', pnode: n1, snode: n2,
  });
  const [heads, data, meta] = await gnt('node', 'volumes', n2);
  expect(heads).toBe('Node PhysDev VG Name Size Instance');
  expect([data, meta].map((line) => line?.replace(/ \S+\.disk0/, ' ').split(' ').slice(-2).join(' ')).sort()).toEqual([`128M ${name}`, `64M ${name}`]);
  await gnt('node', 'modify-storage', '--allocatable', 'no', n2, 'lvm-pv', '/dev/sim-xenvg');
  expect((await gnt('node', 'list-storage', '-t', 'lvm-pv', '-o', 'name,used,allocatable', n2, n3)).slice(1)).toEqual(['/dev/sim-xenvg 192M N', '/dev/sim-xenvg 0M Y']);
  await gnt('node', 'repair-storage', n3, 'lvm-vg', 'xenvg');
  expect((await gnt('node', 'health', n2)).at(-1)).toBe(`${n2} -`);
}, 60_000);

it('activates the disks that a node without power has lost', async () => {
  expect((await gnt('cluster', 'verify-disks')).at(-1)).toBe('No disks need to be activated.');
  const booted = async (): Promise<string> => ((await get(`/2/query/node?fields=name,bootid`)) as { data: [[number, string], [number, string]][] }).data.find(([[, node]]) => node === n2)?.[1][1] ?? '';
  const before = await booted();
  expect((await gnt('node', 'powercycle', '--yes', n2))[0]).toMatch(/reboots in 5 seconds/);
  for (let tries = 0; tries < 400 && (await booted()) === before; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await booted()).not.toBe(before);
  expect((await gnt('cluster', 'verify-disks')).join('\n')).toContain(`Activating the disks of ${name}`);
  expect((await gnt('cluster', 'verify-disks')).at(-1)).toBe('No disks need to be activated.');
  await verifyClean();
}, 60_000);

interface Scenario {
  readonly what: string;
  /** Points that are its own; those of the jobs it submits come after. */
  readonly points: number;
  readonly prepare: () => Promise<unknown>;
  readonly submit: () => Promise<number>;
  readonly state: () => Promise<unknown>;
}
const scenarios: Scenario[] = [
  {
    what: 'a change of role',
    points: Infinity,
    prepare: () => done(setRole(n3, 'regular')),
    submit: () => setRole(n3, 'drained', '?auto-promote=1'),
    state: () => roleOf(n3),
  },
  {
    what: 'an evacuation',
    points: 12,
    prepare: async () => {
      const there = await cluster.rapi.request('GET', `/2/instances/${name}`);
      if (there.status === 200) await cluster.job('DELETE', `/2/instances/${name}`);
      await cluster.job('POST', '/2/instances', {
        __version__: 1, mode: 'create', instance_name: name, disk_template: 'drbd', disks: [{ size: 64 }], nics: [], os_type: 'noop', pnode: n1, snode: n2,
      });
    },
    submit: () => cluster.rapi.submit('POST', `/2/nodes/${n2}/evacuate`, { mode: 'secondary-only', remote_node: n4 }),
    state: async () => ((await get(`/2/instances/${name}`)) as { snodes: string[] }).snodes,
  },
];

it.each(scenarios)('$what ends as it should when masterd dies at any journal point', async ({ prepare, submit, state, points }) => {
  let crashes = 0;
  for (let point = 1; point <= points; point += every) {
    await prepare();
    const before = JSON.stringify(await state());
    cluster.armFailpoint(point);
    // With the jobs it submits.
    const submitted = submit().then((id) => cluster.rapi.waitForJob(id)).then(allEnded);
    let ended = false;
    void submitted.then(
      () => (ended = true),
      () => undefined,
    );
    while (cluster.runs('masterd') && !ended) await new Promise((resolve) => setTimeout(resolve, 5));
    const died = !ended;
    await submitted.catch(() => undefined);
    cluster.disarmFailpoint();
    if (died) await cluster.restart('masterd');
    crashes += died ? 1 : 0;
    const jobs = await allEnded();
    const last = jobs.filter(({ ops }) => ops[0]?.OP_ID === 'OP_NODE_SET_PARAMS' || ops[0]?.OP_ID === 'OP_NODE_EVACUATE').at(-1);
    const followers = jobs.filter(({ ops }) => ops[0]?.OP_ID === 'OP_INSTANCE_REPLACE_DISKS');
    const changed = JSON.stringify(await state()) !== before;
    // A job that died before it was durable was never acknowledged: nothing has changed then.
    if (changed) expect(`point ${point}: ${last?.status}`).toBe(`point ${point}: success`);
    expect(followers.every(({ status }) => status === 'success')).toBe(true);
    if (!died) break;
  }
  expect(crashes).toBeGreaterThan(2);
  await verifyClean();
}, 300_000);

async function allEnded(): Promise<{ id: number; status: string; ops: { OP_ID: string }[] }[]> {
  for (let tries = 0; tries < 600; tries += 1) {
    const jobs = (await get('/2/jobs?bulk=1')) as { id: number; status: string; ops: { OP_ID: string }[] }[];
    if (jobs.every((job) => ['success', 'error', 'canceled'].includes(job.status))) return jobs.sort((a, b) => a.id - b.id);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('jobs are stuck');
}

it('lets a node go, whose daemon then ends without its certificate, although masterd dies meanwhile', async () => {
  await cluster.job('DELETE', `/2/instances/${name}`);
  // Before hooks on three nodes, after hooks on the one that leaves; the fifth call is the one to leave.
  cluster.armFailpoint(5, 'call-done');
  const removal = cluster.gnt('node', 'remove', n4);
  await until(() => !cluster.runs('masterd'));
  cluster.disarmFailpoint();
  await removal;
  await until(() => !cluster.runs(`noded:${n4}`));
  expect(['server.pem', 'ca.pem', 'ssconf_master_node', 'config.json', 'noded'].filter((file) => existsSync(join(dataDir(n4), file)))).toEqual([]);
  // The node is asked again, and can no longer answer.
  const settings = join(cluster.dir, 'nodes/node1/etc/ganeti/masterd.json');
  const now = existsSync(settings) ? (JSON.parse(readFileSync(settings, 'utf8')) as object) : {};
  mkdirSync(dirname(settings), { recursive: true });
  writeFileSync(settings, JSON.stringify({ ...now, node_reconnect_seconds: 1 }));
  await cluster.restart('masterd');
  const job = (await allEnded()).at(-1);
  expect(job).toMatchObject({ status: 'success', ops: [{ OP_ID: 'OP_NODE_REMOVE' }] });
  expect(((await get('/2/nodes')) as { id: string }[]).map(({ id }) => id).sort()).toEqual([n1, n2, n3]);
  await verifyClean();
}, 60_000);
