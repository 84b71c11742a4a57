/** A cluster of real daemons with real guests: QEMU's emulator over simulated storage. */
import { closeSync, existsSync, openSync, readFileSync, readdirSync, readlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { bootSector } from '@ganeti/node-hypervisor';
import { createPaths } from '@ganeti/runtime';
import { TestCluster } from '@ganeti/testkit';

const available = existsSync('/usr/bin/qemu-system-x86_64');
if (!available) console.warn('The cluster is not tried with KVM: qemu-system-x86_64 is not installed (apt-get install qemu-system-x86)');
const name = 'vm1.example.com';
let cluster: TestCluster;
const pathsOf = (node: string) => createPaths(join(cluster.dir, 'nodes', node));
/** Processes of guests on a node. */
function pids(node: string): number[] {
  const dir = join(pathsOf(node).runDir, 'kvm-hypervisor/pid');
  return existsSync(dir) ? readdirSync(dir).map((file) => Number(readFileSync(join(dir, file), 'utf8'))) : [];
}

beforeAll(async () => {
  if (available) cluster = await TestCluster.start({ nodes: 2, guests: 'kvm' });
}, 60_000);
afterAll(async () => {
  if (!available) return;
  for (const pid of [...pids('node1'), ...pids('node2')]) process.kill(pid, 'SIGKILL');
  await cluster.end();
}, 60_000);

(available ? it : it.skip)('leads a guest through its life, and leaves nothing', async () => {
  // Answers are loosely typed on purpose: what they hold is what is tested.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const get = async (path: string): Promise<any> => cluster.rapi.expect('GET', path);
  const runsOn = async (node: string): Promise<void> => {
    expect(await get(`/2/instances/${name}`)).toMatchObject({ status: 'running', pnode: `${node}.example.com` });
    expect([pids('node1').length, pids('node2').length]).toEqual(node === 'node1' ? [1, 0] : [0, 1]);
  };
  const body = { __version__: 1, mode: 'create', instance_name: name, os_type: 'noop', disk_template: 'drbd', disks: [{ size: 8 }], nics: [], beparams: { maxmem: 64, minmem: 64, vcpus: 1 }, pnode: 'node1.example.com', snode: 'node2.example.com', start: false };
  await cluster.job('POST', '/2/instances', body);
  await cluster.job('PUT', `/2/instances/${name}/activate-disks`);
  for (const node of ['node1', 'node2']) {
    const link = join(pathsOf(node).instanceDisks, `${name}:0`);
    if (!existsSync(link)) continue;
    const disk = openSync(readlinkSync(link), 'r+');
    writeSync(disk, bootSector());
    closeSync(disk);
  }
  await cluster.job('PUT', `/2/instances/${name}/startup`);
  await runsOn('node1');
  await cluster.job('PUT', `/2/instances/${name}/modify`, { disks: [['add', -1, { size: 8 }]] });
  await cluster.job('POST', `/2/instances/${name}/disk/1/grow`, { amount: 8 });
  await cluster.job('PUT', `/2/instances/${name}/migrate`, {});
  await runsOn('node2');
  const before = pids('node2');
  await cluster.kill('noded:node2');
  await cluster.restart('noded:node2');
  await cluster.job('PUT', `/2/instances/${name}/modify`, { disks: [['remove', -1, {}]] });
  expect(pids('node2')).toEqual(before);
  await cluster.job('POST', `/2/instances/${name}/reboot?type=hard`);
  await runsOn('node2');
  await cluster.job('PUT', `/2/instances/${name}/migrate`, { mode: 'non-live' });
  await runsOn('node1');
  await cluster.job('PUT', `/2/instances/${name}/shutdown`);
  expect((await get(`/2/instances/${name}`)).status).toBe('ADMIN_down');
  await cluster.job('DELETE', `/2/instances/${name}`);
  expect([...pids('node1'), ...pids('node2')]).toEqual([]);
}, 120_000);
