/** A new cluster on a machine made for the test: what it has then, and that a failure leaves nothing and says what to change. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { openConfig, type ClusterConfig } from '@ganeti/master-config';
import { openSqliteStore } from '@ganeti/master-state-sqlite';
import { certificateRole, createPaths, systemClock, systemIds, type Paths } from '@ganeti/runtime';
import { initCluster, type Initialised } from './init-cluster';
import type { Machine } from './machine';
import { removeCluster } from './remove-cluster';
import { initSettings } from './settings';

let root: string;
let paths: Paths;
let asked: Record<string, unknown>[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ganeti-init-'));
  paths = createPaths(root);
  asked = [];
});
afterEach(() => rmSync(root, { recursive: true }));

const names: Readonly<Record<string, string>> = { 'node1.example.com': '192.0.2.11', 'cluster.example.com': '192.0.2.10' };
const machine = (more: Partial<Machine> = {}): Machine => ({
  fullName: async () => 'node1.example.com',
  lookup: async (name) => names[name] ?? null,
  deviceOf: (address) => ({ '192.0.2.11': 'eth0', '198.51.100.11': 'eth1', '127.0.1.1': 'lo' })[address] ?? null,
  isInUse: async () => false,
  exists: () => false,
  loopback: false,
  releasedAt: systemClock.now() - 1000,
  findings: async (request) => {
    asked.push(request as Record<string, unknown>);
    return [];
  },
  ...more,
});

async function onConfig<T>(work: (config: ClusterConfig) => Promise<T>): Promise<T> {
  const store = await openSqliteStore({ path: paths.stateDatabase });
  await store.open();
  try {
    return await work(await openConfig(store, { clock: systemClock, ids: systemIds }));
  } finally {
    await store.close();
  }
}
const init = (settings: object = {}, more: Partial<Machine> = {}): Promise<Initialised> =>
  initCluster({ paths, machine: machine(more), clock: systemClock, ids: systemIds, onConfig }, initSettings.parse({ cluster_name: 'cluster.example.com', ...settings }));

/** Files and directories with their content. */
function tree(directory = root): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? [relative(root, path), ...tree(path)] : [`${relative(root, path)} ${readFileSync(path, 'hex')}`];
  });
}

it('makes cluster, group and node, certificates, settings of the daemon and a users file', async () => {
  const parameters = { vg_name: 'data', candidate_pool_size: 3, beparams: { vcpus: 4 }, hvparams: { kvm: { acpi: false } }, nicparams: { link: 'br1' }, enabled_disk_templates: ['drbd', 'file'], master_netmask: 24 };
  const made = await init({ secondary_address: '198.51.100.11', parameters });
  expect(made).toEqual({ cluster_name: 'cluster.example.com', node_name: 'node1.example.com', address: '192.0.2.11', master_ip: '192.0.2.10', notes: [] });
  await onConfig(async ({ view }) => {
    const [node] = [...view.all('node')];
    expect(node).toMatchObject({ name: 'node1.example.com', primary_ip: '192.0.2.11', secondary_ip: '198.51.100.11', master_candidate: true, port: 1811 });
    expect(view.cluster()).toMatchObject({
      master_node: node?.uuid,
      master_netdev: 'eth0',
      master_netmask: 24,
      volume_group_name: 'data',
      candidate_pool_size: 3,
      enabled_hypervisors: ['kvm'],
      enabled_disk_templates: ['drbd', 'file'],
      beparams: { default: { vcpus: 4, maxmem: 128 } },
      hvparams: { kvm: { acpi: false, kernel_path: '' } },
    });
    expect([...view.all('nodegroup')].map(({ name }) => name)).toEqual(['default']);
    expect(certificateRole(readFileSync(paths.nodeBundle, 'utf8'))).toEqual({ node: node?.uuid });
  });
  expect([paths.caKey, paths.nodeBundle, paths.masterBundle].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  expect(JSON.parse(readFileSync(paths.settings('noded'), 'utf8'))).toEqual({ drivers: 'real', address: '192.0.2.11', port: 1811 });
  expect(readFileSync(paths.fileStoragePaths, 'utf8')).toContain('\n/srv/ganeti/file-storage\n');
  expect(existsSync(paths.fileStorage)).toBe(true);
  expect(readFileSync(paths.rapiUsers, 'utf8')).toMatch(/^#/);
  expect(asked).toEqual([{ volume_groups: ['data'], hypervisors: ['kvm'], hvparams: { kvm: expect.stringContaining('"acpi":false') }, drbd_helper: '/bin/true', bridges: ['br1'], upkeep: true }]);

  await expect(init()).rejects.toThrow(/already the master of cluster cluster\.example\.com.*gnt cluster destroy/);
  const users = readFileSync(paths.rapiUsers, 'utf8');
  await removeCluster(paths);
  expect(readdirSync(paths.dataDir)).toEqual(['rapi']);
  expect(readFileSync(paths.rapiUsers, 'utf8')).toBe(users);
  await init();
});

const finding = (check: string, message: string) => ({ check, item: '', message, warning: false });
const failures: [string, object, Partial<Machine>, RegExp][] = [
  ['a cluster name that does not resolve', { cluster_name: 'other.example.com' }, {}, /other\.example\.com, the cluster's name, has no IPv4 address.*\/etc\/hosts.*--master-ip/],
  ['a machine name that does not resolve', {}, { fullName: async () => 'nobody' }, /nobody, this machine's name.*--primary-ip/],
  ['a machine called like the cluster', { node_name: 'cluster.example.com' }, {}, /needs a name of its own/],
  ['an address of another machine', { address: '192.0.2.77' }, {}, /192\.0\.2\.77 of node1\.example\.com is on none of this machine's network devices/],
  ['a secondary address of another machine', { secondary_address: '192.0.2.77' }, {}, /secondary address 192\.0\.2\.77/],
  ['an address nobody else reaches', { address: '127.0.1.1' }, {}, /cannot be reached from other machines.*not 127\.0\.1\.1/],
  ["a cluster's address that is taken", {}, { isInUse: async () => true }, /192\.0\.2\.10 .*belongs to a machine that is running/],
  ['a parameter that there is not', { parameters: { colour: 'red' } }, {}, /no parameter 'colour'/],
  ['a hypervisor parameter of the wrong kind', { parameters: { hvparams: { kvm: { acpi: 'perhaps' } } } }, {}, /acpi/],
  ['a template without what it needs', { parameters: { vg_name: '' } }, {}, /Disk template drbd needs --vg-name/],
  ['a clock that is behind', {}, { releasedAt: systemClock.now() + 1e6 }, /clock of this machine says .*set it right/],
  ['a missing volume group', {}, { findings: async () => [finding('volume-group', 'there is no xenvg')] }, /no xenvg; make it \(vgcreate\).*--vg-name/],
  ['a missing bridge', {}, { findings: async () => [finding('bridge', 'there is no br0')] }, /no br0; make it.*--nic-parameters/],
  ["another DRBD helper and a missing module", {}, { findings: async () => [finding('drbd', 'it calls x'), finding('module', 'no drbd')] }, /it calls x, or name the one.*\n.*no drbd/],
  ['a check that breaks down', {}, { findings: async () => Promise.reject(new Error('noded is broken')) }, /noded is broken/],
];
it.each(failures)('leaves nothing after %s', async (_name, settings, more, text) => {
  mkdirSync(dirname(paths.settings('noded')), { recursive: true });
  writeFileSync(paths.settings('noded'), '{"log_level": "debug"}');
  const before = tree();
  await expect(init(settings, more)).rejects.toThrow(text);
  expect(tree()).toEqual(before);
});

it('leaves nothing when it breaks after the certificates, and works then', async () => {
  const before = tree();
  const broken = { paths, machine: machine(), clock: systemClock, ids: systemIds, onConfig: async <T>(work: (config: ClusterConfig) => Promise<T>): Promise<T> => {
    await onConfig(async () => undefined);
    await onConfig(work);
    throw new Error('the disk is full');
  } };
  await expect(initCluster(broken, initSettings.parse({ cluster_name: 'cluster.example.com' }))).rejects.toThrow('the disk is full');
  expect(tree()).toEqual(before);
  await init();
});

it('does not take over a node of another cluster', async () => {
  mkdirSync(paths.dataDir, { recursive: true });
  writeFileSync(paths.nodeBundle, 'x');
  await expect(init()).rejects.toThrow(/is a node of some cluster already.*gnt node remove/);
});
