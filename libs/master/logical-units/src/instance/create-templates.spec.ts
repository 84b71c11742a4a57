/** Disks of every kind, new and adopted. */
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { creation, failEachStep, installProvider, n1, n2, uuidOf, worldPerTest } from '@ganeti/testkit';
import type { Disk } from '@ganeti/objects';

const web1 = 'web1.example.com';

const world = worldPerTest();
const { op, good, failure } = world;
const create = (more: object) => op('INSTANCE_CREATE', creation(web1, { pnode: n1, ...more }));
const disks = (): Disk[] => world.config.view.disksOf(world.config.view.instance(web1)!);
beforeEach(async () => {
  await world.config.transaction((tx) => tx.update('cluster', 'uuid-cluster', { enabled_disk_templates: ['plain', 'drbd', 'file', 'sharedfile', 'diskless', 'rbd', 'ext', 'gluster', 'blockdev'] }));
});

const volume = (lv: string, size = 16) => ({ dev_type: 'plain', size, plain: { vg: 'xenvg', lv } });
async function makeVolumes(...names: string[]): Promise<void> {
  for (const lv of names) await world.nodes.rpc.call(uuidOf(n1), 'Blocks.Create', { device: volume(lv), owner: '', on_primary: true, info: '', exclusive_storage: false });
}
const volumes = async (): Promise<string[]> => (await world.nodes.rpc.call(uuidOf(n1), 'Blocks.ListVolumes', { volume_groups: ['xenvg'] })).volumes.map(({ lv }) => lv);

it.each([
  ['rbd', {}, { type: 'rbd', pool: 'rbd', image: expect.stringMatching(/^[0-9a-f-]{36}\.rbd\.disk1$/) }, {}],
  ['rbd', { access: 'userspace' }, { type: 'rbd' }, { access: 'userspace' }],
  ['ext', { provider: 'san', tier: 'gold' }, { type: 'ext', provider: 'san', name: expect.stringMatching(/^[0-9a-f-]{36}\.ext\.disk1$/) }, { tier: 'gold' }],
  ['gluster', { access: 'kernelspace' }, { type: 'gluster', driver: 'loop', path: expect.stringMatching(/^ganeti\/[0-9a-f-]{36}\.1$/) }, { access: 'kernelspace' }],
  ['sharedfile', {}, { type: 'sharedfile', driver: 'loop' }, {}],
] as const)('%s disks are made, used, moved and removed (%j)', async (disk_template, more, id, params) => {
  installProvider(world.nodes, 'san', 'tier gold or tin');
  const before = await world.snapshot();
  await good(create({ disk_template, disks: [{ size: 16, ...more }, { size: 32, ...more }] }));
  expect(disks()[1]).toMatchObject({ logical_id: id, params, size: 32, nodes: [uuidOf(n1)] });
  await good(op('INSTANCE_MIGRATE', { instance_name: web1, target_node: n2 }));
  await good(op('INSTANCE_GROW_DISK', { instance_name: web1, disk: 0, amount: 16 }));
  await good(op('INSTANCE_SET_PARAMS', { instance_name: web1, disks: [['add', 0, { size: 8, ...more }], ['remove', 2, {}]] }));
  expect(disks().map(({ size }) => size)).toEqual([8, 32]);
  await good(op('INSTANCE_REMOVE', { instance_name: web1, shutdown_timeout: 0 }));
  expect(await world.snapshot()).toEqual(before);
});

it('a provider of external storage has to be there, and take the parameters', async () => {
  const disk = { size: 16, provider: 'san', tier: 'gold' };
  expect(await failure(create({ disk_template: 'ext', disks: [disk] }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringMatching(/provider san is not installed on node node1/)]);
  installProvider(world.nodes, 'san', 'tier gold or tin', [n1]);
  expect(await failure(create({ disk_template: 'ext', disks: [{ ...disk, colour: 'red' }] }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringMatching(/takes no parameter colour; it takes tier/)]);
  await good(create({ disk_template: 'ext', disks: [disk] }));
  expect(await failure(op('INSTANCE_SET_PARAMS', { instance_name: web1, disks: [['add', -1, { size: 8, provider: 'tapes' }]] }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringMatching(/provider tapes is not installed/)]);
});

it('while a guest moves, its new node is told that the old one has the disks too', async () => {
  await good(create({ disk_template: 'rbd', disks: [{ size: 16 }] }));
  const { rpc } = world.nodes;
  const call = rpc.call.bind(rpc);
  const seen: unknown[] = [];
  (rpc as { call: unknown }).call = (node: string, method: 'Blocks.Assemble', request: { shared?: boolean }, options: object) => {
    if (method === 'Blocks.Assemble') seen.push([node, request.shared]);
    return call(node, method, request, options);
  };
  await good(op('INSTANCE_MIGRATE', { instance_name: web1, target_node: n2 }));
  await good(op('INSTANCE_FAILOVER', { instance_name: web1, target_node: n1, shutdown_timeout: 0 }));
  expect(seen).toEqual([[uuidOf(n2), true], [uuidOf(n1), false]]);
});

it('names of Gluster files are never used twice', async () => {
  await good(create({ disk_template: 'gluster', disks: [{ size: 16 }, { size: 16 }] }));
  await good(op('INSTANCE_SET_PARAMS', { instance_name: web1, disks: [['remove', 0, {}]] }));
  await good(op('INSTANCE_SET_PARAMS', { instance_name: web1, disks: [['add', -1, { size: 8 }]] }));
  const paths = disks().map(({ logical_id: id }) => (id.type === 'gluster' ? id.path.slice(-2) : ''));
  expect(paths).toEqual(['.1', '.2']);
});

it('logical volumes are adopted: they get the names of disks, and keep what is on them', async () => {
  await makeVolumes('root', 'data');
  const { log } = await good(create({ disk_template: 'plain', disks: [{ adopt: 'root' }, { adopt: 'data', name: 'second' }], os_type: 'noop' }));
  expect(log.join('\n')).not.toMatch(/create script/);
  expect(disks().map(({ size, name }) => [size, name])).toEqual([[16, null], [16, 'second']]);
  expect((await volumes()).sort()).toEqual(disks().map(({ logical_id: id }) => (id.type === 'plain' ? id.lv : '')).sort());
  await good(op('INSTANCE_REMOVE', { instance_name: web1, shutdown_timeout: 0 }));
  expect(await volumes()).toEqual([]);
});

it('adopted volumes get their names back whichever step fails', async () => {
  await makeVolumes('root', 'data');
  const failed = await failEachStep(world, { OP_ID: 'OP_INSTANCE_CREATE', ...creation(web1, { pnode: n1, disk_template: 'plain', disks: [{ adopt: 'root' }, { adopt: 'data' }] }) });
  expect(failed.slice(0, 2)).toEqual([`adopt-disk-0-${n1}`, `info-disk-0-${n1}`]);
  expect(failed).toHaveLength(7);
});

it('block devices are adopted, and stay when the instance goes', async () => {
  const { root } = world.nodes.paths(n1);
  mkdirSync(join(root, 'dev/disk'), { recursive: true });
  writeFileSync(join(root, 'dev/disk/lun1'), '');
  truncateSync(join(root, 'dev/disk/lun1'), 32 * 1024 * 1024);
  const before = await world.snapshot();
  await good(create({ disk_template: 'blockdev', disks: [{ adopt: '/dev/disk/lun1' }] }));
  expect(disks()[0]).toMatchObject({ size: 32, logical_id: { type: 'blockdev', path: '/dev/disk/lun1' } });
  const second = op('INSTANCE_CREATE', creation('web2.example.com', { pnode: n1, disk_template: 'blockdev', disks: [{ adopt: '/dev/disk/lun1' }] }));
  expect(await failure(second)).toEqual(['OpPrereqError', 'wrong_state', expect.stringMatching(/is a disk of the cluster already/)]);
  await good(op('INSTANCE_REMOVE', { instance_name: web1, shutdown_timeout: 0 }));
  expect(await world.snapshot()).toEqual(before);
});

it.each([
  ['a volume that is not there', { disk_template: 'plain', disks: [{ adopt: 'nothing' }] }],
  ['a volume twice', { disk_template: 'plain', disks: [{ adopt: 'root' }, { adopt: 'root' }] }],
  ['some disks only', { disk_template: 'plain', disks: [{ adopt: 'root' }, { size: 16 }] }],
  ['a template that cannot', { disk_template: 'file', disks: [{ adopt: 'root' }] }],
  ['with an allocator', { disk_template: 'plain', disks: [{ adopt: 'root' }], pnode: null, iallocator: 'hail' }],
  ['a path elsewhere', { disk_template: 'blockdev', disks: [{ adopt: '/etc/passwd' }] }],
  ['a path that leaves /dev', { disk_template: 'blockdev', disks: [{ adopt: '/dev/../etc/passwd' }] }],
  ['a device that is not there', { disk_template: 'blockdev', disks: [{ adopt: '/dev/nothing' }] }],
  ['a new block device', { disk_template: 'blockdev', disks: [{ size: 16 }] }],
  ['ext without provider', { disk_template: 'ext', disks: [{ size: 16 }] }],
  ['a provider of rbd', { disk_template: 'rbd', disks: [{ size: 16, provider: 'san' }] }],
  ['access of plain', { disk_template: 'plain', disks: [{ size: 16, access: 'userspace' }] }],
  ['an unknown access', { disk_template: 'rbd', disks: [{ size: 16, access: 'any' }] }],
] as const)('refuses %s', async (_what, asked) => {
  await makeVolumes('root');
  expect((await failure(create(asked))).slice(0, 2)).toEqual(['OpPrereqError', 'wrong_input']);
});
