/** Checking the disks of groups, and emptying them, through the real queue against simulated nodes. */
import { creation, n1, n2, n3, n4, nodeNames, uuidOf, worldPerTest, type Ended } from '@ganeti/testkit';
import { deviceMessage } from '../common/devices';

const world = worldPerTest(nodeNames);
const { op, good, failure } = world;
beforeEach(async () => {
  await good(op('GROUP_ADD', { group_name: 'rack2' }));
  await good(op('GROUP_ASSIGN_NODES', { group_name: 'rack2', nodes: [n3, n4] }));
});

const create = (instance_name: string, more: object = {}): Promise<Ended> =>
  good(
    op('INSTANCE_CREATE', creation(instance_name, { disk_template: 'drbd', disks: [{ size: 16 }], pnode: n1, snode: n2, ...more })),
  );
const view = () => world.config.view;
const device = (name: string) => deviceMessage(view(), view().disksOf(view().instance(name)!)[0]!);
const verify = async (params: object = {}): Promise<unknown> => (await good(op('GROUP_VERIFY_DISKS', { group_name: 'default', ...params }))).result;
const jobsOf = ({ result }: Ended): number[] => (result as unknown as { jobs: [boolean, number][] }).jobs.map(([, id]) => id);
const outcomes = async (ended: Ended): Promise<unknown[]> =>
  (await Promise.all(jobsOf(ended).map((id) => world.wait(id)))).map(({ status, ops }) => (status === 'success' ? status : ops.map(({ result }) => result)));

it('finds disks that are not active, volumes that are missing, and nodes that do not say', async () => {
  await create('db.example.com');
  await create('web.example.com', { disk_template: 'plain', snode: null });
  await create('idle.example.com', { disk_template: 'plain', snode: null, start: false });
  expect(await verify()).toEqual([{}, [], {}]);
  await world.nodes.rpc.call(uuidOf(n2), 'Blocks.Shutdown', { device: device('db') });
  expect(await verify()).toEqual([{}, ['db.example.com'], {}]);
  expect(await verify({ is_strict: false })).toEqual([{}, [], {}]);
  await world.nodes.rpc.call(uuidOf(n1), 'Blocks.Shutdown', { device: device('web') });
  expect(await verify({ is_strict: false })).toEqual([{}, ['web.example.com'], {}]);
  await good(op('INSTANCE_ACTIVATE_DISKS', { instance_name: 'db' }));
  const web = device('web');
  await world.nodes.rpc.call(uuidOf(n1), 'Blocks.Remove', { device: web });
  expect(await verify()).toEqual([{}, [], { 'web.example.com': [[n1, `${web.plain!.vg}/${web.plain!.lv}`]] }]);
  world.nodes.silent.add(n1);
  expect(await verify()).toEqual([{ [n1]: expect.stringContaining('does not answer') }, [], {}]);
  expect(await failure(op('GROUP_VERIFY_DISKS', { group_name: 'none' }))).toEqual(['OpPrereqError', 'unknown_entity', expect.any(String)]);
});

it('checks each group by a job', async () => {
  expect(await outcomes(await good(op('CLUSTER_VERIFY_DISKS', {})))).toEqual(['success', 'success']);
  const [id] = jobsOf(await good(op('CLUSTER_VERIFY_DISKS', { group_name: 'rack2', is_strict: false })));
  expect((await world.wait(id!)).ops[0]?.input).toMatchObject({ OP_ID: 'OP_GROUP_VERIFY_DISKS', group_name: 'rack2', is_strict: false });
  expect(await failure(op('CLUSTER_VERIFY_DISKS', { group_name: 'none' }))).toEqual(['OpPrereqError', 'unknown_entity', expect.any(String)]);
});

it('is emptied into other groups', async () => {
  await create('db.example.com');
  await create('down.example.com', { start: false });
  const evacuate = (params: object = {}): Promise<Ended> => op('GROUP_EVACUATE', { group_name: 'default', ...params });
  expect(await failure(evacuate({ target_groups: ['default'] }))).toEqual(['OpPrereqError', 'wrong_input', expect.any(String)]);
  expect(await failure(evacuate({ target_groups: ['none'] }))).toEqual(['OpPrereqError', 'unknown_entity', expect.any(String)]);
  expect(await failure(evacuate({ iallocator: 'zzz' }))).toEqual(['OpExecError', undefined, expect.stringContaining('zzz')]);
  const before = await world.snapshot();
  await good(evacuate({ dry_run: true }));
  expect(await world.snapshot()).toEqual(before);
  const ended = await good(evacuate({ target_groups: ['rack2'], sequential: true, force_failover: true, early_release: true }));
  expect(jobsOf(ended)).toHaveLength(2);
  expect(await outcomes(ended)).toEqual(['success', 'success']);
  for (const name of ['db', 'down']) {
    for (const uuid of view().nodesOfInstance(view().instance(name)!)) expect(view().get('node', uuid)?.group).toBe(view().group('rack2')!.uuid);
  }
  await create('local.example.com', { disk_template: 'plain', snode: null });
  expect(await failure(evacuate())).toEqual(['OpExecError', undefined, expect.stringContaining('local.example.com')]);
  // Empty, it has nothing to move.
  await good(op('INSTANCE_REMOVE', { instance_name: 'local' }));
  expect(jobsOf(await good(evacuate()))).toEqual([]);
});

it('has nowhere to be emptied to when it is the only group', async () => {
  await good(op('GROUP_ASSIGN_NODES', { group_name: 'default', nodes: [n3, n4] }));
  await good(op('GROUP_REMOVE', { group_name: 'rack2' }));
  expect(await failure(op('GROUP_EVACUATE', { group_name: 'default' }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining('no other group')]);
});
