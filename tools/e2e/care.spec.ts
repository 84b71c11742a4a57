/** What keeps a cluster of real daemons in order: filter rules, the watcher, and new keys while jobs are running. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RapiClient } from '@ganeti/rapi-client';
import { TestCluster, doubledSteps } from '@ganeti/testkit';

let cluster: TestCluster;
let [n1, n2, n3] = ['', '', ''];
beforeAll(async () => {
  cluster = await TestCluster.start({ nodes: 3 });
  [n1 = '', n2 = '', n3 = ''] = cluster.nodes;
}, 60_000);
afterAll(() => cluster.end(), 60_000);

const name = 'care.example.com';
async function gnt(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await cluster.gnt(...args);
  expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' });
  return stdout.trim();
}
async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never came: ${condition.toString()}`);
}
const statusOf = async (): Promise<string> => ((await cluster.rapi.expect('GET', `/2/instances/${name}`)) as { status: string }).status;
const client = (): RapiClient => new RapiClient({ url: cluster.up.rapi_url, user: cluster.up.user, password: cluster.up.password, ca: readFileSync(cluster.up.ca_file, 'utf8') });

it('holds jobs back by rule, and says so', async () => {
  const rule = await gnt('filter', 'add', '--action', 'PAUSE', '--reason', 'lunch', '--predicates', '[["opcode", ["=", "OP_ID", "OP_TEST_DELAY"]]]');
  const id = await gnt('debug', 'delay', '--submit', '0.1');
  const job = /\d+/.exec(id)?.[0] ?? '';
  await until(async () => (await gnt('job', 'list')).includes('lunch'));
  expect(await gnt('job', 'info', job)).toContain(`filter rule ${rule} holds it back (lunch)`);
  await gnt('filter', 'delete', rule);
  await gnt('job', 'wait', job);
  expect(await gnt('job', 'list', '--no-headers')).not.toContain('lunch');
}, 60_000);

it('restarts what a reboot has stopped, once the watcher looks', async () => {
  await cluster.job('POST', '/2/instances', {
    __version__: 1, mode: 'create', instance_name: name, disk_template: 'drbd', disks: [{ size: 64 }], nics: [], os_type: 'noop', pnode: n2, snode: n3, start: true,
  });
  await gnt('cluster', 'watcher', 'run', '--ignore-pause');
  await gnt('node', 'powercycle', '--yes', n2);
  await until(async () => (await statusOf()) === 'ERROR_down');
  await gnt('cluster', 'watcher', 'pause', '1h');
  expect(await gnt('cluster', 'watcher', 'run')).toContain('nothing to do');
  expect(await gnt('cluster', 'watcher', 'info')).toContain('rests until');
  await gnt('cluster', 'watcher', 'continue');
  expect(await gnt('cluster', 'watcher', 'run', '--ignore-pause')).toContain(`instance ${name} should run, and does not`);
  await until(async () => (await statusOf()) === 'running');
  expect(await gnt('cluster', 'watcher', 'status')).toMatch(/restart \(job \d+\)/);
}, 60_000);

it('renews all keys while jobs run, also over a crash of masterd; a node that was away catches up', async () => {
  const before = client();
  // Nobody waits long for the node that is away.
  writeFileSync(join(cluster.dir, 'nodes/node1/etc/ganeti/masterd.json'), JSON.stringify({ watcher_seconds: 0, node_reconnect_seconds: 2 }));
  await cluster.kill(`noded:${n3}`);
  const delays = await Promise.all([1, 2, 3].map((seconds) => gnt('debug', 'delay', '--submit', '-n', n2, String(seconds))));
  const renewal = /\d+/.exec(await gnt('cluster', 'renew-crypto', '--yes', '--new-cluster-certificate', '--submit'))?.[0] ?? '';
  cluster.armFailpoint(12);
  await until(async () => Promise.resolve(!cluster.runs('masterd')));
  await cluster.restart('masterd');
  await gnt('job', 'wait', renewal);
  for (const line of delays) await gnt('job', 'wait', /\d+/.exec(line)?.[0] ?? '');

  // The remote API shows a certificate of the new authority to whoever comes new.
  const after = client();
  await until(() => after.expect('GET', '/2/info').then(() => true, () => false));
  const config = (node: string): string => readFileSync(join(cluster.dir, 'nodes', node.split('.')[0] ?? '', 'var/lib/ganeti/ca.pem'), 'utf8');
  expect(config(n3)).not.toBe(config(n1));
  await cluster.restart(`noded:${n3}`);
  await until(async () => (await gnt('cluster', 'watcher', 'run', '--ignore-pause')).includes('missed a renewal of keys'));
  await until(async () => Promise.resolve(config(n3) === config(n1) && config(n2) === config(n1)));
  await gnt('instance', 'migrate', '--yes', name);
  const { stdout } = await cluster.gnt('cluster', 'verify');
  expect(stdout.split('\n').filter((line) => line.includes('ERROR'))).toEqual([]);
  expect(doubledSteps(cluster.dir)).toEqual([]);
  for (const each of [before, after]) each.close();
}, 120_000);
