/** Places that are reserved and built later, and the NIC for talking to the node. */
import { creation, failEachStep, n1, n2, n3, uuidOf, worldPerTest } from '@ganeti/testkit';

const web1 = 'web1.example.com';

const world = worldPerTest();
const { op, good, failure } = world;
const mirrored = { disk_template: 'drbd', disks: [{ size: 16 }], nics: [{}] };
const create = (more: object = {}) => op('INSTANCE_CREATE', creation(web1, { ...mirrored, ...more }));
const instance = () => world.config.view.instance(web1)!;
const reserve = (more: object = {}) => good(create({ pnode: n1, snode: n2, forthcoming: true, ...more }));

describe('a forthcoming instance', () => {
  it('has a place in the configuration and nothing on its nodes', async () => {
    const before = await world.snapshot();
    const nodes = await world.nodes.state();
    expect((await reserve()).result).toEqual([n1, n2]);
    expect(await world.nodes.state()).toEqual(nodes);
    expect(instance()).toMatchObject({ forthcoming: true, admin_state: 'down', disks_active: false });
    expect(world.config.view.disksOf(instance())).toHaveLength(1);
    expect((await good(op('CLUSTER_VERIFY_GROUP', { group_name: 'default' }))).result).toBe(true);
    expect((await good(op('INSTANCE_QUERY_DATA', { instances: [web1] }))).result).toMatchObject({ [web1]: { pnode: n1 } });
    await good(op('TAGS_SET', { kind: 'instance', name: web1, tags: ['planned'] }));
    await good(op('INSTANCE_REMOVE', { instance_name: web1 }));
    expect(await world.snapshot()).toEqual(before);
  });

  it('can be removed while its nodes are away', async () => {
    const before = await world.snapshot();
    await reserve({ pnode: n2, snode: n3 });
    world.nodes.silent.add(n2).add(n3);
    await good(op('INSTANCE_REMOVE', { instance_name: web1 }));
    world.nodes.silent.clear();
    expect(await world.snapshot()).toEqual(before);
  });

  it.each(['STARTUP', 'SHUTDOWN', 'REBOOT', 'REINSTALL', 'RECREATE_DISKS', 'ACTIVATE_DISKS', 'CONSOLE', 'SET_PARAMS'])('cannot be used (%s)', async (id) => {
    await reserve();
    expect((await failure(op(`INSTANCE_${id}`, { instance_name: web1, ...(id === 'REBOOT' ? { reboot_type: 'hard' } : {}) }))).slice(0, 2)).toEqual(['OpPrereqError', 'wrong_state']);
  });

  it('is built where its place is, with the addresses that were reserved', async () => {
    await reserve();
    const [{ uuid, ctime, nics }] = [instance()];
    const { result } = await good(create({ commit: true, nics: [{ link: 'br7' }] }));
    expect(result).toEqual([n1, n2]);
    expect(instance()).toMatchObject({ uuid, ctime, forthcoming: false, admin_state: 'up' });
    expect(instance().nics[0]).toMatchObject({ mac: nics[0]?.mac, nicparams: { link: 'br7' } });
    expect((await world.nodes.state()).filter((line) => line.includes('guest'))).toEqual([`${uuidOf(n1)} guest ${web1} running`]);
    expect([...world.config.view.all('disk')]).toHaveLength(1);
    expect((await good(op('CLUSTER_VERIFY_GROUP', { group_name: 'default' }))).result).toBe(true);
  });

  it('is built elsewhere, and otherwise, when that is asked for', async () => {
    await reserve();
    await good(create({ commit: true, pnode: n3, disk_template: 'plain', disks: [{ size: 32 }], start: false, nics: [] }));
    expect(instance()).toMatchObject({ primary_node: uuidOf(n3), disk_template: 'plain', nics: [], forthcoming: false });
    await good(op('INSTANCE_REMOVE', { instance_name: web1 }));
    await reserve();
    await good(create({ commit: true, iallocator: 'hail' }));
    expect(instance().forthcoming).toBe(false);
  });

  it('stays forthcoming whichever step of its building fails', async () => {
    await reserve();
    expect((await failEachStep(world, { OP_ID: 'OP_INSTANCE_CREATE', ...creation(web1, { ...mirrored, commit: true }) })).length).toBeGreaterThan(5);
  });

  it('is only looked at in a dry run', async () => {
    const before = await world.snapshot();
    expect((await good(create({ pnode: n1, snode: n2, forthcoming: true, dry_run: true }))).result).toEqual([n1, n2]);
    expect(await world.snapshot()).toEqual(before);
  });
});

it.each([
  ['already_exists', { forthcoming: true }],
  ['already_exists', {}],
] as const)('refuses with %s another one of the name (%j)', async (code, more) => {
  await reserve();
  expect((await failure(create({ pnode: n1, snode: n2, ...more })))[1]).toBe(code);
});

it('refuses to build what is not reserved', async () => {
  expect((await failure(create({ pnode: n1, snode: n2, commit: true })))[1]).toBe('unknown_entity');
  await good(create({ pnode: n1, snode: n2 }));
  expect((await failure(create({ pnode: n1, snode: n2, commit: true })))[1]).toBe('wrong_state');
  expect((await failure(create({ pnode: n1, snode: n2, commit: true, forthcoming: true })))[1]).toBe('wrong_input');
});

describe('the NIC for talking to the node', () => {
  it('is in the network of the cluster for it', async () => {
    await good(op('CLUSTER_SET_PARAMS', { instance_communication_network: 'talk' }));
    await good(op('NETWORK_CONNECT', { group_name: 'default', network_name: 'talk', network_mode: 'routed', network_link: 'communication_rt', conflicts_check: false }));
    await good(create({ pnode: n1, snode: n2, instance_communication: true }));
    const [, nic] = instance().nics;
    expect(nic).toMatchObject({ name: `ganeti:communication:${web1}`, network: world.config.view.network('talk')?.uuid, ip: expect.stringMatching(/^169\.254\./), nicparams: { mode: 'routed' } });
  });

  it('needs that network, and a free place', async () => {
    expect((await failure(create({ pnode: n1, snode: n2, instance_communication: true })))[1]).toBe('wrong_state');
    await good(op('CLUSTER_SET_PARAMS', { instance_communication_network: 'talk' }));
    await good(op('NETWORK_CONNECT', { group_name: 'default', network_name: 'talk', network_mode: 'routed', network_link: 'communication_rt', conflicts_check: false }));
    expect((await failure(create({ pnode: n1, snode: n2, instance_communication: true, nics: Array.from({ length: 8 }, () => ({})) })))[1]).toBe('wrong_input');
  });
});
