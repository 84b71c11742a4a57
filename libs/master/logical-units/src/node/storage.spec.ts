/** Volumes and storage units of nodes, through the real queue against simulated nodes. */
import { OpExecError } from '@ganeti/errors';
import { creation, n1, n2, n3, uuidOf, worldPerTest, type Ended } from '@ganeti/testkit';

const pv = '/dev/sim-xenvg';
const world = worldPerTest();
const { op, good, failure } = world;

const create = (instance_name: string, more: object = {}): Promise<Ended> =>
  good(
    op('INSTANCE_CREATE', creation(instance_name, { disk_template: 'plain', disks: [{ size: 64 }], pnode: n1, ...more })),
  );
const units = async (params: object): Promise<unknown> => (await good(op('NODE_QUERY_STORAGE', { output_fields: ['node', 'name', 'used', 'allocatable'], ...params }))).result;
const setOffline = (node_name: string): Promise<Ended> => good(op('NODE_SET_PARAMS', { node_name, offline: true }));

it('lists volumes and whose they are', async () => {
  await create('web1.example.com');
  await world.nodes.rpc.call(uuidOf(n2), 'Blocks.Create', { device: { dev_type: 'plain', size: 32, uuid: 'x', plain: { vg: 'xenvg', lv: 'stray' } } });
  const all = ['node', 'phys', 'vg', 'name', 'size', 'instance'];
  const { result } = await good(op('NODE_QUERYVOLS', { output_fields: all }));
  expect(result).toEqual([
    [n1, pv, 'xenvg', expect.stringMatching(/\.disk0$/), '64', 'web1.example.com'],
    [n2, pv, 'xenvg', 'stray', '32', '-'],
  ]);
  world.nodes.silent.add(n1);
  await setOffline(n3);
  const some = await good(op('NODE_QUERYVOLS', { output_fields: ['name'], nodes: [n2, n1, n3] }));
  expect(some.result).toEqual([['stray']]);
  expect(some.log.join('\n')).toMatch(/node1\.example\.com did not answer/);
  expect(await failure(op('NODE_QUERYVOLS', { output_fields: ['zzz'] }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining('zzz')]);
  expect(await failure(op('NODE_QUERYVOLS', { output_fields: all, nodes: ['node9'] }))).toEqual(['OpPrereqError', 'unknown_entity', expect.any(String)]);
});

it('lists storage units', async () => {
  await create('web1.example.com');
  expect(await units({})).toEqual([[n1, 'xenvg', 64, true], [n2, 'xenvg', 0, true], [n3, 'xenvg', 0, true]]);
  expect(await units({ storage_type: 'lvm-pv', nodes: [n1], name: pv })).toEqual([[n1, pv, 64, true]]);
  expect(await units({ storage_type: 'lvm-pv', name: '/dev/none' })).toEqual([]);
  expect(await units({ storage_type: 'file', nodes: ['node2'] })).toEqual([[n2, '/srv/ganeti/file-storage', 0, true]]);
  expect(await units({ storage_type: 'file', name: '/srv' })).toEqual([]);
  expect(await units({ storage_type: 'sharedfile', nodes: [n3] })).toEqual([[n3, '/srv/ganeti/shared-file-storage', 0, true]]);
  for (const [params, code, text] of [
    [{ storage_type: 'diskless' }, 'wrong_input', /lvm-vg/],
    [{ storage_type: 'gluster' }, 'wrong_state', /gluster/],
    [{ output_fields: ['zzz'] }, 'wrong_input', /zzz/],
    [{ nodes: ['node9'] }, 'unknown_entity', /node9/],
  ] as const) {
    expect(await failure(op('NODE_QUERY_STORAGE', { output_fields: ['name'], ...params }))).toEqual(['OpPrereqError', code, expect.stringMatching(text)]);
  }
});

it('keeps new disks off a physical volume', async () => {
  const modify = (params: object): Promise<Ended> => op('NODE_MODIFY_STORAGE', { node_name: n1, storage_type: 'lvm-pv', name: pv, changes: { allocatable: false }, ...params });
  await good(modify({ dry_run: true }));
  expect(await units({ storage_type: 'lvm-pv', nodes: [n1] })).toEqual([[n1, pv, 0, true]]);
  await good(modify({}));
  expect(await units({ storage_type: 'lvm-pv' })).toEqual([[n1, pv, 0, false], [n2, pv, 0, true], [n3, pv, 0, true]]);
  world.nodes.onStep = (when, _node, _method, step) => {
    if (when === 'after' && step.endsWith('/modify')) throw new OpExecError('the answer is lost');
  };
  expect(await failure(modify({ changes: { allocatable: true } }))).toEqual(['OpExecError', undefined, `Node ${n1}: the answer is lost`]);
  world.nodes.onStep = () => undefined;
  expect(await units({ storage_type: 'lvm-pv', nodes: [n1] })).toEqual([[n1, pv, 0, false]]);
  await setOffline(n3);
  for (const [params, code, text] of [
    [{ storage_type: 'file' }, 'wrong_input', /file/],
    [{ changes: {} }, 'wrong_input', /allocatable/],
    [{ changes: { size: 3 } }, 'wrong_input', /size/],
    [{ name: null }, 'wrong_input', /name/],
    [{ name: '/dev/none' }, 'unknown_entity', /none/],
    [{ node_name: 'node9' }, 'unknown_entity', /node9/],
    [{ node_name: n3 }, 'wrong_state', /offline/],
  ] as const) {
    expect(await failure(modify(params))).toEqual(['OpPrereqError', code, expect.stringMatching(text)]);
  }
});

it('repairs a volume group only when the disks have another good copy', async () => {
  const repair = (params: object = {}): Promise<Ended> => op('REPAIR_NODE_STORAGE', { node_name: n2, storage_type: 'lvm-vg', name: 'xenvg', ...params });
  let repairs = 0;
  world.nodes.onStep = (when, _node, method) => void (when === 'after' && method === 'Storage.Repair' && repairs++);
  await create('web1.example.com', { disk_template: 'drbd', snode: n2 });
  await good(repair());
  await good(repair({ dry_run: true }));
  expect(repairs).toBe(1);
  world.nodes.silent.add(n1);
  expect(await failure(repair())).toEqual(['OpPrereqError', 'wrong_state', expect.stringMatching(/node1.*web1/)]);
  expect((await good(repair({ ignore_consistency: true }))).log.join('\n')).toMatch(/WARNING.*web1/);
  world.nodes.silent.clear();
  expect(await failure(repair({ storage_type: 'file' }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining('file')]);
  expect(await failure(repair({ name: 'none' }))).toEqual(['OpPrereqError', 'unknown_entity', expect.stringContaining('none')]);
  // Without its metadata the primary has no good copy.
  const [disk] = world.config.view.disksOf(world.config.view.instance('web1')!);
  const { deviceMessage } = await import('../common/devices');
  const device = deviceMessage(world.config.view, disk!);
  await world.nodes.rpc.call(uuidOf(n1), 'Blocks.DetachChildren', { device, children: device.children ?? [] });
  expect(await failure(repair())).toEqual(['OpPrereqError', 'wrong_state', expect.stringMatching(/no good copy of disk\/0 on node node1/)]);
});
