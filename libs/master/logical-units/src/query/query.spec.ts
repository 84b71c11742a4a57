/** Questions that are asked as jobs. */
import { installProvider, unitWorld, type Ended, type UnitWorld } from '@ganeti/testkit';

let world: UnitWorld;
beforeAll(async () => {
  world = await unitWorld();
});
afterAll(() => world.close());

const run = (id: string, params: object): Promise<Ended> => world.run({ OP_ID: `OP_${id}`, ...params });

it('OP_QUERY answers fields and rows', async () => {
  const rows = { what: 'node', fields: ['name', 'role', 'zzz'], qfilter: ['=', 'name', 'node2.example.com'] };
  for (const use_locking of [false, true]) {
    expect(await run('QUERY', { ...rows, use_locking })).toMatchObject({
      status: 'success',
      result: { fields: [{ name: 'name', kind: 'text' }, { name: 'role' }, { name: 'zzz', kind: 'unknown' }], data: [[[0, 'node2.example.com'], [0, 'C'], [1, null]]] },
    });
  }
  expect(await run('QUERY', { what: 'cluster', fields: ['name'], use_locking: true })).toMatchObject({ result: { data: [[[0, 'cluster.example.com']]] } });
  expect(await run('QUERY', { what: 'os', fields: ['name'] })).toMatchObject({ status: 'success' });
});

it('OP_QUERY refuses a filter that says nothing', async () => {
  expect(await run('QUERY', { what: 'node', fields: ['name'], qfilter: ['near', 'name', 'x'] })).toMatchObject({ status: 'error', result: ['OpPrereqError', [expect.stringMatching(/near/), 'wrong_input']] });
});

it('OP_QUERY_FIELDS tells what there is', async () => {
  const { result } = await run('QUERY_FIELDS', { what: 'group' });
  expect((result as { fields: { name: string }[] }).fields.map(({ name }) => name)).toContain('alloc_policy');
  expect(await run('QUERY_FIELDS', { what: 'group', fields: ['name'] })).toMatchObject({ result: { fields: [{ name: 'name', title: 'Group', kind: 'text', doc: expect.any(String) }] } });
});

it('OP_CLUSTER_CONFIG_QUERY answers in the order asked', async () => {
  const fields = ['watcher_pause', 'cluster_name', 'drain_flag', 'master_node', 'volume_group_name'];
  expect(await run('CLUSTER_CONFIG_QUERY', { output_fields: fields })).toMatchObject({ status: 'success', result: [null, 'cluster.example.com', false, 'node1.example.com', 'xenvg'] });
  expect(await run('CLUSTER_CONFIG_QUERY', { output_fields: ['colour'] })).toMatchObject({ status: 'error', result: ['OpPrereqError', [expect.stringMatching(/colour/), 'wrong_input']] });
});

it('OP_EXT_STORAGE_DIAGNOSE tells which nodes can use a provider', async () => {
  installProvider(world.nodes, 'shelf', 'rack which rack', world.nodes.names.slice(0, 2));
  const { result } = await run('EXT_STORAGE_DIAGNOSE', { output_fields: ['name', 'nodegroup_status', 'node_status'] });
  expect(result).toEqual([['shelf', { default: false }, expect.objectContaining({ 'node1.example.com': [[expect.any(String), true, '', [['rack', 'which rack']]]], 'node3.example.com': [] })]]);
  expect(await run('EXT_STORAGE_DIAGNOSE', { output_fields: ['name'], names: ['other'] })).toMatchObject({ status: 'success', result: [] });
  expect(await run('EXT_STORAGE_DIAGNOSE', { output_fields: ['size'] })).toMatchObject({ status: 'error', result: ['OpPrereqError', [expect.stringMatching(/size/), 'wrong_input']] });
});
