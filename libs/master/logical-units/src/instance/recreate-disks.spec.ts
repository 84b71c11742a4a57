import { readdirSync, rmSync } from 'node:fs';
import { creation, failEachStep, uuidOf, worldPerTest } from '@ganeti/testkit';
import type { Disk } from '@ganeti/objects';
import { deviceMessage } from '../common/devices';

const master = 'node1.example.com';
// The master is another one, so that each of them can be offline.
const [primary, secondary, other] = ['node2.example.com', 'node3.example.com', 'node4.example.com'];
const web1 = 'web1.example.com';

const world = worldPerTest([master, primary, secondary, other]);
const { op, good, failure } = world;
const recreate = (more: object = {}) => op('INSTANCE_RECREATE_DISKS', { instance_name: web1, ...more });
const disks = (): Disk[] => world.config.view.disksOf(world.config.view.instance(web1)!);
async function make(template: string, more: object = {}): Promise<void> {
  await good(op('INSTANCE_CREATE', creation(web1, { disk_template: template, disks: [{ size: 16 }, { size: 32 }], pnode: primary, snode: template === 'drbd' ? secondary : null, start: false, ...more })));
  await good(op('INSTANCE_DEACTIVATE_DISKS', { instance_name: web1 }));
}
/** As after the loss of a volume group. */
async function lose(indices: readonly number[] = [0, 1]): Promise<void> {
  for (const disk of disks().filter((_disk, index) => indices.includes(index))) {
    for (const node of disk.nodes) await world.nodes.rpc.call(node, 'Blocks.Remove', { device: deviceMessage(world.config.view, disk) });
  }
}
const offline = (name: string) => world.config.transaction((tx) => tx.update('node', uuidOf(name), { offline: true, master_candidate: false }));
/** The instance can be started, and nothing is wrong with the cluster. */
async function works(): Promise<void> {
  await good(op('INSTANCE_STARTUP', { instance_name: web1 }));
  expect((await good(op('CLUSTER_VERIFY_GROUP', { group_name: 'default' }))).result).toBe(true);
}

it.each(['plain', 'drbd', 'file', 'sharedfile'])('makes lost %s disks where they were, under the same names', async (template) => {
  await make(template);
  const before = disks().map(({ logical_id }) => logical_id);
  const state = await world.nodes.state();
  await lose();
  await good(recreate());
  expect(disks().map(({ logical_id }) => logical_id)).toEqual(before);
  expect(await world.nodes.state()).toEqual(state);
  await works();
});

it('makes one disk, and changes it', async () => {
  await make('plain');
  await lose([1]);
  await good(recreate({ disks: [[1, { size: 64, mode: 'ro', spindles: 2 }]] }));
  expect(disks().map(({ size, mode, spindles }) => ({ size, mode, spindles }))).toEqual([
    { size: 16, mode: 'rw', spindles: null },
    { size: 64, mode: 'ro', spindles: 2 },
  ]);
  await works();
});

it('makes all disks on other nodes when their own are lost', async () => {
  await make('drbd');
  const ports = disks().map(({ logical_id: id }) => id.type === 'drbd' && [id.port, id.secret]);
  await offline(primary);
  const { log } = await good(recreate({ nodes: [other, master] }));
  expect(log.join('\n')).toMatch(/WARNING: What is left of the disks .* on node node2.example.com/);
  expect(world.config.view.instance(web1)?.primary_node).toBe(uuidOf(other));
  expect(disks().map(({ nodes }) => nodes)).toEqual([[uuidOf(other), uuidOf(master)], [uuidOf(other), uuidOf(master)]]);
  expect(disks().map(({ logical_id: id }) => id.type === 'drbd' && [id.port, id.secret])).toEqual(ports);
  await good(op('INSTANCE_STARTUP', { instance_name: web1 }));
});

it('lets an allocator choose', async () => {
  await make('plain');
  await offline(primary);
  await good(recreate({ iallocator: '.' }));
  expect(world.config.view.instance(web1)?.primary_node).not.toBe(uuidOf(primary));
  await good(op('INSTANCE_STARTUP', { instance_name: web1 }));
});

it.each(['plain', 'drbd', 'file'])('touches nothing when something of the name is there (%s)', async (template) => {
  await make(template);
  const [className, code, text] = await failure(recreate());
  expect([className, code]).toEqual(['OpExecError', undefined]);
  expect(text).toMatch(/disk\/0 on node node2.example.com/);
  await lose([1]);
  expect((await failure(recreate()))[0]).toBe('OpExecError');
  await good(recreate({ disks: [1] }));
  await works();
});

it('takes everything back whichever step fails', async () => {
  await make('drbd');
  await lose();
  const failed = await failEachStep(world, { OP_ID: 'OP_INSTANCE_RECREATE_DISKS', instance_name: web1, disks: [[0, { size: 8 }], [1, {}]] });
  expect(failed.length).toBeGreaterThan(9);
  await works();
});

it('only checks in a dry run', async () => {
  await make('plain');
  await lose();
  const before = await world.snapshot();
  await good(recreate({ dry_run: true }));
  expect(await world.snapshot()).toEqual(before);
});

it.each([
  ['unknown_entity', { instance_name: 'nobody' }],
  ['unknown_entity', { nodes: ['nowhere'] }],
  ['wrong_input', { disks: [7] }],
  ['wrong_input', { disks: [0], nodes: [secondary] }],
  ['wrong_input', { nodes: [secondary, other] }],
  ['wrong_input', { disks: [[0, { size: 0 }]] }],
  ['wrong_input', { disks: [[0, { size: 1_000_000 }]] }],
] as const)('refuses with %s %j', async (code, asked) => {
  await make('plain');
  await lose();
  expect((await failure(recreate(asked)))[1]).toBe(code);
});

it('refuses while the instance runs, and nodes that cannot take disks', async () => {
  await make('plain');
  await good(op('INSTANCE_STARTUP', { instance_name: web1 }));
  expect((await failure(recreate()))[1]).toBe('wrong_state');
  await good(op('INSTANCE_SHUTDOWN', { instance_name: web1, timeout: 0 }));
  await world.config.transaction((tx) => tx.update('node', uuidOf(secondary), { drained: true, master_candidate: false }));
  expect((await failure(recreate({ nodes: [secondary] })))[1]).toBe('wrong_state');
  world.nodes.silent.add(primary);
  expect((await failure(recreate()))[1]).toBe('internal_error');
  world.nodes.silent.clear();
  await offline(primary);
  expect((await failure(recreate()))[1]).toBe('wrong_state');
});

it('leaves a file alone that an undo would have removed', async () => {
  await make('file');
  const id = disks()[0]!.logical_id;
  if (id.type !== 'file') throw new Error('no file disk');
  const directory = `${world.nodes.paths(primary).root}${id.path.slice(0, id.path.lastIndexOf('/'))}`;
  const names = readdirSync(directory);
  expect((await failure(recreate()))[0]).toBe('OpExecError');
  expect(readdirSync(directory)).toEqual(names);
  rmSync(directory, { recursive: true });
});
