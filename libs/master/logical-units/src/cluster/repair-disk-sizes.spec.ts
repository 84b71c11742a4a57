/** Recorded sizes against those that nodes see. */
import { worldPerTest, type Ended } from '@ganeti/testkit';

const world = worldPerTest();

const run = (id: string, params: object): Promise<Ended> => world.run({ OP_ID: `OP_${id}`, ...params });
const disk = (instance: string, index = 0) => world.config.view.disksOf(world.config.view.instance(instance)!)[index]!;
async function create(name: string, template: string): Promise<void> {
  const params = { instance_name: `${name}.example.com`, mode: 'create', disk_template: template, disks: [{ size: 512 }, { size: 256 }], nics: [], os_type: 'noop', hypervisor: 'fake', beparams: { memory: 128 }, ip_check: false, name_check: false, start: false, no_install: true, pnode: 'node1.example.com' };
  expect(await run('INSTANCE_CREATE', template === 'drbd' ? { ...params, snode: 'node2.example.com' } : params)).toMatchObject({ status: 'success' });
}
const record = (instance: string, index: number, size: number) => world.config.transaction((tx) => void tx.update('disk', disk(instance, index).uuid, { size }));

it('corrects what is recorded wrong, and tells it', async () => {
  await create('a', 'plain');
  await create('b', 'drbd');
  expect(await run('CLUSTER_REPAIR_DISK_SIZES', {})).toMatchObject({ status: 'success', result: [] });
  await record('a', 1, 300);
  await record('b', 0, 100);
  const before = await world.snapshot();
  expect(await run('CLUSTER_REPAIR_DISK_SIZES', { dry_run: true })).toMatchObject({ status: 'success', result: null });
  expect(await world.snapshot()).toEqual(before);
  expect(await run('CLUSTER_REPAIR_DISK_SIZES', { instances: ['a'] })).toMatchObject({ status: 'success', result: [['a.example.com', 1, 'size', 256]] });
  expect(await run('CLUSTER_REPAIR_DISK_SIZES', {})).toMatchObject({ status: 'success', result: [['b.example.com', 0, 'size', 512]] });
  expect([disk('a', 1).size, disk('b').size, disk('b').children[0]?.size]).toEqual([256, 512, 512]);
});

it('passes over what it cannot see', async () => {
  await create('a', 'plain');
  await record('a', 0, 300);
  world.nodes.silent.add('node1.example.com');
  expect(await run('CLUSTER_REPAIR_DISK_SIZES', {})).toMatchObject({ status: 'success', result: [], log: [expect.stringMatching(/WARNING.*node1/)] });
  expect(disk('a').size).toBe(300);
  expect(await run('CLUSTER_REPAIR_DISK_SIZES', { instances: ['z'] })).toMatchObject({ status: 'error', result: ['OpPrereqError', [expect.stringMatching(/'z'/), 'unknown_entity']] });
});
