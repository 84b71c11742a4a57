/** Each code of cluster verify is provoked on a simulated cluster, and nothing else is found. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { verifyErrorCodes, type VerifyErrorCode } from '@ganeti/opcodes';
import { issueCertificate } from '@ganeti/runtime';
import { testAuthority, uuidOf, verifyWorld, type Mend, type VerifyWorld } from '@ganeti/testkit';

const [n1, n2, n3, n4] = ['node1.example.com', 'node2.example.com', 'node3.example.com', 'node4.example.com'] as const;

let world: VerifyWorld;
beforeAll(async () => {
  world = await verifyWorld();
});
afterAll(() => world.unit.close());

const bundle = async (days: number, role: 'rapi' | { readonly node: string }): Promise<string> => {
  const { certificate, key } = await issueCertificate(await testAuthority(), { commonName: 'made by the test', role, days });
  return key + certificate;
};
const paths = (node: string) => world.nodes.paths(node);
const shared = (content: (node: string) => string): Mend => {
  const mends = world.nodes.names.map((node) => world.file(join(paths(node).dataDir, 'cluster-domain-secret'), content(node)));
  return () => mends.forEach((mend) => mend());
};
const all = async (...changes: Promise<Mend>[]): Promise<Mend> => {
  const mends = await Promise.all(changes);
  return () => Promise.all(mends.map((mend) => mend()));
};
const undoing = async (done: Promise<unknown>, mend: Mend): Promise<Mend> => done.then(() => mend);
const stray = { dev_type: 'plain', size: 64, uuid: 'stray', plain: { vg: 'xenvg', lv: 'stray' }, mode: 'rw' };
const otherMinor = (): Promise<Mend> => {
  const { uuid, logical_id: id } = world.disk('mirror1');
  return world.change('disk', uuid, { logical_id: { ...id, minor_b: 77 } as typeof id });
};

/** Code, how the cluster is broken, severity where it is not an error, and what the same cause has to be called as well. */
type Case = [code: VerifyErrorCode, how: string, break_: () => Mend | Promise<Mend>, more?: { readonly severity?: 'WARNING' | 'ERROR'; readonly also?: VerifyErrorCode; readonly options?: object }];
const warning = { severity: 'WARNING' } as const;

const cases: Case[] = [
  ['ECLUSTERCERT', 'a certificate ends in three days', async () => world.file(paths(n2).rapiBundle, await bundle(3.5, 'rapi'))],
  ['ECLUSTERCFG', 'a disk is called as if it were the eighth', () => world.tamper('disk', world.disk('plain1').uuid, { iv_name: 'disk/7' })],
  ['ECLUSTERCLIENTCERT', 'a node has another certificate', async () => world.file(paths(n2).nodeBundle, await bundle(100, { node: uuidOf(n2) }))],
  ['ECLUSTERDANGLINGNODES', 'the group of a node does not exist', () => world.tamper('node', uuidOf(n4), { group: 'nowhere' })],
  // An instance dangles because its node does.
  ['ECLUSTERDANGLINGINST', 'the group of a node with an instance does not exist', () => world.tamper('node', uuidOf(n3), { group: 'nowhere' }), { also: 'ECLUSTERDANGLINGNODES' }],
  ['ECLUSTERFILECHECK', 'a node has another domain secret', () => shared((node) => (node === n2 ? 'other' : 'secret'))],
  ['ECLUSTERFILECHECK', 'candidates lack the domain secret', () => world.file(join(paths(n1).dataDir, 'cluster-domain-secret'), 'secret')],
  ['EEXTAGS', 'instances with one exclusion tag share a node', () => all(world.changeCluster({ tags: ['htools:iextags:service'] }), ...['plain1', 'mirror1'].map((name) => world.changeInstance(name, { tags: ['service:dns'] })))],
  ['EGROUPDIFFERENTPVSIZE', 'physical volumes for exclusive storage differ', async () => {
    const mends = [await world.changeGroup('spare', { ndparams: { exclusive_storage: true } }), world.volumeGroup(n3, 1000)];
    return () => Promise.all(mends.map((mend) => mend()));
  }],
  ['EINSTANCEBADNODE', 'a node with instances is offline', () => world.changeNode(n2, { offline: true, master_candidate: false })],
  ['EINSTANCEBADNODE', 'a node with instances may hold none', () => world.changeNode(n3, { vm_capable: false })],
  ['EINSTANCEDOWN', 'a guest has stopped', () => undoing(world.call(n2, 'Instances.Shutdown', { instance: world.guest('idle1'), timeout: 0 }), () => world.call(n2, 'Instances.Start', { instance: world.guest('idle1') }))],
  ['EINSTANCEFAULTYDISK', 'the network of a mirror is down', () => {
    const devices = { devices: [world.device('mirror1')] };
    return undoing(world.call(n1, 'Blocks.DisconnectNetwork', devices), () => world.call(n1, 'Blocks.ConnectNetwork', devices));
  }],
  ['EINSTANCELAYOUT', 'a mirrored instance says it is plain', () => world.changeInstance('mirror1', { disk_template: 'plain' })],
  ['EINSTANCEMISSINGCFGPARAMETER', 'a parameter has no sense', () => world.changeInstance('idle1', { hvparams: { migration_mode: 'sideways' } })],
  ['EINSTANCEMISSINGDISK', 'a volume is gone', () => undoing(world.call(n1, 'Blocks.Remove', { device: world.device('plain1') }), () => world.call(n1, 'Blocks.Create', { device: world.device('plain1') }))],
  ['EINSTANCEPOLICY', 'the policy allows only small instances', () => world.changeGroup('spare', { ipolicy: { minmax: [{ min: {}, max: { 'memory-size': 5 } }] } }), warning],
  ['EINSTANCESPLITGROUPS', 'the secondary node is in another group', () => world.changeNode(n2, { group: world.unit.config.view.group('spare')?.uuid ?? '' }), warning],
  ['EINSTANCEUNSUITABLENODE', 'mirrors are on exclusive storage', () => world.changeGroup('default', { ndparams: { exclusive_storage: true } })],
  ['EINSTANCEWRONGNODE', 'a guest runs on another node too', () => undoing(world.call(n1, 'Instances.Start', { instance: world.guest('idle1') }), () => world.call(n1, 'Instances.Shutdown', { instance: world.guest('idle1'), timeout: 0 }))],
  ['ENODEDRBD', 'a minor is used that nobody knows', () => all(otherMinor(), world.changeInstance('mirror1', { disks_active: false }))],
  ['ENODEDRBDHELPER', 'DRBD calls another helper', () => world.facts(n2, { moduleParameter: () => '/sbin/drbdadm' })],
  ['ENODEDRBDVERSION', 'DRBD is older than elsewhere', () => world.facts(n2, { moduleVersion: () => '8.4.11' }), warning],
  ['ENODEFILECHECK', 'an ssconf file was changed', async () => {
    await world.redistribute();
    world.file(paths(n2).ssconf('node_list'), 'changed\n');
    return () => world.redistribute();
  }],
  ['ENODEFILECHECK', 'a candidate has lost its copy of the configuration', async () => {
    await world.redistribute();
    rmSync(paths(n2).configCopy);
    return () => world.redistribute();
  }],
  ['ENODEFILECHECK', 'a node that is no candidate has a copy of the configuration', () => world.changeNode(n2, { master_candidate: false })],
  ['ENODEFILESTORAGEPATHS', 'a directory of the system may hold file disks', () => world.file(paths(n2).fileStoragePaths, '/srv/ganeti/file-storage\n/etc\n')],
  ['ENODEFILESTORAGEPATHUNUSABLE', 'the directory for file disks is missing', () => world.missing(n2, '/srv/ganeti/file-storage')],
  ['ENODEGLUSTERSTORAGEPATHUNUSABLE', 'a file is where Gluster volumes are mounted', () => world.file(join(paths(n2).runDir, 'gluster'), '')],
  ['ENODEHOOKS', 'a hook has found something', () => world.file(join(paths(n2).hooks('cluster-verify', 'post'), 'check'), '#!/bin/sh\necho "the fan is broken"; exit 1\n', 0o755)],
  ['ENODEHV', 'the hypervisor is not well', () => {
    world.nodes.fail('hypervisor.verify', '*', 'before', [n2]);
    return () => world.nodes.mend();
  }],
  ['ENODELVM', 'the volume group is missing', () => world.volumeGroup(n4, null)],
  ['ENODEN1', 'two instances together do not fit on their secondary node', () => all(...['mirror1', 'mirror2'].map((name) => world.changeInstance(name, { beparams: { minmem: 31_000, maxmem: 31_000 } })))],
  ['ENODENET', 'a bridge is missing', () => {
    world.nodes.missingBridges.add('xen-br0');
    return () => world.nodes.missingBridges.clear();
  }],
  ['ENODENET', 'a node cannot be reached by others', () => world.changeNode(n2, { port: 1 })],
  ['ENODEOOBPATH', 'the out-of-band program is missing', () => world.changeNode(n2, { ndparams: { oob_program: '/usr/sbin/no-such-program' } })],
  ['ENODEORPHANINSTANCE', 'a guest runs that nobody knows', () => undoing(world.call(n2, 'Instances.Start', { instance: world.guest('idle1', 'stranger.example.com') }), () => world.call(n2, 'Instances.Shutdown', { instance: world.guest('idle1', 'stranger.example.com'), timeout: 0 }))],
  ['ENODEORPHANLV', 'a volume is there that nobody knows', () => undoing(world.call(n2, 'Blocks.Create', { device: stray }), () => world.call(n2, 'Blocks.Remove', { device: stray }))],
  ['ENODEOS', 'one node has another OS', () => world.file(join(paths(n2).osSearchPath[0] ?? '', 'extra', 'ganeti_api_version'), '20\n')],
  ['ENODERPC', 'a node does not answer', () => {
    world.nodes.silent.add(n2);
    return () => world.nodes.silent.clear();
  }],
  ['ENODESETUP', 'the kernel lacks a module', () => world.facts(n2, { module: () => 'missing' })],
  ['ENODESHAREDFILESTORAGEPATHUNUSABLE', 'the directory all share is not mounted', () => world.missing(n2, '/srv/ganeti/shared-file-storage')],
  ['ENODESSH', 'another node answers under the address of a node', () => world.confuse(n3, n4)],
  ['ENODESSH', 'a renewal has left a key', () => world.file(`${paths(n2).nodeBundle}.new-key`, ''), { options: { verify_clutter: true } }],
  ['ENODETIME', 'a clock is wrong', () => {
    world.nodes.clockErrors.set(n2, 100_000);
    return () => world.nodes.clockErrors.clear();
  }],
  ['ENODETIME', 'nobody keeps the clock', () => world.facts(n2, { clockIsKept: () => false }), warning],
  ['ENODEUSERSCRIPTS', 'the script for the address of the cluster is missing', () => world.changeCluster({ use_external_mip_script: true })],
  ['ENODEVERSION', 'a node speaks another protocol', () => world.disguise(n2, () => ({ protocol_version: 99 }))],
  ['ENODEVERSION', 'a node has another release', () => world.disguise(n2, () => ({ release: '0.0.1' })), warning],
];

it('finds nothing where all is well', async () => {
  expect(await world.verify({ verify_clutter: true })).toMatchObject({ good: true, lines: [] });
});

it('has a case for each code there is', () => {
  expect([...new Set(cases.map(([code]) => code))].sort()).toEqual([...verifyErrorCodes].sort());
  const reference = process.env['GANETI_REFERENCE'] ?? new URL('../../../../../../shared/reference', import.meta.url).pathname;
  if (!existsSync(`${reference}/params.json`)) return;
  const { cv_error_codes: known } = JSON.parse(readFileSync(`${reference}/params.json`, 'utf8')) as { cv_error_codes: { code: string }[] };
  expect([...verifyErrorCodes].sort()).toEqual(known.map(({ code }) => code).sort());
});

// Rows as objects: jest would take a fourth parameter for `done`.
const rows = cases.map(([code, how, break_, { severity = 'ERROR', also = null, options = {} } = {}]) => ({ code, how, break_, severity, also, options }));
it.each(rows)('$code: $how', async ({ code, break_, severity, also, options }) => {
  const mend = await break_();
  try {
    const { good, lines } = await world.verify(options);
    const found = lines.map((line) => line.split(':').slice(0, 2).join(' '));
    expect({ found: [...new Set(found)].sort(), lines }).toEqual({ found: [`${severity} ${code}`, ...(also === null ? [] : [`${severity} ${also}`])].sort(), lines });
    expect(good).toBe(severity === 'WARNING');
  } finally {
    await mend();
  }
});

it('finds nothing when all is mended', async () => {
  expect(await world.verify({ verify_clutter: true })).toMatchObject({ good: true, lines: [] });
});
