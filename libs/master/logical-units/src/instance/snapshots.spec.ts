/** Snapshots: taken, listed, gone back to, removed; and what they forbid. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { OpExecError } from '@ganeti/errors';
import { creation, failEachStep, installProvider, uuidOf, worldPerTest } from '@ganeti/testkit';
import type { Disk } from '@ganeti/objects';
import { deviceMessage } from '../common/devices';

const master = 'node1.example.com';
const [n2, n3] = ['node2.example.com', 'node3.example.com'];
const web1 = 'web1.example.com';

const world = worldPerTest([master, n2, n3]);
const { op, good, failure } = world;
const instance = () => world.config.view.instance(web1)!;
const disks = (): Disk[] => world.config.view.disksOf(instance());
const snapshot = (what: string, snapshot_name: string, more: object = {}) => op(`INSTANCE_SNAPSHOT_${what}`, { instance_name: web1, snapshot_name, ...more });
const list = async () => (await good(op('INSTANCE_SNAPSHOT_LIST', { instance_name: web1 }))).result as { name: string; disk_sizes: number[] }[];
const onInstance = (id: string, more: object = {}) => op(`INSTANCE_${id}`, { instance_name: web1, ...more });
async function make(disk_template: string, more: object = {}): Promise<void> {
  const provider = disk_template === 'ext' ? { provider: 'san' } : {};
  await good(op('INSTANCE_CREATE', creation(web1, { disk_template, pnode: n2, snode: disk_template === 'drbd' ? n3 : null, disks: [{ size: 8, ...provider }, { size: 16, ...provider }], start: false, ...more })));
}
async function path(disk: Disk): Promise<string> {
  return (await world.nodes.rpc.call(uuidOf(n2), 'Blocks.Assemble', { device: deviceMessage(world.config.view, disk), owner: '', as_primary: true, index: 0, ignore_size: false })).path;
}
/** Writes to the beginning of all disks. */
async function write(text: string): Promise<void> {
  for (const disk of disks()) {
    const fd = openSync(await path(disk), 'r+');
    writeSync(fd, text, 0);
    closeSync(fd);
  }
}
const read = async (): Promise<string[]> => Promise.all(disks().map(async (disk) => readFileSync(await path(disk)).subarray(0, 3).toString()));
beforeEach(async () => {
  await world.config.transaction((tx) => tx.update('cluster', 'uuid-cluster', { enabled_disk_templates: ['plain', 'drbd', 'file', 'sharedfile', 'diskless', 'rbd', 'ext', 'gluster'] }));
});

it.each(['plain', 'file', 'sharedfile', 'gluster', 'rbd', 'ext'])('keep what %s disks held', async (template) => {
  installProvider(world.nodes, 'san', 'tier gold or tin');
  const empty = await world.snapshot();
  await make(template);
  await write('one');
  await good(snapshot('CREATE', 'first'));
  await write('two');
  await good(snapshot('CREATE', 'second'));
  await write('new');
  expect((await list()).map(({ name, disk_sizes }) => [name, disk_sizes])).toEqual([['first', [8, 16]], ['second', [8, 16]]]);
  expect((await good(op('CLUSTER_VERIFY_GROUP', { group_name: 'default' }))).log.filter((line) => line.includes('ERROR'))).toEqual([]);
  for (const [name, text] of [['second', 'two'], ['first', 'one'], ['second', 'two']] as const) {
    await good(snapshot('ROLLBACK', name));
    expect(await read()).toEqual([text, text]);
  }
  await good(onInstance('STARTUP'));
  await good(snapshot('REMOVE', 'first'));
  expect((await list()).map(({ name }) => name)).toEqual(['second']);
  expect(await read()).toEqual(['two', 'two']);
  // What is left of them goes with the instance.
  await good(onInstance('REMOVE', { shutdown_timeout: 0 }));
  expect(await world.snapshot()).toEqual(empty);
});

it('are taken of a running instance, with the room that is asked for', async () => {
  await make('plain', { start: true });
  await good(snapshot('CREATE', 'small', { size: 4 }));
  const { volumes } = await world.nodes.rpc.call(uuidOf(n2), 'Blocks.ListVolumes', { volume_groups: ['xenvg'] });
  expect(volumes.filter(({ lv }) => lv.endsWith('.snapshot.small'))).toHaveLength(2);
  expect(instance().snapshots?.[0]?.disks.map(({ room }) => room)).toEqual([4, 4]);
  expect((await failure(snapshot('ROLLBACK', 'small')))[1]).toBe('wrong_state');
});

it.each([
  ['taking', { OP_ID: 'OP_INSTANCE_SNAPSHOT_CREATE', snapshot_name: 'more' }, 2],
  ['going back to', { OP_ID: 'OP_INSTANCE_SNAPSHOT_ROLLBACK', snapshot_name: 'first' }, 4],
] as const)('%s one leaves everything as it was whichever step fails', async (_what, opcode, steps) => {
  await make('plain');
  await write('one');
  await good(snapshot('CREATE', 'first'));
  await write('new');
  const failed = await failEachStep(world, { ...opcode, instance_name: web1 }, { final: (step) => step.includes('/saved-') });
  expect(failed).toHaveLength(steps);
});

it('the disks hold what they held when going back fails', async () => {
  await make('plain');
  await write('one');
  await good(snapshot('CREATE', 'first'));
  await write('new');
  world.nodes.onStep = (when, _node, _method, step) => {
    if (when === 'after' && step.endsWith('rollback-disk-1')) throw new OpExecError('told to fail');
  };
  expect((await failure(snapshot('ROLLBACK', 'first')))[0]).toBe('OpExecError');
  world.nodes.onStep = () => undefined;
  expect(await read()).toEqual(['new', 'new']);
});

it.each([
  ['GROW_DISK', { disk: 0, amount: 8 }],
  ['SET_PARAMS', { disks: [['remove', 0, {}]] }],
  ['SET_PARAMS', { disks: [['detach', 0, {}]] }],
  ['SET_PARAMS', { disk_template: 'plain' }],
  ['RENAME', { new_name: 'web2.example.com' }],
  ['RECREATE_DISKS', {}],
  ['MOVE', { target_node: n3 }],
] as const)('forbid what would leave them behind: %s %j', async (id, more) => {
  await make('file');
  await good(snapshot('CREATE', 'first'));
  expect((await failure(onInstance(id, more))).slice(0, 2)).toEqual(['OpPrereqError', 'wrong_state']);
  await good(snapshot('REMOVE', 'first'));
  if (id !== 'RECREATE_DISKS') await good(onInstance(id, more));
});

it.each([
  ['unknown_entity', 'ROLLBACK', 'nothing', {}],
  ['unknown_entity', 'REMOVE', 'nothing', {}],
  ['already_exists', 'CREATE', 'first', {}],
  ['wrong_input', 'CREATE', 'second', { size: 4 }],
] as const)('refuse with %s %s of %s', async (code, what, name, more) => {
  await make('file');
  await good(snapshot('CREATE', 'first'));
  expect((await failure(snapshot(what, name, more)))[1]).toBe(code);
});

it.each(['drbd', 'diskless'])('cannot be had of %s disks', async (template) => {
  await make(template, template === 'diskless' ? { disks: [] } : {});
  expect((await failure(snapshot('CREATE', 'first')))[1]).toBe('wrong_state');
});

it('need the primary node, and say when one is lost; a dry run only checks', async () => {
  await make('plain');
  const before = await world.snapshot();
  await good(snapshot('CREATE', 'first', { dry_run: true }));
  expect(await world.snapshot()).toEqual(before);
  await good(snapshot('CREATE', 'first'));
  const frozen = instance().snapshots?.[0]?.disks[0];
  await world.nodes.rpc.call(uuidOf(n2), 'Blocks.Remove', { device: deviceMessage(world.config.view, { ...disks()[0]!, logical_id: frozen!.logical_id }) });
  expect(await failure(snapshot('ROLLBACK', 'first'))).toEqual(['OpPrereqError', 'wrong_state', expect.stringMatching(/disk\/0 is not there any more/)]);
  world.nodes.silent.add(n2);
  expect((await failure(snapshot('CREATE', 'second')))[0]).toBe('OpExecError');
  world.nodes.silent.clear();
  await world.config.transaction((tx) => tx.update('node', uuidOf(n2), { offline: true, master_candidate: false }));
  for (const what of ['CREATE', 'ROLLBACK', 'REMOVE']) expect((await failure(snapshot(what, what === 'CREATE' ? 'second' : 'first')))[1]).toBe('wrong_state');
});
