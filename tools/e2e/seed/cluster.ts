/** S-040 to S-080, S-190 to S-198: the roots, the cluster, node groups, operating systems, tags of the cluster, the documents. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { opcodes } from '@ganeti/opcodes';
import { distDir } from '@ganeti/testkit';
import { methods } from './methods';
import type { Area, Row, Seed } from './seed';

const info = async (seed: Seed): Promise<Row> => (await seed.get('/2/info')) as Row;
const isText = (value: unknown): void => expect(value).toEqual(expect.stringMatching(/./));
const isInt = (value: unknown): void => expect(Number.isInteger(value)).toBe(true);

/** Parameters that cluster modify had at the seed's time; all of them may be null. */
const clusterParams = [
  'vg_name',
  'enabled_hypervisors',
  'hvparams',
  'beparams',
  'os_hvp',
  'osparams',
  'candidate_pool_size',
  'uid_pool',
  'add_uids',
  'remove_uids',
  'maintain_node_health',
  'prealloc_wipe_disks',
  'nicparams',
  'ndparams',
  'drbd_helper',
  'default_iallocator',
  'master_netdev',
  'reserved_lvs',
  'hidden_os',
  'blacklisted_os',
];

/** A new group, or null when the master cannot make one yet. */
async function newGroup(seed: Seed): Promise<string | null> {
  const name = seed.fresh('group');
  return (await seed.done('POST', '/2/groups', { name })) ? name : null;
}

const groupNames = async (seed: Seed): Promise<string[]> =>
  ((await seed.get('/2/groups')) as Row[]).map((row) => String(row['name']));

export const clusterArea: Area = {
  'S-040': (seed) => seed.expectMethods('/', ['GET']),
  'S-041': async (seed) => {
    const list = (await seed.get('/')) as Row[];
    expect(list).toEqual(
      expect.arrayContaining([
        { name: '2', uri: '/2' },
        { name: 'version', uri: '/version' },
      ]),
    );
    for (const row of list) expect(await seed.status('GET', row['uri'] as string)).toBe(200);
  },
  'S-042': (seed) => seed.expectMethods('/2', ['GET']),
  'S-043': async (seed) => {
    const list = (await seed.get('/2')) as Row[];
    expect(
      list.every((row) => Object.keys(row).sort().join() === 'name,uri' && row['uri'] === `/2/${row['name']}`),
    ).toBe(true);
    const wanted = Object.keys(methods)
      .filter((path) => path.startsWith('/2/'))
      .map((path) => path.split('/')[2]);
    expect(list.map((row) => row['name'])).toEqual(expect.arrayContaining([...new Set(wanted)]));
  },

  'S-044': async (seed) => {
    await seed.expectMethods('/2/info', ['GET']);
    expect(Array.isArray(await info(seed))).toBe(false);
  },
  'S-045': async (seed) => isInt((await info(seed))['config_version']),
  'S-046': async (seed) => expect((await info(seed))['name']).toBe('cluster.example.com'),
  'S-047': async (seed) => isText((await info(seed))['software_version']),
  'S-048': async (seed) => isInt((await info(seed))['os_api_version']),
  'S-049': async (seed) => isInt((await info(seed))['export_version']),
  'S-050': async (seed) => isInt((await info(seed))['candidate_pool_size']),
  'S-051': async (seed) => expect((await info(seed))['enabled_hypervisors']).toEqual(['fake']),
  'S-052': async (seed) => {
    const { hvparams, enabled_hypervisors: enabled } = await info(seed);
    for (const hypervisor of enabled as string[]) expect(typeof (hvparams as Row)[hypervisor]).toBe('object');
  },
  'S-053': async (seed) => expect((await info(seed))['default_hypervisor']).toBe('fake'),
  'S-054': async (seed) => expect((await info(seed))['master']).toBe(seed.cluster.nodes[0]),
  'S-055': async (seed) =>
    expect((await info(seed))['architecture']).toEqual([expect.stringMatching(/^\d+bit/), expect.stringMatching(/./)]),
  'S-056': async (seed) => isInt((await info(seed))['protocol_version']),
  'S-057': async (seed) => {
    const { default: beparams } = (await info(seed))['beparams'] as { default: Row };
    expect(beparams).toMatchObject({
      auto_balance: expect.any(Boolean),
      vcpus: expect.any(Number),
      memory: expect.any(Number),
    });
  },

  'S-058': async (seed) => {
    await seed.expectMethods('/2/redistribute-config', ['PUT']);
    expect(await seed.opcode('PUT', '/2/redistribute-config')).toMatchObject({ OP_ID: 'OP_CLUSTER_REDIST_CONF' });
    const { cluster } = seed;
    const copies = cluster.nodes.map((_, i) =>
      join(cluster.dir, `nodes/node${i + 1}/var/lib/ganeti/ssconf_cluster_name`),
    );
    expect(copies.map((path) => readFileSync(path, 'utf8').trim())).toEqual(
      cluster.nodes.map(() => 'cluster.example.com'),
    );
  },
  'S-059': async (seed) => expect((await seed.job('PUT', '/2/redistribute-config')).status).toBe('success'),

  'S-060': async (seed) => expect(await seed.get('/2/features')).toEqual(expect.arrayContaining([expect.any(String)])),
  'S-061': async (seed) => {
    expect(await seed.get('/2/features')).toContain('instance-create-reqv1');
    expect(await seed.status('POST', '/2/instances?dry-run=1', seed.create(seed.fresh('feature')))).toBe(200);
  },
  'S-062': async (seed) => {
    expect(await seed.get('/2/features')).toContain('instance-reinstall-reqv1');
    const ops = await seed.opcodes('POST', '/2/instances/none.example.com/reinstall', { os: 'noop', start: false });
    expect(ops.map((op) => op['OP_ID'])).toEqual(['OP_INSTANCE_SHUTDOWN', 'OP_INSTANCE_REINSTALL']);
  },

  'S-063': async (seed) => {
    await seed.expectMethods('/2/modify', ['PUT']);
    const before = (await info(seed))['maintain_node_health'] as boolean;
    expect(await seed.opcode('PUT', '/2/modify', { maintain_node_health: before })).toMatchObject({
      OP_ID: 'OP_CLUSTER_SET_PARAMS',
    });
    if (!(await seed.done('PUT', '/2/modify', { maintain_node_health: !before }))) return;
    expect((await info(seed))['maintain_node_health']).toBe(!before);
    await seed.job('PUT', '/2/modify', { maintain_node_health: before });
  },
  'S-064': async (seed) => {
    const modify = (body: Row) => seed.ask('PUT', '/2/modify', { ...body, dry_run: true });
    for (const name of clusterParams) expect([name, (await modify({ [name]: null })).status]).toEqual([name, 200]);
    expect((await modify({ zzz: null })).status).toBe(400);
    // None of today's is left out either.
    const definition = opcodes.get('OP_CLUSTER_SET_PARAMS');
    for (const name of Object.keys(definition?.params ?? {})) {
      const { status, text } = await modify({ [name]: { nonsense: [{}] } });
      expect([name, status === 200 || (status === 400 && !/knows no|not know|no parameter/i.test(text))]).toEqual([
        name,
        true,
      ]);
    }
  },

  'S-065': (seed) => seed.expectMethods('/2/groups', ['GET', 'POST']),
  'S-066': async (seed) =>
    expect(await seed.get('/2/groups')).toContainEqual({ name: 'default', uri: '/2/groups/default' }),
  'S-067': async (seed) => {
    for (const row of (await seed.get('/2/groups?bulk=1')) as Row[]) expect(row).toHaveProperty('alloc_policy');
  },
  'S-068': async (seed) => {
    const { nodes } = seed.cluster;
    const wanted = { name: 'default', node_cnt: nodes.length, uuid: expect.any(String) };
    const rows = (await seed.get('/2/groups?bulk=1')) as Row[];
    expect(rows.find((row) => row['name'] === 'default')).toMatchObject(wanted);
    expect(rows.find((row) => row['name'] === 'default')?.['node_list']).toEqual(expect.arrayContaining(nodes));
  },
  'S-069': async (seed) => {
    expect(await seed.status('POST', '/2/groups', {})).toBe(400);
    expect(await seed.status('POST', '/2/groups', { name: 1 })).toBe(400);
    const name = seed.fresh('group');
    expect(await seed.opcode('POST', '/2/groups?dry-run=1', { name })).toMatchObject({
      OP_ID: 'OP_GROUP_ADD',
      group_name: name,
    });
    const made = await newGroup(seed);
    if (made !== null) expect(await groupNames(seed)).toContain(made);
  },
  'S-070': async (seed) => {
    const name = seed.fresh('group');
    expect(await seed.opcode('POST', '/2/groups?dry-run=1', { name })).toMatchObject({ dry_run: true });
    expect(await groupNames(seed)).not.toContain(name);
  },
  'S-071': async (seed) => {
    const id = await seed.submit('POST', '/2/groups?dry-run=1', { name: seed.fresh('group') });
    expect(await seed.get(`/2/jobs/${id}`)).toMatchObject({ id, summary: [expect.stringContaining('GROUP_ADD')] });
  },
  'S-072': (seed) => seed.expectMethods('/2/groups/default', ['GET', 'DELETE']),
  'S-073': async (seed) => {
    const rows = (await seed.get('/2/groups?bulk=1')) as Row[];
    expect(await seed.get('/2/groups/default')).toEqual(rows.find((row) => row['name'] === 'default'));
  },
  'S-074': async (seed) => {
    expect(await seed.opcode('DELETE', '/2/groups/none?dry-run=1')).toMatchObject({
      OP_ID: 'OP_GROUP_REMOVE',
      group_name: 'none',
      dry_run: true,
    });
    const name = await newGroup(seed);
    if (name === null) return;
    await seed.job('DELETE', `/2/groups/${name}?dry-run=1`);
    expect(await groupNames(seed)).toContain(name);
    await seed.job('DELETE', `/2/groups/${name}`);
    expect(await groupNames(seed)).not.toContain(name);
  },
  'S-075': async (seed) => {
    await seed.expectMethods('/2/groups/default/modify', ['PUT']);
    expect(await seed.opcode('PUT', '/2/groups/none/modify', { alloc_policy: 'preferred' })).toMatchObject({
      OP_ID: 'OP_GROUP_SET_PARAMS',
      group_name: 'none',
    });
    if (!(await seed.done('PUT', '/2/groups/default/modify', { alloc_policy: 'last_resort' }))) return;
    expect(await seed.get('/2/groups/default')).toMatchObject({ alloc_policy: 'last_resort' });
    await seed.job('PUT', '/2/groups/default/modify', { alloc_policy: 'preferred' });
  },
  'S-076': async (seed) => {
    const modify = '/2/groups/none/modify';
    const body = { alloc_policy: 'unallocable', ndparams: { oob_program: '/bin/true' } };
    expect(await seed.opcode('PUT', modify, body)).toMatchObject({ group_name: 'none', ...body });
    expect(await seed.status('PUT', modify, { ...body, group_name: 'other' })).toBe(400);
    expect(await seed.status('PUT', modify, { ...body, zzz: 1 })).toBe(400);
  },
  'S-077': async (seed) => {
    expect(await seed.status('PUT', '/2/groups/none/rename', {})).toBe(400);
    expect(await seed.status('PUT', '/2/groups/none/rename', { new_name: 1 })).toBe(400);
    expect(await seed.opcode('PUT', '/2/groups/none/rename', { new_name: 'x' })).toMatchObject({
      OP_ID: 'OP_GROUP_RENAME',
      group_name: 'none',
      new_name: 'x',
    });
    const name = await newGroup(seed);
    if (name === null) return;
    await seed.job('PUT', `/2/groups/${name}/rename`, { new_name: `${name}2` });
    expect(await groupNames(seed)).toContain(`${name}2`);
  },
  'S-078': async (seed) => {
    await seed.expectMethods('/2/groups/default/assign-nodes', ['PUT']);
    const name = await newGroup(seed);
    if (name === null) return;
    const [node = ''] = seed.cluster.nodes;
    await seed.job('PUT', `/2/groups/${name}/assign-nodes`, { nodes: [node] });
    expect(await seed.get(`/2/groups/${name}`)).toMatchObject({ node_list: [node] });
    await seed.job('PUT', '/2/groups/default/assign-nodes', { nodes: [node] });
  },
  'S-079': async (seed) => {
    const body = { nodes: [] };
    const assign = '/2/groups/none/assign-nodes';
    expect(await seed.opcode('PUT', `${assign}?dry-run=1&force=1`, body)).toMatchObject({ dry_run: true, force: true });
    expect(await seed.opcode('PUT', assign, body)).toMatchObject({ dry_run: false, force: false });
  },
  'S-080': async (seed) => {
    const assign = '/2/groups/none/assign-nodes';
    expect(await seed.opcode('PUT', assign, { nodes: ['a', 'b'] })).toMatchObject({
      OP_ID: 'OP_GROUP_ASSIGN_NODES',
      group_name: 'none',
      nodes: ['a', 'b'],
    });
    for (const more of [{ group_name: 'x' }, { force: true }, { dry_run: true }, { zzz: 1 }]) {
      expect(await seed.status('PUT', assign, { nodes: ['a'], ...more })).toBe(400);
    }
    expect(await seed.status('PUT', assign, {})).toBe(400);
  },

  'S-190': async (seed) => {
    await seed.expectMethods('/2/os', ['GET']);
    const names = (await seed.get('/2/os')) as string[];
    expect(names).toContain('noop+default');
    for (const os_type of names)
      await seed.job('POST', '/2/instances?dry-run=1', seed.create(seed.fresh('os'), { os_type }));
  },
  'S-191': async (seed) => {
    // It may be an error; then it is one that says so. An expensive call it is not any more.
    const answers = await Promise.all(Array.from({ length: 20 }, () => seed.ask('GET', '/2/os')));
    expect(
      answers.every(({ status, json }) =>
        status === 200 ? Array.isArray(json) : status === 500 && (json as Row)['code'] === 500,
      ),
    ).toBe(true);
  },
  'S-192': (seed) => seed.expectMethods('/2/tags', ['GET', 'PUT', 'DELETE']),
  'S-193': async (seed) => expect(await seed.get('/2/tags')).toBeInstanceOf(Array),
  'S-194': (seed) => tagsArePut(seed, '/2/tags'),
  'S-195': (seed) => tagsAreDeleted(seed, '/2/tags'),
  'S-196': async (seed) => {
    await seed.expectMethods('/version', ['GET']);
    expect(Number.isInteger(await seed.get('/version'))).toBe(true);
  },
  'S-197': async (seed) => expect((await seed.ask('GET', '/version')).text.trim()).toBe('2'),
  'S-198': () => {
    const directives = [
      'OP_BACKUP_EXPORT',
      'OP_CLUSTER_SET_PARAMS',
      'OP_GROUP_ASSIGN_NODES',
      'OP_GROUP_SET_PARAMS',
      'OP_INSTANCE_CREATE',
      'OP_INSTANCE_GROW_DISK',
      'OP_INSTANCE_MIGRATE',
      'OP_INSTANCE_RENAME',
      'OP_INSTANCE_SET_PARAMS',
    ];
    for (const id of directives) {
      const definition = opcodes.get(id);
      const page = join(distDir(), `../docs/reference/opcodes/${definition?.path.replace('/', '-')}.md`);
      expect([id, existsSync(page)]).toEqual([id, true]);
      const text = readFileSync(page, 'utf8');
      for (const [name, { doc }] of Object.entries(definition?.params ?? {})) {
        // A row for each parameter: name, type, default, description.
        const row = text.split('\n').find((line) => line.startsWith(`| \`${name}\``));
        expect([id, name, row?.split(' | ').length]).toEqual([id, name, 4]);
        expect(row).toContain(doc.slice(0, 20).split('|')[0]);
      }
    }
  },
};

/** Tags of one kind of object: added from the list in the body; dry runs change nothing. */
export async function tagsArePut(seed: Seed, path: string): Promise<void> {
  const [a, b] = [`put-a-${seed.tag}`, `put-b-${seed.tag}`];
  expect(await seed.opcode('PUT', `${path}?dry-run=1`, [a, b])).toMatchObject({
    OP_ID: 'OP_TAGS_SET',
    tags: [a, b],
    dry_run: true,
  });
  expect(await seed.get(path)).not.toContain(a);
  await seed.job('PUT', path, [a, b]);
  expect(await seed.get(path)).toEqual(expect.arrayContaining([a, b]));
  expect(await seed.status('PUT', path, [1])).toBe(400);
}

/** Tags are removed by repeated arguments; dry runs change nothing. */
export async function tagsAreDeleted(seed: Seed, path: string): Promise<void> {
  const [a, b, c] = ['a', 'b', 'c'].map((letter) => `del-${letter}-${seed.tag}`);
  await seed.job('PUT', path, [a, b, c]);
  await seed.job('DELETE', `${path}?tag=${a}&tag=${b}&dry-run=1`);
  expect(await seed.get(path)).toEqual(expect.arrayContaining([a, b, c]));
  await seed.job('DELETE', `${path}?tag=${a}&tag=${b}`);
  const left = (await seed.get(path)) as string[];
  expect([left.includes(a ?? ''), left.includes(b ?? ''), left.includes(c ?? '')]).toEqual([false, false, true]);
}
