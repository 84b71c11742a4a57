import { newDrbdDisk, newInstance, newNic, testCluster } from './testing/cluster';
import { existsSync, readFileSync } from 'node:fs';
import { compareFields, describeAllFields, fieldDeviations, type FieldReference } from './index';
import { ganetiInfoKeys } from './testing/ganeti-info-keys';

const dir = process.env['GANETI_REFERENCE'] ?? new URL('../../../../../shared/reference', import.meta.url).pathname;
const present = existsSync(`${dir}/fields.json`);
if (!present) console.warn(`Comparison of fields with Ganeti skipped: ${dir} is not there (set GANETI_REFERENCE)`);

describe('fields', () => {
  (present ? it : it.skip)('are all of Ganeti, with its titles and kinds', () => {
    const reference = JSON.parse(readFileSync(`${dir}/fields.json`, 'utf8')) as FieldReference;
    const { compared, served, differences, deviations } = compareFields(reference);
    expect(differences).toEqual([]);
    expect(served).toBe(compared);
    expect(compared).toBe(441);
    // A deviation nobody meets is one that is over.
    expect(deviations).toHaveLength(Object.keys(fieldDeviations).length);
  });

  it('tell what would be missing, extra or of another kind', () => {
    const field = { name: 'node', title: 'Node', kind: 'number' };
    expect(compareFields({ resources: { export: { fields: [field, { ...field, name: 'zzz/%d', indexed: '0..1' }] } } }).differences.slice(0, 4)).toEqual([
      'export/node: is Node (text), not Node (number)',
      'export/zzz/0: missing',
      'export/zzz/1: missing',
      'export/export: not in Ganeti',
    ]);
  });

  it('are described', () => {
    for (const [kind, fields] of Object.entries(describeAllFields())) {
      for (const { name, title, doc } of fields) if (title === '' || doc === '' || /^\w+ parameter \w+$/.test(doc)) throw new Error(`${kind}/${name} has no description`);
    }
  });

  it('have values for every kind of object', async () => {
    const cluster = await testCluster();
    await cluster.insert(newInstance('web1', { nics: [newNic(1)] }));
    for (const kind of ['instance', 'node', 'group', 'network', 'cluster', 'lock', 'filter', 'export', 'job', 'os', 'extstorage']) {
      const names = cluster.query.queryFields(kind).map((field) => field.name);
      for (const row of await cluster.pairs(kind, names)) {
        expect(row.map(([status], index) => [names[index], status]).filter(([, status]) => status === 1)).toEqual([]);
      }
    }
  });

  it('of an instance with a mirrored disk and network interfaces', async () => {
    const cluster = await testCluster({ osparams: { noop: { a: '1', b: '1' }, 'noop+x': { b: '2' } } });
    await cluster.config.transaction((tx) => {
      tx.insert('network', { uuid: 'net1', name: 'front', tags: [], network: '10.0.0.0/29', gateway: '10.0.0.1', network6: null, gateway6: null, mac_prefix: null, ext_reservations: '11000001' });
      const { networks } = tx.get('nodegroup', 'g1')!;
      tx.update('nodegroup', 'g1', { networks: { ...networks, net1: { mode: 'bridged', link: 'br1', vlan: '' } } });
    });
    await cluster.insert(
      newInstance('web1', {
        os: 'noop+x',
        osparams: { c: '3' },
        disk_template: 'drbd',
        disks: ['d-i-web1'],
        beparams: { maxmem: 512, vcpus: 2 },
        nics: [newNic(1, { ip: '10.0.0.2', network: 'net1', name: 'eth0' }), newNic(2, { nicparams: { mode: 'openvswitch', link: 'sw', vlan: '.5' } })],
      }),
      [newDrbdDisk('i-web1', ['n1', 'n2'], 0)],
    );
    cluster.live.run('web1.example.com', 'n1', { memory: 500, vcpus: 2 });
    const [row] = await cluster.dicts('instance', [
      'name', 'pnode', 'snodes', 'snodes.group', 'pnode.group', 'disk_usage', 'disk.sizes', 'disk.size/0', 'disk.size/1', 'beparams', 'be/maxmem', 'custom_beparams',
      'osparams', 'nic.ips', 'nic.ip/1', 'nic.bridges', 'nic.vlans', 'nic.networks', 'nic.networks.names', 'nic.modes', 'oper_ram', 'oper_vcpus', 'oper_state', 'status', 'network_port', 'console', 'hv/acpi', 'hvparams', 'admin_up', 'ip', 'mac',
    ]);
    expect(row).toMatchObject({
      name: 'web1.example.com',
      pnode: 'node1.example.com',
      snodes: ['node2.example.com'],
      'snodes.group': ['default'],
      'pnode.group': 'default',
      disk_usage: 1152,
      'disk.sizes': [1024],
      'disk.size/0': 1024,
      'disk.size/1': null,
      beparams: { minmem: 128, maxmem: 512, memory: 512, vcpus: 2, auto_balance: true },
      'be/maxmem': 512,
      custom_beparams: { maxmem: 512, vcpus: 2 },
      osparams: { a: '1', b: '2', c: '3' },
      'nic.ips': ['10.0.0.2', null],
      'nic.ip/1': null,
      'nic.bridges': ['xen-br0', null],
      'nic.vlans': [null, '.5'],
      'nic.networks': ['net1', null],
      'nic.networks.names': ['front', null],
      'nic.modes': ['bridged', 'openvswitch'],
      oper_ram: 500,
      oper_vcpus: 2,
      oper_state: true,
      status: 'running',
      network_port: null,
      console: { instance: 'web1.example.com', kind: 'msg' },
      'hv/acpi': null,
      hvparams: {},
      admin_up: true,
      ip: '10.0.0.2',
      mac: 'aa:00:00:00:00:01',
    });
    const [[beparams]] = (await cluster.pairs('instance', ['beparams'])) as [[[number, object]]];
    expect(beparams[1]).not.toHaveProperty('memory');
    expect(await cluster.dicts('network', ['name', 'map', 'free_count', 'reserved_count', 'external_reservations', 'group_list', 'inst_list', 'gateway6'])).toEqual([
      {
        name: 'front',
        map: 'XXX....X',
        free_count: 4,
        reserved_count: 4,
        external_reservations: '10.0.0.0, 10.0.0.1, 10.0.0.7',
        group_list: [['default', 'bridged', 'br1', '']],
        inst_list: ['web1.example.com'],
        gateway6: null,
      },
    ]);
    expect(await cluster.dicts('node', ['name', 'role', 'pinst_cnt', 'pinst_list', 'sinst_cnt', 'sinst_list', 'mfree', 'dtotal', 'dfree', 'cnodes', 'group', 'powered'])).toEqual([
      { name: 'node1.example.com', role: 'M', pinst_cnt: 1, pinst_list: ['web1.example.com'], sinst_cnt: 0, sinst_list: [], mfree: 6000, dtotal: 100_000, dfree: 90_000, cnodes: 2, group: 'default', powered: null },
      { name: 'node2.example.com', role: 'R', pinst_cnt: 0, pinst_list: [], sinst_cnt: 1, sinst_list: ['web1.example.com'], mfree: 6000, dtotal: 100_000, dfree: 90_000, cnodes: 2, group: 'default', powered: null },
      { name: 'node3.example.com', role: 'R', pinst_cnt: 0, pinst_list: [], sinst_cnt: 0, sinst_list: [], mfree: 6000, dtotal: 100_000, dfree: 90_000, cnodes: 2, group: 'default', powered: null },
    ]);
    expect(await cluster.dicts('group', ['name', 'node_cnt', 'node_list', 'pinst_cnt', 'pinst_list', 'custom_ipolicy'])).toEqual([
      { name: 'default', node_cnt: 3, node_list: ['node1.example.com', 'node2.example.com', 'node3.example.com'], pinst_cnt: 1, pinst_list: ['web1.example.com'], custom_ipolicy: {} },
    ]);
  });

  it('say why a value is missing', async () => {
    const cluster = await testCluster();
    await cluster.insert(newInstance('stopped', { admin_state: 'down' }));
    await cluster.insert(newInstance('lost', { primary_node: 'n2' }));
    await cluster.insert(newInstance('away', { primary_node: 'n3' }));
    cluster.live.report('n2', {}, false);
    await cluster.config.transaction((tx) => void tx.update('node', 'n3', { offline: true }));
    expect(await cluster.pairs('instance', ['name', 'oper_ram', 'oper_state', 'zzz'])).toEqual([
      [[0, 'away.example.com'], [4, null], [4, null], [1, null]],
      [[0, 'lost.example.com'], [2, null], [2, null], [1, null]],
      [[0, 'stopped.example.com'], [3, null], [0, false], [1, null]],
    ]);
    expect(await cluster.pairs('node', ['mfree', 'powered', 'role'])).toEqual([
      [[0, 6000], [3, null], [0, 'M']],
      [[2, null], [3, null], [0, 'R']],
      [[4, null], [3, null], [0, 'O']],
    ]);
  });

  it('show instance status as what is and what should be together make it', async () => {
    const cluster = await testCluster({ enabled_user_shutdown: true });
    await cluster.insert(newInstance('web1', { hypervisor: 'fake' }));
    const name = 'web1.example.com';
    const status = async (): Promise<unknown> => (await cluster.dicts('instance', ['status']))[0]!['status'];
    const set = (change: object) => cluster.config.transaction((tx) => void tx.update('instance', 'i-web1', change));
    const seen: unknown[] = [await status()];
    cluster.live.run(name, 'n1');
    seen.push(await status());
    cluster.live.run(name, 'n1', { state: 'shutdown' });
    seen.push(await status());
    cluster.live.run(name, 'n1', { state: 'crashed' });
    seen.push(await status());
    cluster.live.stop(name);
    cluster.live.run(name, 'n2');
    seen.push(await status());
    cluster.live.stop(name);
    await set({ admin_state: 'down' });
    seen.push(await status());
    cluster.live.run(name, 'n1');
    seen.push(await status());
    cluster.live.stop(name);
    await set({ admin_state_source: 'user' });
    seen.push(await status());
    await set({ admin_state: 'offline', admin_state_source: 'admin' });
    seen.push(await status());
    cluster.live.report('n1', {}, false);
    seen.push(await status());
    await cluster.config.transaction((tx) => void tx.update('node', 'n2', { offline: true }));
    await set({ primary_node: 'n2' });
    seen.push(await status());
    expect(seen).toEqual([
      'ERROR_down', 'running', 'USER_down', 'ERROR_down', 'ERROR_wrongnode', 'ADMIN_down', 'ERROR_up', 'USER_down', 'ADMIN_offline', 'ERROR_nodedown', 'ERROR_nodeoffline',
    ]);
  });

  it('of the cluster are what /2/info answers', async () => {
    const cluster = await testCluster({ watcher_pause_until: 2000, volume_group_name: 'xenvg' });
    const [info] = await cluster.dicts('cluster', [...ganetiInfoKeys, 'watcher_pause']);
    expect(Object.keys(info!)).toEqual([...ganetiInfoKeys, 'watcher_pause']);
    expect(info).toMatchObject({
      name: 'cluster.example.com',
      master: 'node1.example.com',
      software_version: '3.2.0',
      default_hypervisor: 'fake',
      beparams: { default: { maxmem: 128 } },
      watcher_pause: 2000,
    });
    expect((info!['hvparams'] as Record<string, object>)['kvm']).toHaveProperty('acpi');
    cluster.time = 2001;
    expect((await cluster.dicts('cluster', ['watcher_pause']))[0]).toEqual({ watcher_pause: null });
  });

  it('of operating systems join what nodes say', async () => {
    const cluster = await testCluster({ hidden_os: ['secret'] });
    const os = (name: string, more: object = {}) => ({ name, path: `/srv/${name}`, valid: true, message: '', variants: ['a', 'b'], parameters: [{ name: 'p', help: 'h' }], api_versions: [20], trusted: false, ...more });
    cluster.os
      .set('n1', [os('noop'), os('secret'), os('half'), os('broken', { valid: false, message: 'no script' })])
      .set('n2', [os('noop', { variants: ['b', 'c'], api_versions: [15, 20] }), os('secret'), os('broken')])
      .set('n3', null);
    expect(await cluster.dicts('os', ['name', 'variants', 'api_versions', 'parameters'])).toEqual([{ name: 'noop', variants: ['b'], api_versions: [20], parameters: [['p', 'h']] }]);
    expect(await cluster.dicts('os', ['name', 'valid', 'hidden'])).toEqual([
      { name: 'broken', valid: false, hidden: false },
      { name: 'half', valid: false, hidden: false },
      { name: 'noop', valid: true, hidden: false },
      { name: 'secret', valid: true, hidden: true },
    ]);
  });

  it('of external storage providers join what nodes say', async () => {
    const cluster = await testCluster();
    await cluster.config.transaction((tx) => {
      tx.insert('nodegroup', { uuid: 'g2', name: 'second', tags: [], alloc_policy: 'preferred', ndparams: {}, diskparams: {}, ipolicy: {}, networks: {} });
      tx.update('node', 'n3', { group: 'g2' });
    });
    const provider = (more: object = {}) => ({ name: 'san', path: '/usr/share/ganeti/extstorage/san', valid: true, message: '', parameters: [{ name: 'lun', help: 'which' }], ...more });
    cluster.extstorage.set('n1', [provider({ parameters: [{ name: 'lun', help: 'which' }, { name: 'pool', help: '' }] })]).set('n2', [provider()]).set('n3', [provider({ valid: false, message: 'broken' })]);
    expect(await cluster.dicts('extstorage', ['name', 'parameters', 'nodegroup_status', 'node_status'])).toEqual([
      {
        name: 'san',
        parameters: [['lun', 'which']],
        nodegroup_status: { default: true, second: false },
        node_status: {
          'node1.example.com': [['/usr/share/ganeti/extstorage/san', true, '', [['lun', 'which'], ['pool', '']]]],
          'node2.example.com': [['/usr/share/ganeti/extstorage/san', true, '', [['lun', 'which']]]],
          'node3.example.com': [['/usr/share/ganeti/extstorage/san', false, 'broken', [['lun', 'which']]]],
        },
      },
    ]);
    expect(await cluster.dicts('extstorage', ['name'], { names: ['san'] })).toHaveLength(1);
    await expect(cluster.dicts('extstorage', ['name'], { names: ['nobody'], mustExist: true })).rejects.toMatchObject({ code: 'unknown_entity' });
  });

  it('of exports are what lies on nodes, and say which nodes cannot tell', async () => {
    const cluster = await testCluster();
    await cluster.config.transaction((tx) => void tx.update('node', 'n3', { offline: true }));
    cluster.exports.set('n1', ['db1.example.com', 'web1.example.com']).set('n2', null);
    expect(await cluster.pairs('export', ['node', 'export'])).toEqual([
      [[0, 'node1.example.com'], [0, 'db1.example.com']],
      [[0, 'node1.example.com'], [0, 'web1.example.com']],
      [[0, 'node2.example.com'], [2, null]],
      [[0, 'node3.example.com'], [4, null]],
    ]);
    expect(await cluster.dicts('export', ['export'], { filter: ['=', 'node', 'node1'] })).toEqual([{ export: 'db1.example.com' }, { export: 'web1.example.com' }]);
    expect(await cluster.dicts('export', ['node'], { filter: ['=', 'export', 'web1.example.com'] })).toEqual([{ node: 'node1.example.com' }]);
    await expect(cluster.dicts('export', ['node'], { names: ['nobody'], mustExist: true })).rejects.toMatchObject({ code: 'unknown_entity' });
  });

  it('of groups go by both names of the kind', async () => {
    const cluster = await testCluster();
    expect(await cluster.dicts('nodegroup', ['name'])).toEqual(await cluster.dicts('group', ['name']));
  });

  it('of locks and filter rules', async () => {
    const cluster = await testCluster();
    cluster.locks.push(
      { level: 'node', name: 'n1', mode: 'exclusive', owners: [7], pending: [{ mode: 'shared', jobs: [8, 9] }] },
      { level: 'cluster', name: 'BGL', mode: null, owners: [], pending: [] },
    );
    expect(await cluster.pairs('lock', ['name', 'mode', 'owner', 'pending'])).toEqual([
      [[0, 'cluster/BGL'], [0, null], [0, []], [0, []]],
      [[0, 'node/n1'], [0, 'exclusive'], [0, ['7']], [0, [['shared', ['8', '9']]]]],
    ]);
    await cluster.config.transaction((tx) => {
      tx.insert('filter', { uuid: 'f2', watermark: 2, priority: 1, predicates: [], action: 'ACCEPT', reason: [] });
      tx.insert('filter', { uuid: 'f1', watermark: 3, priority: 0, predicates: [['jobid', ['<', 'id', 5]]], action: 'REJECT', reason: [['u', 't', 1]] });
    });
    expect((await cluster.dicts('filter', ['uuid', 'action', 'reason_trail'])).map((row) => row['uuid'])).toEqual(['f1', 'f2']);
  });
});
