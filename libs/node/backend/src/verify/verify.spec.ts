/** What a machine is told that it lacks: the facts are injected, certificates and kernel files are real ones below a root directory. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createCa, createPaths, issueCertificate, systemClock, writeBundle, type Clock } from '@ganeti/runtime';
import type { Hypervisor } from '@ganeti/node-hypervisor';
import type { BlockDeviceDriver } from '@ganeti/node-storage';
import { Drivers } from '../drivers';
import { hostFacts, type MachineFacts } from './machine-facts';
import { nodeFindings } from './verify';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ganeti-verify-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const fit: MachineFacts = { module: () => 'loaded', moduleParameter: () => '/bin/true', exists: () => true, clockIsKept: () => true };
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
  const drbd = { types: ['drbd'], space: async () => [], problems: async () => [{ item: 'resource3', message: 'split brain' }] } as unknown as BlockDeviceDriver;
  const drivers = new Drivers({ storage: [drbd], hypervisors: [kvm] });
  expect(await nodeFindings({ drivers, paths: createPaths(root), clock: systemClock, facts: fit }, everything)).toEqual([{ check: 'drbd', item: 'resource3', message: 'split brain', warning: false }]);
});

it('does not ask for what is not used', async () => {
  const poor: MachineFacts = { module: () => 'missing', moduleParameter: () => null, exists: (path) => path !== '/dev/kvm', clockIsKept: () => null };
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

it('reads the facts of a host', () => {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('sys/module/drbd/parameters/usermode_helper', '/bin/true\n');
  write('lib/modules/6.1/modules.builtin', 'kernel/drivers/md/dm-mod.ko\n');
  write('lib/modules/6.1/modules.dep', 'kernel/net/bridge/bridge.ko.xz: kernel/net/llc/llc.ko.xz\n');
  const facts = hostFacts(root, '6.1');
  expect([facts.module('drbd'), facts.module('dm_mod'), facts.module('bridge'), facts.module('zfs')]).toEqual(['loaded', 'loaded', 'available', 'missing']);
  expect([facts.moduleParameter('drbd', 'usermode_helper'), facts.moduleParameter('drbd', 'none')]).toEqual(['/bin/true', null]);
  expect(facts.clockIsKept()).toBeNull();
  write('run/systemd/system/x', '');
  expect(facts.clockIsKept()).toBe(false);
  write('run/systemd/timesync/synchronized', '');
  expect(facts.clockIsKept()).toBe(true);
});
