/** What is secret in a job reaches the OS script and nothing else: every file of a cluster of real daemons is searched for it, and every answer. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { TestCluster } from '@ganeti/testkit';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start({ nodes: 1 });
}, 60_000);
afterAll(() => cluster.end(), 60_000);

/** The private one is kept with the instance, in the configuration; while its job waits, it is nowhere either. */
const words = { secret: 'Hemlock-7731', private: 'Foxglove-4402' };
const both = Object.values(words);
const anyWord = new RegExp(both.join('|'));
const keys = (): string => join(cluster.dir, 'nodes/node1/var/lib/ganeti/job-keys');

const create = (name: string, more: object = {}): object => ({
  __version__: 1, mode: 'create', instance_name: name, os_type: 'noop', disk_template: 'plain', disks: [{ size: 16 }], nics: [], start: false,
  osparams_secret: { mark: words.secret }, osparams_private: { message: words.private }, ...more,
});

/** Files of the cluster that hold one of the words, but for disks: there is what the script has done with it. */
function files(wanted: readonly string[], dir = cluster.dir): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return files(wanted, path);
    if (!entry.isFile()) return [];
    const bytes = readFileSync(path);
    return wanted.some((word) => bytes.includes(word)) ? [path.slice(cluster.dir.length)] : [];
  });
}
/** Disks with the word. */
const disks = (): string[] => files([words.secret]).filter((path) => /\/simulator\/.*disk/.test(path));
const elsewhere = (wanted: readonly string[]): string[] => files(wanted).filter((path) => !disks().includes(path));

/** Everything that happens from now on, as clients that follow the cluster are told; until the end of masterd. */
function events(): () => string {
  const { rapi_url: url, user, password, ca_file: ca } = cluster.up;
  let told = '';
  get(`${url}/2/events`, { auth: `${user}:${password}`, ca: readFileSync(ca), headers: { accept: 'text/event-stream' } }, (stream) => {
    stream.on('data', (text: Buffer) => (told += text.toString())).on('error', () => undefined);
  }).on('error', () => undefined);
  return () => told;
}

/** What users are told of a job, in every way there is. */
async function answers(id: number): Promise<string> {
  const told = await Promise.all([
    cluster.rapi.expect('GET', `/2/jobs/${id}`),
    cluster.rapi.expect('GET', '/2/jobs?bulk=1'),
    cluster.rapi.expect('GET', '/2/query/job?fields=id,ops,opresult,oplog,summary'),
    cluster.gnt('job', 'info', String(id)),
  ]);
  return JSON.stringify(told);
}
async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries === 400) throw new Error(`never came: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
const noKeys = (): Promise<void> => until(() => readdirSync(keys()).length === 0);

it('while a job waits, after a kill, and when it has ended', async () => {
  const rule = String(await cluster.rapi.expect('POST', '/2/filters', { priority: 0, predicates: [['opcode', ['=', 'OP_ID', 'OP_INSTANCE_CREATE']]], action: 'PAUSE' }));
  const id = await cluster.rapi.submit('POST', '/2/instances', create('waits.example.com'));
  expect(elsewhere(both)).toEqual([]);
  expect(await answers(id)).not.toMatch(anyWord);
  expect(readdirSync(keys())).toEqual([String(id)]);
  expect([statSync(keys()).mode & 0o777, statSync(join(keys(), String(id))).mode & 0o777]).toEqual([0o700, 0o600]);

  await cluster.kill('masterd');
  expect(elsewhere(both)).toEqual([]);
  await cluster.restart('masterd');
  const told = events();
  await until(() => told() !== '');
  await cluster.rapi.expect('DELETE', `/2/filters/${rule}`);
  const job = await cluster.rapi.waitForJob(id);
  await until(() => told().includes('"success"'));
  expect(told()).not.toMatch(anyWord);
  expect(job).toMatchObject({ status: 'success' });
  // The script has both: it wrote one to the disk, and said the other.
  expect(disks()).toHaveLength(1);
  expect(JSON.stringify(job.oplog)).toContain('noop: <redacted>');
  await noKeys();
  expect(elsewhere([words.secret])).toEqual([]);
  expect(elsewhere([words.private]).filter((path) => !/\/(masterd\.db(-wal)?|config\.json)$/.test(path))).toEqual([]);
  expect(await answers(id)).not.toMatch(anyWord);
}, 60_000);

it.each([
  ['fails', { osparams: { fail: 'create' } }],
  ['is refused', { osparams: { seconds: 'soon' } }],
])('a job that %s', async (_how, more) => {
  const before = disks().length;
  const id = await cluster.rapi.submit('POST', '/2/instances', create('fails.example.com', more));
  expect(await cluster.rapi.waitForJob(id)).toMatchObject({ status: 'error' });
  await noKeys();
  expect([disks().length, elsewhere([words.secret])]).toEqual([before, []]);
  expect(await answers(id)).not.toContain(words.secret);
}, 60_000);

it('a job that was cut off in the middle, and those that another one submits', async () => {
  const before = disks().length;
  const opcode = (name: string): object => ({ OP_ID: 'OP_INSTANCE_CREATE', ...create(name, { pnode: cluster.nodes[0] }), __version__: undefined });
  cluster.armFailpoint(3, 'begun-committed');
  const parent = await cluster.rapi.submit('POST', '/2/instances-multi-alloc', { instances: [opcode('one.example.com'), opcode('two.example.com')] });
  await until(() => !cluster.runs('masterd'));
  expect(elsewhere([words.secret])).toEqual([]);
  await cluster.restart('masterd');
  const { opresult } = await cluster.rapi.waitForJob(parent);
  const { jobs } = opresult[0] as { jobs: [boolean, number][] };
  for (const [, child] of jobs) expect(await cluster.rapi.waitForJob(child)).toMatchObject({ status: 'success' });
  await noKeys();
  expect([disks().length, elsewhere([words.secret])]).toEqual([before + 2, []]);
  expect(await answers(parent)).not.toContain(words.secret);
}, 60_000);
