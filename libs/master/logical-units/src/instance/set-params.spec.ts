/** Disks that come and go as they are, another primary node, and parameters. The rest is in ../units.spec.ts. */
import { creation, failEachStep, uuidOf, worldPerTest } from '@ganeti/testkit';
import type { Disk } from '@ganeti/objects';

const master = 'node1.example.com';
const [n2, n3] = ['node2.example.com', 'node3.example.com'];
const [web1, web2] = ['web1.example.com', 'web2.example.com'];

const world = worldPerTest([master, n2, n3]);
const { op, good, failure } = world;
const modify = (more: object, instance_name = web1) => op('INSTANCE_SET_PARAMS', { instance_name, ...more });
const instance = (name = web1) => world.config.view.instance(name)!;
const disks = (name = web1): Disk[] => world.config.view.disksOf(instance(name));
const create = (name: string, more: object = {}) =>
  good(op('INSTANCE_CREATE', creation(name, { disk_template: 'drbd', disks: [{ size: 8, name: `${name}-root` }, { size: 16, name: `${name}-data` }], pnode: n2, snode: n3, nics: [{}], ...more })));
const devices = async (name: string) => (await world.nodes.state()).find((line) => line.includes(`devices of ${name}`))?.split(': ')[1]?.split(' ').filter(Boolean).length;

describe.each([true, false])('a disk (instances run: %s)', (start) => {
  it.each(['drbd', 'plain', 'sharedfile'])('is detached from one instance and attached to another (%s)', async (disk_template) => {
    const snode = disk_template === 'drbd' ? n3 : null;
    await create(web1, { disk_template, snode, start });
    await create(web2, { disk_template, snode, start });
    const [, data] = disks();
    const had = await devices(web1);
    expect((await good(modify({ disks: [['detach', 1, {}]] }))).result).toEqual([['disk/1', 'detach']]);
    expect(world.config.view.get('disk', data!.uuid)).toMatchObject({ instance: null, size: 16 });
    expect(disks()).toHaveLength(1);
    if (start) expect(await devices(web1)).toBe((had ?? 0) - 1);
    await good(modify({ disks: [['attach', 0, { uuid: data!.uuid }]] }, web2));
    expect(disks(web2).map(({ uuid }) => uuid)[0]).toBe(data!.uuid);
    expect(disks(web2).map(({ iv_name }) => iv_name)).toEqual(['disk/0', 'disk/1', 'disk/2']);
    if (start) expect(await devices(web2)).toBe((had ?? 0) + 1);
    // They are as good as before.
    for (const name of [web1, web2]) {
      await good(op('INSTANCE_REBOOT', { instance_name: name, reboot_type: 'full' }));
      await good(op('INSTANCE_REMOVE', { instance_name: name, shutdown_timeout: 0 }));
    }
    expect((await world.nodes.state())).toEqual([]);
  });
});

it('a disk is named by index, name or UUID', async () => {
  await create(web1, { start: false });
  const [root, data] = disks();
  await good(modify({ disks: [['detach', `${web1}-root`, {}]] }));
  await good(modify({ disks: [['attach', -1, { name: `${web1}-root` }]] }));
  expect(disks().map(({ uuid }) => uuid)).toEqual([data!.uuid, root!.uuid]);
  await good(modify({ disks: [['detach', data!.uuid, {}]] }));
  await good(modify({ disks: [['attach', { uuid: data!.uuid }]] }));
  expect(disks().map(({ uuid }) => uuid)).toEqual([root!.uuid, data!.uuid]);
});

it('an instance without disks is diskless, and takes those of any template', async () => {
  await create(web1, { start: false });
  await good(modify({ disks: [['detach', 0, {}], ['detach', 0, {}]] }));
  expect(instance().disk_template).toBe('diskless');
  await good(op('INSTANCE_STARTUP', { instance_name: web1 }));
  await good(op('INSTANCE_SHUTDOWN', { instance_name: web1, timeout: 0 }));
  await good(modify({ disks: [['attach', -1, { name: `${web1}-root` }], ['attach', -1, { name: `${web1}-data` }]] }));
  expect(instance().disk_template).toBe('drbd');
  await good(op('INSTANCE_STARTUP', { instance_name: web1 }));
});

it.each([
  ['unknown_entity', [['attach', -1, { uuid: 'nothing' }]]],
  ['unknown_entity', [['attach', -1, { name: 'nothing' }]]],
  ['unknown_entity', [['detach', 'nothing', {}]]],
  ['wrong_input', [['attach', -1, {}]]],
  ['wrong_input', [['attach', -1, { name: 'x', size: 8 }]]],
  ['wrong_input', [['attach', 7, { name: 'x' }]]],
  ['wrong_state', [['attach', -1, { name: `${web1}-root` }]]],
  ['wrong_state', [['attach', -1, { name: 'elsewhere' }]]],
  ['wrong_state', [['attach', -1, { name: 'plain' }]]],
] as const)('refuses with %s %j', async (code, changes) => {
  await create(web1);
  await create(web2, { snode: master, disks: [{ size: 8, name: 'elsewhere' }, { size: 8 }] });
  await good(modify({ disks: [['detach', 0, {}]] }, web2));
  await create('web3.example.com', { disk_template: 'plain', snode: null, disks: [{ size: 8, name: 'plain' }, { size: 8 }] });
  await good(modify({ disks: [['detach', 0, {}]] }, 'web3.example.com'));
  expect((await failure(modify({ disks: changes })))[1]).toBe(code);
});

it('everything is taken back whichever step of attaching and detaching fails', async () => {
  await create(web1);
  await create(web2);
  await good(modify({ disks: [['detach', 0, {}]] }, web2));
  const opcode = { OP_ID: 'OP_INSTANCE_SET_PARAMS', instance_name: web1, disks: [['detach', 0, {}], ['attach', -1, { name: `${web2}-root` }]] };
  expect((await failEachStep(world, opcode)).length).toBeGreaterThan(4);
});

describe('another primary node', () => {
  it('is recorded, and nothing is moved', async () => {
    await create(web1, { start: false });
    const state = await world.nodes.state();
    await good(modify({ pnode: n3 }));
    expect(instance().primary_node).toBe(uuidOf(n3));
    expect(disks()[0]?.nodes).toEqual([uuidOf(n3), uuidOf(n2)]);
    expect(await world.nodes.state()).toEqual(state);
    await good(op('INSTANCE_DEACTIVATE_DISKS', { instance_name: web1 }));
    await good(op('INSTANCE_STARTUP', { instance_name: web1 }));
  });

  it.each([
    ['wrong_input', { pnode: n2 }],
    ['wrong_input', { pnode: n3, disks: [['remove', 0, {}]] }],
    ['wrong_state', { pnode: master }],
    ['unknown_entity', { pnode: 'nowhere' }],
  ] as const)('is refused with %s (%j)', async (code, asked) => {
    await create(web1, { start: false });
    expect((await failure(modify(asked)))[1]).toBe(code);
    await good(op('INSTANCE_STARTUP', { instance_name: web1 }));
    expect((await failure(modify({ pnode: n3 })))[1]).toBe('wrong_state');
  });
});

it('the NIC for talking to the node comes and goes', async () => {
  await create(web1);
  expect((await failure(modify({ instance_communication: true })))[1]).toBe('wrong_state');
  await good(op('CLUSTER_SET_PARAMS', { instance_communication_network: 'talk' }));
  await good(op('NETWORK_CONNECT', { group_name: 'default', network_name: 'talk', network_mode: 'routed', network_link: 'communication_rt', conflicts_check: false }));
  await good(modify({ instance_communication: true }));
  expect(instance().nics[1]).toMatchObject({ name: `ganeti:communication:${web1}`, ip: expect.stringMatching(/^169\.254\./) });
  // It is there already, so nothing is asked for.
  expect((await failure(modify({ instance_communication: true })))[1]).toBe('wrong_input');
  await good(modify({ instance_communication: false }));
  expect(instance().nics).toHaveLength(1);
});

it('memory of the running guest, marks, and parameters of all kinds', async () => {
  await create(web1, { beparams: { minmem: 128, maxmem: 512 } });
  expect((await good(modify({ runtime_mem: 256 }))).result).toEqual([['runtime_memory', 256]]);
  expect((await failure(modify({ runtime_mem: 64 })))[1]).toBe('wrong_input');
  expect((await failure(modify({ offline: true })))[1]).toBe('wrong_state');
  const { result } = await good(modify({ beparams: { vcpus: 2 }, osparams: { message: 'hi' }, osparams_private: { mark: 'dark-1234' }, os_name: 'noop+minimal' }));
  expect(result).toEqual([['be/vcpus', 2], ['os', 'noop+minimal'], ['os/message', 'hi'], ['os_private/mark', '<hidden>']]);
  expect(instance()).toMatchObject({ os: 'noop+minimal', osparams: { message: 'hi' }, osparams_private: { mark: 'dark-1234' } });
  expect(JSON.stringify([...world.queue.list()])).not.toContain('dark-1234');
  await good(op('INSTANCE_SHUTDOWN', { instance_name: web1, timeout: 0 }));
  expect((await failure(modify({ runtime_mem: 256 })))[1]).toBe('wrong_state');
  await good(modify({ offline: true }));
  expect((await failure(op('INSTANCE_STARTUP', { instance_name: web1 })))[1]).toBe('wrong_state');
  await good(modify({ offline: false, beparams: { vcpus: 'default' }, osparams: { message: null } }));
  expect(instance()).toMatchObject({ admin_state: 'down', osparams: {}, beparams: { minmem: 128, maxmem: 512 } });
});

it('starts with parameters for once, and forgets what it is told to', async () => {
  await create(web1, { start: false });
  await good(op('INSTANCE_STARTUP', { instance_name: web1, beparams: { memory: 192 }, no_remember: true }));
  expect(instance()).toMatchObject({ admin_state: 'down', beparams: {} });
  const status = await world.nodes.rpc.call(uuidOf(n2), 'Instances.Status', { name: web1, hypervisor: 'fake' });
  expect(status.status?.memory).toBe(192);
  await good(op('INSTANCE_SHUTDOWN', { instance_name: web1, timeout: 0 }));
  await good(op('INSTANCE_STARTUP', { instance_name: web1 }));
  await good(op('INSTANCE_SHUTDOWN', { instance_name: web1, timeout: 0, no_remember: true }));
  expect(instance().admin_state).toBe('up');
});
