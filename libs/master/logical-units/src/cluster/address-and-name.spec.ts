/** The cluster's name and address, and its end. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import { simulatedAddresses } from '@ganeti/node-storage-fake';
import { n1, n2, uuidOf, worldPerTest, type Ended } from '@ganeti/testkit';

const world = worldPerTest([n1, n2]);

const run = (id: string, params: object = {}): Promise<Ended> => world.run({ OP_ID: `OP_CLUSTER_${id}`, ...params });
const addresses = (node: string) => simulatedAddresses(world.nodes.paths(node).simulator);
const address = (ip: string) => ({ address: ip, prefix: 32, device: 'lo' });
const cluster = () => world.config.view.cluster();
const good = async (ended: Promise<Ended>): Promise<Ended> => {
  const result = await ended;
  expect(result).toMatchObject({ status: 'success' });
  return result;
};
async function refused(ended: Promise<Ended>, code: string, text: RegExp): Promise<void> {
  const before = await world.snapshot();
  expect(await ended).toMatchObject({ status: 'error', result: ['OpPrereqError', [expect.stringMatching(text), code]] });
  expect(await world.snapshot()).toEqual(before);
}
/** The node cannot do the step of this name. */
function breakStep(name: string): void {
  world.nodes.onStep = (when, _node, _method, step) => {
    if (when === 'before' && step.endsWith(name)) throw new OpExecError('no such device');
  };
}
/** Scripts of this path write down what they are told. */
function record(path: string): void {
  for (const node of [n1, n2]) {
    for (const phase of ['pre', 'post'] as const) {
      const directory = world.nodes.paths(node).hooks(path, phase);
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, 'test'), `#!/bin/sh\nenv > ${told(node, phase)}\n`);
      chmodSync(join(directory, 'test'), 0o755);
    }
  }
}
const told = (node: string, phase: string): string => join(world.nodes.paths(node).configDir, `env-${phase}`);

it('sets the address up and takes it down, as often as one likes', async () => {
  await good(run('ACTIVATE_MASTER_IP', { dry_run: true }));
  expect(addresses(n1)).toEqual([]);
  for (let times = 0; times < 2; times++) await good(run('ACTIVATE_MASTER_IP'));
  expect([addresses(n1), addresses(n2)]).toEqual([[address('127.0.1.100')], []]);
  for (let times = 0; times < 2; times++) await good(run('DEACTIVATE_MASTER_IP'));
  expect(addresses(n1)).toEqual([]);
});

it("never takes down the master's own address", async () => {
  await world.config.transaction((tx) => void tx.update('cluster', tx.cluster().uuid, { master_ip: '127.0.1.1' }));
  await good(run('ACTIVATE_MASTER_IP'));
  expect((await good(run('DEACTIVATE_MASTER_IP'))).log).toEqual([expect.stringMatching(/127\.0\.1\.1 is that of node node1/)]);
  expect(addresses(n1)).toEqual([]);
});

it('tells when the master cannot set it up', async () => {
  breakStep('/address');
  expect(await run('ACTIVATE_MASTER_IP')).toMatchObject({ status: 'error', result: ['OpExecError', ['Node node1.example.com: no such device']] });
});

it('renames, and moves the address', async () => {
  record('cluster-rename');
  await good(run('ACTIVATE_MASTER_IP'));
  await good(run('RENAME', { name: 'other.example.com', dry_run: true }));
  expect(cluster().cluster_name).toBe('cluster.example.com');
  expect(await good(run('RENAME', { name: 'other.example.com' }))).toMatchObject({ result: 'other.example.com' });
  expect(cluster()).toMatchObject({ cluster_name: 'other.example.com', master_ip: '127.0.2.1' });
  expect(addresses(n1)).toEqual([address('127.0.2.1')]);
  const environment = readFileSync(told(n1, 'pre'), 'utf8').split('\n').filter((line) => line.startsWith('GANETI_'));
  expect(environment).toEqual(
    expect.arrayContaining(['GANETI_HOOKS_PATH=cluster-rename', 'GANETI_OBJECT_TYPE=CLUSTER', 'GANETI_OP_TARGET=cluster.example.com', 'GANETI_NEW_NAME=other.example.com', 'GANETI_CLUSTER=cluster.example.com']),
  );
  expect([n1, n2].map((node) => ['pre', 'post'].map((phase) => existsSync(told(node, phase))))).toEqual([[true, true], [false, true]]);
});

it('refuses names that change nothing, do not resolve, or whose address is in use', async () => {
  await world.config.transaction((tx) => void tx.update('cluster', tx.cluster().uuid, { master_ip: '127.0.2.1' }));
  await refused(run('RENAME', { name: 'cluster.example.com' }), 'wrong_input', /nothing would change/);
  await world.config.transaction((tx) => void tx.update('cluster', tx.cluster().uuid, { master_ip: '127.0.1.100' }));
  world.answering.add('127.0.2.1');
  await refused(run('RENAME', { name: 'other.example.com' }), 'resource_not_unique', /127\.0\.2\.1.*in use/);
  await refused(run('RENAME', { name: 'elsewhere.org' }), 'resolver_error', /elsewhere/);
});

it('keeps name and address when the new one cannot be set up', async () => {
  await good(run('ACTIVATE_MASTER_IP'));
  breakStep('/address-up');
  expect(await run('RENAME', { name: 'other.example.com' })).toMatchObject({ status: 'error' });
  expect(cluster()).toMatchObject({ cluster_name: 'cluster.example.com', master_ip: '127.0.1.100' });
  expect(addresses(n1)).toEqual([address('127.0.1.100')]);
});

it('ends when only the master is left', async () => {
  record('cluster-destroy');
  await good(run('ACTIVATE_MASTER_IP'));
  await refused(run('DESTROY'), 'wrong_input', /1 node.*node2/);
  await good(world.run({ OP_ID: 'OP_NODE_REMOVE', node_name: n2 }));
  const params = { instance_name: 'i.example.com', mode: 'create', disk_template: 'diskless', disks: [], nics: [], os_type: 'noop', hypervisor: 'fake', beparams: { memory: 128 }, ip_check: false, name_check: false, start: false, no_install: true, pnode: n1 };
  await good(world.run({ OP_ID: 'OP_INSTANCE_CREATE', ...params }));
  await refused(run('DESTROY'), 'wrong_input', /1 instance.*i\.example/);
  await good(world.run({ OP_ID: 'OP_INSTANCE_REMOVE', instance_name: 'i.example.com', ignore_failures: false }));
  expect(await good(run('DESTROY'))).toMatchObject({ result: uuidOf(n1) });
  expect(addresses(n1)).toEqual([]);
  expect(['pre', 'post'].map((phase) => existsSync(told(n1, phase)))).toEqual([false, true]);
});

it('is on one device only when two jobs move it at the same time', async () => {
  await good(run('ACTIVATE_MASTER_IP'));
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(['eth1', 'eth2', 'eth3'].map((master_netdev) => good(run('SET_PARAMS', { master_netdev }))));
    expect(addresses(n1)).toEqual([{ ...address('127.0.1.100'), device: cluster().master_netdev }]);
  }
});
