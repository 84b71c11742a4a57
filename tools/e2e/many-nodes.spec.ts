/** Clusters larger than the three nodes of the other tests: all nodes in one process, written into the configuration at once. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestCluster, clusterDown, clusterUp } from '@ganeti/testkit';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start({ nodes: 24, processes: 'one' });
}, 60_000);
afterAll(() => cluster.end(), 60_000);

interface NodeRow {
  readonly name: string;
  readonly role: string;
  readonly mfree: number | null;
}
const nodes = async (): Promise<NodeRow[]> => (await cluster.rapi.expect('GET', '/2/nodes?bulk=1')) as NodeRow[];

/** Waits for what follows by itself; the test's own limit ends it. */
async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
}

it('has all of them, heard of, with as many candidates as it wants', async () => {
  await eventually(async () => (await nodes()).every(({ mfree }) => mfree !== null));
  const all = await nodes();
  expect(all).toHaveLength(24);
  const roles = all.map(({ role }) => role);
  expect([roles.filter((role) => role === 'M').length, roles.filter((role) => role === 'C').length]).toEqual([1, 9]);
});

it('gives each node the ssconf values, and candidates the configuration', async () => {
  const file = (node: string, name: string): string => join(cluster.dir, 'nodes', node, 'var/lib/ganeti', name);
  await eventually(() => [1, 10, 11, 24].every((n) => existsSync(file(`node${n}`, 'ssconf_node_list')) && existsSync(file(`node${n}`, 'ssconf_hvparams_xen-pvm'))));
  expect(readFileSync(file('node24', 'ssconf_node_list'), 'utf8').trim().split('\n')).toHaveLength(24);
  await eventually(() => existsSync(file('node10', 'config.json')));
  expect(existsSync(file('node11', 'config.json'))).toBe(false);
});

it('verifies clean', async () => {
  const { code, stdout } = await cluster.gnt('cluster', 'verify');
  expect([code, stdout]).toEqual([0, expect.not.stringContaining('ERROR')]);
});

it('is the same after a stop, and takes one more node by a job', async () => {
  await clusterDown(cluster.dir);
  await clusterUp({ dir: cluster.dir, nodes: 25 });
  const all = await nodes();
  expect(all.map(({ name }) => name)).toContain('node25.example.com');
  const { stdout } = await cluster.gnt('job', 'list', '--no-headers', '-o', 'summary');
  expect(stdout).toContain('NODE_ADD(node25.example.com)');
});
