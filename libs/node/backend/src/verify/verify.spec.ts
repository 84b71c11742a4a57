/** What a machine is told that it lacks: the facts are injected, certificates and kernel files are real ones below a root directory. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { certificateDigest, createCa, createPaths, issueCertificate, systemClock, writeBundle, type Clock } from '@ganeti/runtime';
import type { Hypervisor } from '@ganeti/node-hypervisor';
import type { BlockDeviceDriver } from '@ganeti/node-storage';
import { Drivers } from '../drivers';
import { hostFacts, type MachineFacts } from './machine-facts';
import { nodeFindings, verifyNode } from './verify';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ganeti-verify-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const fit: MachineFacts = { module: () => 'loaded', moduleParameter: () => '/bin/true', moduleVersion: () => '9.2.1', exists: () => true, clockIsKept: () => true };
const kvm = { name: 'kvm', verify: async () => [], validate: async () => [] } as unknown as Hypervisor;
const everything = { hypervisors: ['kvm'], drbd_helper: '/bin/true', upkeep: true };

async function found(facts: Partial<MachineFacts>, request: object = everything, clock: Clock = systemClock): Promise<string[]> {
  const drivers = new Drivers({ storage: [], hypervisors: [kvm] });
  const all = await nodeFindings({ drivers, paths: createPaths(root), clock, facts: { ...fit, ...facts } }, request);
  return all.map(({ check, item, message, warning }) => `${warning ? 'warning' : 'error'} ${check} ${item}: ${message}`);
}

it('has nothing to say of a machine that is fit', async () => {
  expect(await found({})).toEqual([]);
});

const cases: [string, Partial<MachineFacts>, object, RegExp][] = [
  ['a module that is not loaded', { module: (name) => (name === 'drbd' ? 'available' : 'loaded') }, everything, /^error module drbd: .*not loaded.*modprobe\.d\/drbd\.conf.*modprobe drbd/],
  ['a module that there is not', { module: (name) => (name === 'drbd' ? 'missing' : 'loaded') }, everything, /^error module drbd: the kernel has no module drbd/],
  ['another helper', { moduleParameter: () => '/sbin/drbdadm' }, everything, /^error drbd usermode_helper: DRBD calls \/sbin\/drbdadm.*helper is \/bin\/true.*rmmod drbd; modprobe drbd/],
  ['no virtualisation', { exists: (path) => path !== '/dev/kvm' }, everything, /^error module kvm: there is no \/dev\/kvm.*kvm_flag=disabled/],
  ['no taps', { exists: (path) => path !== '/dev/net/tun' }, everything, /^error module tun: .*modprobe tun/],
  ['no device-mapper', { module: () => 'missing' }, { volume_groups: ['vg'], hypervisors: [] }, /^error module dm_mod: .*LVM/],
  ['a clock that nobody keeps', { clockIsKept: () => false }, everything, /^warning clock : .*chrony/],
];
it.each(cases)('tells of %s', async (_name, facts, request, text) => {
  expect(await found(facts, request)).toContainEqual(expect.stringMatching(text));
});

it('tells what drivers have found wrong with disks in use', async () => {
  const drbd = { types: ['drbd'], space: async () => [], listVolumes: async () => [], problems: async () => [{ item: 'resource3', message: 'split brain' }] } as unknown as BlockDeviceDriver;
  const drivers = new Drivers({ storage: [drbd], hypervisors: [kvm] });
  expect(await nodeFindings({ drivers, paths: createPaths(root), clock: systemClock, facts: fit }, everything)).toEqual([{ check: 'drbd', item: 'resource3', message: 'split brain', warning: false }]);
});

it('tells which storage cannot be looked at, and what is wrong with the rest', async () => {
  const failure = () => Promise.reject(new Error('lvs ended with 5'));
  const lvm = { types: ['plain'], space: async () => [], listVolumes: failure } as unknown as BlockDeviceDriver;
  const drbd = { types: ['drbd'], space: async () => [], listVolumes: async () => [], mirror: { usedMinors: async () => [3] }, problems: async () => [{ item: 'resource3', message: 'split brain' }] } as unknown as BlockDeviceDriver;
  const told = await verifyNode({ drivers: new Drivers({ storage: [lvm, drbd], hypervisors: [kvm] }), paths: createPaths(root), clock: systemClock, facts: fit }, { ...everything, volume_groups: ['xenvg'] });
  expect(told).toMatchObject({ volumes: [], minors: [3] });
  // Whether the group is there nobody knows.
  expect(told.findings).toEqual([
    { check: 'drbd', item: 'resource3', message: 'split brain', warning: false },
    { check: 'storage', item: 'plain', message: 'nothing is known of disks of type plain: lvs ended with 5', warning: false },
  ]);
});

it('does not ask for what is not used', async () => {
  const poor: MachineFacts = { module: () => 'missing', moduleParameter: () => null, moduleVersion: () => null, exists: (path) => path !== '/dev/kvm', clockIsKept: () => null };
  expect(await found(poor, { hypervisors: ['kvm'], hvparams: { kvm: '{"kvm_flag":"disabled"}' }, upkeep: true })).toEqual([]);
});

it('tells of certificates near their end, of their end, and of files without any', async () => {
  const paths = createPaths(root);
  const ca = await createCa('cluster.example.com', 100);
  mkdirSync(paths.dataDir, { recursive: true });
  writeFileSync(paths.caCertificate, ca.certificate);
  await writeBundle(paths.nodeBundle, await issueCertificate(ca, { commonName: 'node1', role: { node: 'n1' }, days: 60 }));
  writeFileSync(paths.rapiBundle, 'nonsense');
  const inDays = (days: number): Clock => ({ ...systemClock, now: () => systemClock.now() + days * 86_400 });
  const at = async (days: number): Promise<string[]> => (await found({}, { upkeep: true }, inDays(days))).map((line) => line.replace(root, '').replace(/, on .*|on \d{4}.*/, '')).sort();
  const broken = 'error certificate /var/lib/ganeti/rapi.pem: holds no certificate that can be read; gnt cluster renew-crypto makes new ones';
  const server = 'certificate /var/lib/ganeti/server.pem:';
  expect(await at(0)).toEqual([broken]);
  expect(await at(40)).toEqual([broken, `warning ${server} ends in 19 days`]);
  expect(await at(55)).toEqual([broken, `error ${server} ends in 4 days`]);
  expect(await at(61)).toEqual([broken, `error ${server} ended `]);
  expect(await at(-1)).toEqual([broken, 'error certificate /var/lib/ganeti/ca.pem: begins to be valid ', `error ${server} begins to be valid `].sort());
});

it('tells of directories that must not hold file disks, and of a place where Gluster cannot be mounted', async () => {
  const paths = createPaths(root);
  const lines = ['/srv/ganeti/file-storage', '# /etc', '/usr/lib/', '/etc/ganeti', '/'];
  mkdirSync(paths.configDir, { recursive: true });
  writeFileSync(paths.fileStoragePaths, lines.join('\n'));
  const listed = await found({}, { listed_directories: true });
  expect(listed.map((line) => line.split(':')[0])).toEqual(['error listed-directory /usr/lib/', 'error listed-directory /etc/ganeti', 'error listed-directory /']);
  const gluster = { gluster_directory: '/var/run/ganeti/gluster' };
  expect(await found({}, gluster)).toEqual([]);
  mkdirSync(paths.runDir, { recursive: true });
  writeFileSync(join(paths.runDir, 'gluster'), '');
  expect(await found({}, gluster)).toEqual([expect.stringMatching(/^error gluster \/var\/run\/ganeti\/gluster: .*is no directory/)]);
});

it('tells of authorities and keys that a renewal has left', async () => {
  const paths = createPaths(root);
  const [ca, old] = [await createCa('now', 10), await createCa('before', 10)];
  mkdirSync(paths.dataDir, { recursive: true });
  writeFileSync(paths.caCertificate, ca.certificate);
  const asked = { authorities: [certificateDigest(ca.certificate)] };
  expect(await found({}, asked)).toEqual([]);
  writeFileSync(paths.caCertificate, ca.certificate + old.certificate);
  writeFileSync(`${paths.nodeBundle}.new-key`, '');
  expect(await found({}, asked)).toEqual([expect.stringContaining(certificateDigest(old.certificate)), expect.stringMatching(/^error clutter .*server\.pem\.new-key: /)]);
  expect(await found({}, {})).toEqual([]);
});

it('tells of peers when its own certificate cannot be used', async () => {
  const peers = [{ uuid: 'u', name: 'node2', address: '127.0.0.1', port: 1 }];
  expect(await found({}, { peers })).toEqual([expect.stringMatching(/^error trust : this node's own certificate cannot be used/)]);
});

it('reads the facts of a host', () => {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('sys/module/drbd/parameters/usermode_helper', '/bin/true\n');
  write('sys/module/drbd/version', '9.2.1\n');
  write('lib/modules/6.1/modules.builtin', 'kernel/drivers/md/dm-mod.ko\n');
  write('lib/modules/6.1/modules.dep', 'kernel/net/bridge/bridge.ko.xz: kernel/net/llc/llc.ko.xz\n');
  const facts = hostFacts(root, '6.1');
  expect([facts.module('drbd'), facts.module('dm_mod'), facts.module('bridge'), facts.module('zfs')]).toEqual(['loaded', 'loaded', 'available', 'missing']);
  expect([facts.moduleParameter('drbd', 'usermode_helper'), facts.moduleParameter('drbd', 'none')]).toEqual(['/bin/true', null]);
  expect([facts.moduleVersion('drbd'), facts.moduleVersion('dm_mod')]).toEqual(['9.2.1', null]);
  expect(facts.clockIsKept()).toBeNull();
  write('run/systemd/system/x', '');
  expect(facts.clockIsKept()).toBe(false);
  write('run/systemd/timesync/synchronized', '');
  expect(facts.clockIsKept()).toBe(true);
});
