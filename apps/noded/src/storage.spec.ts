/** A node with real storage drivers in a directory of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connectNode, type NodeConnection } from '@ganeti/node-api';
import { createCa, createLogger, createPaths, issueCertificate, writeBundle, type Paths } from '@ganeti/runtime';
import { hostNode, type HostedNode } from './host';
import { driverKinds, nodedSettings } from './settings';

const address = `127.79.${process.pid % 250}.1`;
let root: string;
let paths: Paths;
let node: HostedNode;
let master: NodeConnection;
let steps = 0;
const step = () => ({ job: '1/0', step: `1/0/${(steps += 1)}` });

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'ganeti-noded-storage-'));
  paths = createPaths(root);
  const ca = await createCa('test cluster', 1);
  for (const dir of [paths.dataDir, paths.configDir, paths.fileStorage]) mkdirSync(dir, { recursive: true });
  writeFileSync(paths.caCertificate, ca.certificate);
  writeFileSync(join(paths.configDir, 'file-storage-paths'), '/srv/ganeti/file-storage\n');
  await writeBundle(paths.nodeBundle, await issueCertificate(ca, { commonName: 'node1', role: { node: 'uuid-1' }, addresses: [address], names: [], days: 1 }));
  mkdirSync(dirname(paths.settings('noded')), { recursive: true });
  writeFileSync(paths.settings('noded'), JSON.stringify({ address, port: 0, storage_drivers: 'real', file: { preallocate: true } }));
  node = await hostNode(paths, createLogger({ name: 'noded', path: join(root, 'log'), level: 'silent' }), () => undefined);
  const bundle = await issueCertificate(ca, { commonName: 'master', role: 'master', addresses: [], names: [], days: 1 });
  master = connectNode({ name: 'node1', address, port: node.port, tls: { ca: ca.certificate, cert: bundle.certificate, key: bundle.key }, epoch: 1 });
});
afterAll(async () => {
  master.close();
  await node.stop();
  rmSync(root, { recursive: true, force: true });
});

it('makes file disks where they may lie, and tells its room', async () => {
  const disk = { dev_type: 'file', size: 8, uuid: 'd1', file: { driver: 'loop', path: '/srv/ganeti/file-storage/web1/1' } };
  const status = await master.call('Blocks.Create', { device: disk, owner: 'web1', on_primary: true }, step());
  expect(status).toMatchObject({ exists: true, size: 8, path: join(paths.fileStorage, 'web1/1') });
  await expect(master.call('Blocks.Create', { device: { ...disk, file: { driver: 'loop', path: '/srv/1' } } }, step())).rejects.toThrow(/file-storage-paths/);
  const { units } = await master.call('Storage.List', { type: 'file', names: ['/srv/ganeti/file-storage'] });
  expect(units).toMatchObject([{ name: '/srv/ganeti/file-storage', allocatable: true }]);
  await master.call('Blocks.Remove', { device: disk }, step());
  expect((await master.call('Blocks.Status', { devices: [disk] })).status).toMatchObject([{ exists: false }]);
});

it('finds directories that cannot hold file disks, and a volume group that is not there', async () => {
  const { findings } = await master.call('Node.Verify', { directories: ['/srv/ganeti/file-storage', '/srv/elsewhere'], volume_groups: ['no-such-group'] });
  expect(findings).toMatchObject([
    { check: 'volume-group', item: 'no-such-group' },
    { check: 'directory', item: '/srv/elsewhere', message: expect.stringMatching(/does not exist, or is not listed in .*file-storage-paths/) },
  ]);
});

it('says which drivers it has not', async () => {
  await expect(master.call('Blocks.Create', { device: { dev_type: 'tape', size: 8, uuid: 'd1' } }, step())).rejects.toThrow(/no driver for disks of type tape/);
});

it('has real drivers on a machine of its own, and simulates below a root directory', () => {
  const kinds = (root: string, given = {}) => driverKinds(nodedSettings.parse(given), root);
  expect(kinds('')).toEqual({ storage: 'real', hypervisors: 'real' });
  expect(kinds('/tmp/node1')).toEqual({ storage: 'simulated', hypervisors: 'simulated' });
  expect(kinds('', { drivers: 'simulated', storage_drivers: 'real' })).toEqual({ storage: 'real', hypervisors: 'simulated' });
});
