/** Networks and the addresses of NICs, through the real queue against simulated nodes. */
import { creation, worldPerTest, type Ended } from '@ganeti/testkit';

const world = worldPerTest();
const { op, good, failure } = world;

const add = (name = 'front', more: object = {}): Promise<Ended> => op('NETWORK_ADD', { network_name: name, network: '192.0.2.0/29', gateway: '192.0.2.1', conflicts_check: false, ...more });
const connect = (name = 'front'): Promise<Ended> => op('NETWORK_CONNECT', { network_name: name, group_name: 'default', network_mode: 'bridged', network_link: 'br7' });
const create = (name: string, nics: object[], more: object = {}): Promise<Ended> =>
  op('INSTANCE_CREATE', creation(name, { nics, start: false, pnode: 'node1.example.com', ...more }));
const network = (name = 'front') => world.config.view.network(name)!;
const nicsOf = (name: string) => world.config.view.instance(name)!.nics;

describe('a network', () => {
  it('is made with its ends, gateway and reserved addresses kept from instances', async () => {
    await good(add('front', { add_reserved_ips: ['192.0.2.3'], mac_prefix: 'aa:bb:cc', tags: ['dmz'] }));
    expect(network()).toMatchObject({ network: '192.0.2.0/29', gateway: '192.0.2.1', ext_reservations: '11010001', tags: ['dmz'], mac_prefix: 'aa:bb:cc' });
    expect(await failure(add())).toEqual(['OpPrereqError', 'already_exists', expect.stringContaining('front')]);
  });

  it('reserves what nodes and the cluster have in it, and says so', async () => {
    const { log } = await good(op('NETWORK_ADD', { network_name: 'nodes', network: '127.0.1.0/24' }));
    const bits = network('nodes').ext_reservations;
    expect([...bits].flatMap((bit, place) => (bit === '1' ? [place] : []))).toEqual([0, 1, 2, 3, 100, 255]);
    expect(log.join('\n')).toMatch(/127\.0\.1\.2 of node node2\.example\.com/);
  });

  it('is changed: gateway, reserved addresses, IPv6', async () => {
    await good(add());
    await good(op('NETWORK_SET_PARAMS', { network_name: 'front', gateway: '192.0.2.6', add_reserved_ips: ['192.0.2.5'], network6: '2001:db8::/64', gateway6: '2001:db8::1' }));
    expect(network()).toMatchObject({ gateway: '192.0.2.6', ext_reservations: '10000111', network6: '2001:db8::/64' });
    await good(op('NETWORK_SET_PARAMS', { network_name: 'front', gateway: 'none', remove_reserved_ips: ['192.0.2.5'], gateway6: 'none' }));
    expect(network()).toMatchObject({ gateway: null, ext_reservations: '10000001', gateway6: null });
    expect(await failure(op('NETWORK_SET_PARAMS', { network_name: 'front', gateway: '192.0.3.1' }))).toEqual(['AddressPoolError', undefined, expect.stringContaining('192.0.3.1')]);
    expect(await failure(op('NETWORK_SET_PARAMS', { network_name: 'front', remove_reserved_ips: ['192.0.2.0'] }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining('stays reserved')]);
    expect(await failure(op('NETWORK_SET_PARAMS', { network_name: 'front', remove_reserved_ips: ['192.0.2.4'] }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining('not reserved')]);
  });

  it('is renamed and removed, but not while it is connected or in use', async () => {
    await good(add());
    await good(add('back'));
    expect(await failure(op('NETWORK_RENAME', { network_name: 'front', new_name: 'back' }))).toEqual(['OpPrereqError', 'already_exists', expect.any(String)]);
    await good(op('NETWORK_RENAME', { network_name: 'front', new_name: 'dmz' }));
    await good(connect('dmz'));
    await good(create('web1.example.com', [{ network: 'dmz', ip: 'pool' }]));
    expect(await failure(op('NETWORK_REMOVE', { network_name: 'dmz' }))).toEqual(['OpPrereqError', 'wrong_state', expect.stringContaining('default')]);
    expect(await failure(op('NETWORK_DISCONNECT', { network_name: 'dmz', group_name: 'default' }))).toEqual(['OpPrereqError', 'wrong_state', expect.stringContaining('web1.example.com')]);
    await good(op('INSTANCE_REMOVE', { instance_name: 'web1.example.com', ignore_failures: false, shutdown_timeout: 0 }));
    await good(op('NETWORK_DISCONNECT', { network_name: 'dmz', group_name: 'default' }));
    const { log } = await good(op('NETWORK_DISCONNECT', { network_name: 'dmz', group_name: 'default' }));
    expect(log.join('\n')).toMatch(/not connected/);
    await good(op('NETWORK_REMOVE', { network_name: 'dmz' }));
    expect(await failure(op('NETWORK_REMOVE', { network_name: 'dmz' }))).toEqual(['OpPrereqError', 'unknown_entity', expect.any(String)]);
  });
});

describe('NICs in a network', () => {
  beforeEach(async () => {
    await good(add('front', { mac_prefix: 'aa:bb:cc' }));
  });

  it('need a connection to the group, and take mode and link from it', async () => {
    expect(await failure(create('web1.example.com', [{ network: 'front', ip: 'pool' }]))).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining('not connected')]);
    await good(connect());
    const { log } = await good(connect());
    expect(log.join('\n')).toMatch(/connected to group default already/);
    const made = await good(create('web1.example.com', [{ network: 'front', ip: 'pool' }, { network: 'front', ip: '192.0.2.5' }, { network: 'front' }]));
    expect(made.log.join('\n')).toMatch(/NIC 0 gets address 192\.0\.2\.2 of network front/);
    expect(nicsOf('web1.example.com').map(({ ip }) => ip)).toEqual(['192.0.2.2', '192.0.2.5', null]);
    for (const nic of nicsOf('web1.example.com')) {
      expect(nic).toMatchObject({ network: network().uuid, mac: expect.stringMatching(/^aa:bb:cc:/), nicparams: { mode: 'bridged', link: 'br7', vlan: '' } });
    }
  });

  it('share the pool: each address once, until there are none', async () => {
    await good(connect());
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}.example.com`);
    await Promise.all(names.map((name) => good(create(name, [{ network: 'front', ip: 'pool' }]))));
    expect(new Set(names.map((name) => nicsOf(name)[0]!.ip))).toEqual(new Set(['192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5', '192.0.2.6']));
    expect(await failure(create('f.example.com', [{ network: 'front', ip: 'pool' }]))).toEqual(['OpPrereqError', 'insufficient_resources', expect.stringContaining('no free address')]);
    expect(await failure(create('f.example.com', [{ network: 'front', ip: '192.0.2.3' }]))).toEqual(['OpPrereqError', 'resource_not_unique', expect.stringContaining('an instance has it')]);
    expect(await failure(create('f.example.com', [{ network: 'front', ip: '192.0.2.1' }]))).toEqual(['OpPrereqError', 'resource_not_unique', expect.stringContaining('reserved')]);
    expect(await failure(op('NETWORK_SET_PARAMS', { network_name: 'front', add_reserved_ips: ['192.0.2.3'] }))).toEqual(['OpPrereqError', 'resource_not_unique', expect.any(String)]);
    await good(op('INSTANCE_REMOVE', { instance_name: names[2], shutdown_timeout: 0 }));
    expect(await failure(create('f.example.com', [{ mac: 'aa:00:00:00:00:01' }, { mac: 'aa:00:00:00:00:01' }]))).toEqual(['OpPrereqError', 'resource_not_unique', expect.stringContaining('same MAC')]);
    const free = ['192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5', '192.0.2.6'].find((ip) => names.every((name) => world.config.view.instance(name)?.nics[0]?.ip !== ip));
    expect(await failure(create('f.example.com', [{ network: 'front', ip: free }, { network: 'front', ip: free }]))).toEqual(['OpPrereqError', 'resource_not_unique', expect.stringContaining('same address')]);
    await good(create('f.example.com', [{ network: 'front', ip: 'pool' }]));
  });

  it('are changed: into another network, out of it, to another address', async () => {
    await good(connect());
    await good(create('web1.example.com', [{ link: 'br0' }]));
    const modify = (change: object, more: object = {}): Promise<Ended> => op('INSTANCE_SET_PARAMS', { instance_name: 'web1.example.com', nics: [['modify', 0, change]], ...more });
    await good(modify({ network: 'front', ip: 'pool' }));
    expect(nicsOf('web1.example.com')[0]).toMatchObject({ ip: '192.0.2.2', nicparams: { link: 'br7' } });
    await good(modify({ ip: '192.0.2.6' }));
    expect(nicsOf('web1.example.com')[0]).toMatchObject({ ip: '192.0.2.6' });
    expect(await failure(modify({ link: 'br1' }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining("leave 'link' out")]);
    expect(await failure(modify({ ip: '198.51.100.1' }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining('not in network')]);
    expect(await failure(modify({ network: 'none', ip: '192.0.2.4' }))).toEqual(['OpPrereqError', 'resource_not_unique', expect.stringContaining('belongs to network front')]);
    await good(modify({ network: 'none', ip: '192.0.2.4', link: 'br0' }, { conflicts_check: false }));
    expect(nicsOf('web1.example.com')[0]).toMatchObject({ ip: '192.0.2.4', network: null, nicparams: { link: 'br0' } });
    await good(op('NETWORK_DISCONNECT', { network_name: 'front', group_name: 'default' }));
    expect(await failure(connect())).toEqual(['OpPrereqError', 'wrong_state', expect.stringContaining('web1.example.com')]);
    expect(await failure(modify({ ip: 'pool' }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining('in no network')]);
  });
});
