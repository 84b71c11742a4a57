/** Disks become those of another template, with what is on them. */
import { readFileSync } from 'node:fs';
import { creation, failEachStep, installProvider, uuidOf, worldPerTest } from '@ganeti/testkit';
import type { Disk } from '@ganeti/objects';
import { deviceMessage } from '../common/devices';

const master = 'node1.example.com';
const [n2, n3, n4] = ['node2.example.com', 'node3.example.com', 'node4.example.com'];
const web1 = 'web1.example.com';

const world = worldPerTest([master, n2, n3, n4]);
const { op, good, failure } = world;
const convert = (disk_template: string, more: object = {}) => op('INSTANCE_SET_PARAMS', { instance_name: web1, disk_template, ...more });
const instance = () => world.config.view.instance(web1)!;
const disks = (): Disk[] => world.config.view.disksOf(instance());
const inactive = (): Promise<unknown> => good(op('INSTANCE_DEACTIVATE_DISKS', { instance_name: web1 }));
/** Each disk has something of its own at its end, where a copy that is too short would lose it. */
const note = { disks: [{ size: 8, name: 'root' }, { size: 16, mode: 'ro' }], osparams: { mark: 'written by the OS' } };
async function make(disk_template: string, more: object = {}): Promise<void> {
  await good(op('INSTANCE_CREATE', creation(web1, { disk_template, pnode: n2, snode: disk_template === 'drbd' ? n3 : null, start: false, ...note, ...more })));
}
/** The first bytes of the first disk, as its primary node has it. */
async function content(): Promise<string> {
  const [disk] = disks();
  const device = deviceMessage(world.config.view, disk!);
  const { path } = await world.nodes.rpc.call(uuidOf(n2), 'Blocks.Assemble', { device, owner: '', as_primary: true, index: 0, ignore_size: false });
  const text = readFileSync(path).subarray(0, 17).toString();
  await world.nodes.rpc.call(uuidOf(n2), 'Blocks.Shutdown', { device });
  return text;
}
async function works(): Promise<void> {
  await good(op('INSTANCE_STARTUP', { instance_name: web1 }));
  expect((await good(op('CLUSTER_VERIFY_GROUP', { group_name: 'default' }))).result).toBe(true);
  await good(op('INSTANCE_SHUTDOWN', { instance_name: web1, timeout: 0 }));
}
beforeEach(async () => {
  await world.config.transaction((tx) => tx.update('cluster', 'uuid-cluster', { enabled_disk_templates: ['plain', 'drbd', 'file', 'sharedfile', 'diskless', 'rbd', 'ext', 'gluster', 'blockdev'] }));
});

it.each([true, false])('plain disks get a mirror and lose it again (disks active: %s)', async (active) => {
  await make('plain');
  if (!active) await inactive();
  const { result } = await good(convert('drbd', { remote_node: n3 }));
  expect(result).toEqual([['disk_template', 'drbd']]);
  expect(instance()).toMatchObject({ disk_template: 'drbd', disks_active: active });
  expect(disks().map(({ nodes, name, mode, size }) => ({ nodes, name, mode, size }))).toEqual([
    { nodes: [uuidOf(n2), uuidOf(n3)], name: 'root', mode: 'rw', size: 8 },
    { nodes: [uuidOf(n2), uuidOf(n3)], name: null, mode: 'ro', size: 16 },
  ]);
  expect((await world.nodes.state()).filter((line) => line.includes('minor'))).toHaveLength(active ? 4 : 0);
  await works();
  await good(op('INSTANCE_FAILOVER', { instance_name: web1 }));
  await good(op('INSTANCE_FAILOVER', { instance_name: web1 }));
  if (active) await good(op('INSTANCE_ACTIVATE_DISKS', { instance_name: web1 }));
  await good(convert('plain'));
  expect((await world.nodes.state()).filter((line) => line.includes('volume') || line.includes('minor'))).toHaveLength(2);
  expect(instance()).toMatchObject({ disk_template: 'plain', disks_active: active });
  await works();
  expect(await content()).toBe('written by the OS');
});

it.each([
  ['plain', 'file', {}],
  ['file', 'plain', {}],
  ['file', 'drbd', { remote_node: n4 }],
  ['drbd', 'sharedfile', {}],
  ['sharedfile', 'rbd', {}],
  ['plain', 'ext', { ext_params: { provider: 'san', tier: 'gold' } }],
  ['rbd', 'gluster', { file_driver: 'loop' }],
] as const)('%s disks are copied to %s', async (from, to, more) => {
  installProvider(world.nodes, 'san', 'tier gold or tin');
  await make(from);
  await inactive();
  await good(convert(to, more));
  expect(instance()).toMatchObject({ disk_template: to, disks_active: false });
  expect(disks().map(({ dev_type, size, name, mode }) => ({ dev_type, size, name, mode }))).toEqual([
    { dev_type: to, size: 8, name: 'root', mode: 'rw' },
    { dev_type: to, size: 16, name: null, mode: 'ro' },
  ]);
  if (to === 'ext') expect(disks()[0]).toMatchObject({ params: { tier: 'gold' }, logical_id: { provider: 'san' } });
  await works();
  expect(await content()).toBe('written by the OS');
  await good(op('INSTANCE_REMOVE', { instance_name: web1 }));
  expect((await world.nodes.state()).filter((line) => !line.includes('devices'))).toEqual([]);
});

it('an allocator chooses the secondary node', async () => {
  await make('plain');
  await good(convert('drbd', { iallocator: 'hail' }));
  expect(disks()[0]?.nodes[1]).not.toBe(uuidOf(n2));
});

it('a secondary node that is offline keeps what is left of the mirror', async () => {
  await make('drbd');
  await inactive();
  await world.config.transaction((tx) => tx.update('node', uuidOf(n3), { offline: true, master_candidate: false }));
  expect((await good(convert('plain'))).log.join('\n')).toMatch(/WARNING.*node3/);
  await good(op('INSTANCE_STARTUP', { instance_name: web1 }));
});

it.each([
  ['plain', 'drbd', { remote_node: n3 }],
  ['drbd', 'plain', {}],
  ['file', 'drbd', { remote_node: n3 }],
  ['drbd', 'file', {}],
] as const)('from %s to %s: everything is taken back whichever step fails', async (from, to, more) => {
  await make(from, { disks: [{ size: 8 }] });
  const opcode = { OP_ID: 'OP_INSTANCE_SET_PARAMS', instance_name: web1, disk_template: to, ...more };
  const copied = from === 'file' || to === 'file';
  const failed = await failEachStep(world, opcode, {
    final: (step) => step.includes('/remove-'),
    // The other half of a mirror that goes, and what is put away when all is done.
    tolerated: (step) => /\/old-(shutdown|assemble)-disk-0-node3/.test(step) || (copied && step.includes('/old-shutdown')),
  });
  expect(failed.length).toBeGreaterThan(1);
  expect(await content()).toBe('written by the OS');
});

it('only checks in a dry run', async () => {
  await make('plain');
  const before = await world.snapshot();
  await good(convert('drbd', { remote_node: n3, dry_run: true }));
  expect(await world.snapshot()).toEqual(before);
});

it.each([
  ['wrong_input', 'plain', {}],
  ['wrong_state', 'diskless', {}],
  ['wrong_state', 'blockdev', {}],
  ['wrong_input', 'drbd', { remote_node: n2 }],
  ['wrong_input', 'drbd', { remote_node: n3, iallocator: 'hail' }],
  ['unknown_entity', 'drbd', { remote_node: 'nowhere' }],
  ['wrong_input', 'file', { remote_node: n3 }],
  ['wrong_input', 'file', { ext_params: { provider: 'san' } }],
  ['wrong_input', 'ext', {}],
  ['wrong_input', 'file', { disks: [['add', { size: 8 }]] }],
] as const)('refuses with %s plain to %s (%j)', async (code, to, more) => {
  await make('plain');
  expect((await failure(convert(to, more)))[1]).toBe(code);
});

it('refuses while the instance runs, nodes that are away, and templates that are not enabled', async () => {
  await make('plain', { start: true });
  expect((await failure(convert('file')))[1]).toBe('wrong_state');
  await good(op('INSTANCE_SHUTDOWN', { instance_name: web1, timeout: 0 }));
  await world.config.transaction((tx) => {
    tx.update('node', uuidOf(n3), { drained: true, master_candidate: false });
    tx.update('cluster', 'uuid-cluster', { enabled_disk_templates: ['plain', 'drbd'] });
  });
  expect((await failure(convert('drbd', { remote_node: n3 })))[1]).toBe('wrong_state');
  expect((await failure(convert('file')))[1]).toBe('wrong_input');
  world.nodes.silent.add(n2);
  expect((await failure(convert('drbd', { remote_node: n4 })))[1]).toBe('internal_error');
});
