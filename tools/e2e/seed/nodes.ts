/** S-163 to S-189: nodes. */
import { tagsAreDeleted, tagsArePut } from './cluster';
import type { Area, Row, Seed } from './seed';

const wantedFields = [
  'pinst_cnt',
  'mfree',
  'mtotal',
  'name',
  'tags',
  'mnode',
  'dtotal',
  'sinst_cnt',
  'dfree',
  'offline',
];
const nodePath = ({ cluster }: Seed, what = ''): string => `/2/nodes/${cluster.nodes[1]}${what}`;
const nonePath = (what: string): string => `/2/nodes/none.example.com${what}`;

/** `[job id, instance, new node]` each. */
async function evacuate(seed: Seed, node: string, query: string): Promise<[unknown, string, string][]> {
  return (await seed.admin.expect('POST', `/2/nodes/${node}/evacuate?${query}`)) as [unknown, string, string][];
}
const finish = async (seed: Seed, moves: readonly [unknown, string, string][]): Promise<void> => {
  for (const [id] of moves) expect((await seed.admin.waitForJob(Number(id))).status).toBe('success');
};
const secondaryOf = async (seed: Seed, name: string): Promise<unknown> =>
  ((await seed.get(`/2/instances/${name}`)) as Row)['snodes'][0];

/** A mirrored instance with its secondary disks on the second node. */
async function mirrored(seed: Seed): Promise<[name: string, primary: string, secondary: string, other: string]> {
  const [primary = '', secondary = '', other = ''] = seed.cluster.nodes;
  const name = await seed.instance({ disk_template: 'drbd', disks: [{ size: 64 }], pnode: primary, snode: secondary });
  return [name, primary, secondary, other];
}

export const nodes: Area = {
  'S-163': async (seed) => {
    await seed.expectMethods('/2/nodes', ['GET']);
    expect(await seed.get('/2/nodes')).toEqual(seed.cluster.nodes.map((id) => ({ id, uri: `/2/nodes/${id}` })));
  },
  'S-164': async (seed) => {
    const rows = (await seed.get('/2/nodes?bulk=1')) as Row[];
    expect(rows.map((row) => row['name'])).toEqual(seed.cluster.nodes);
    expect(rows.every((row) => typeof row['uuid'] === 'string')).toBe(true);
  },
  'S-165': async (seed) => {
    for (const row of (await seed.get('/2/nodes?bulk=1')) as Row[]) {
      expect(Object.keys(row)).toEqual(expect.arrayContaining(wantedFields));
      expect(row).toMatchObject({ offline: false, mtotal: expect.any(Number), tags: expect.any(Array) });
    }
  },
  'S-166': async (seed) => {
    await seed.expectMethods(nodePath(seed), ['GET']);
    expect(await seed.get(nodePath(seed))).toMatchObject({ name: seed.cluster.nodes[1], offline: false });
  },

  'S-167': async (seed) => {
    await seed.expectMethods(nodePath(seed, '/evacuate'), ['POST']);
    const [name, , secondary, other] = await mirrored(seed);
    const moves = await evacuate(seed, secondary, `remote_node=${other}`);
    await finish(seed, moves);
    expect(await secondaryOf(seed, name)).toBe(other);
    expect(await seed.get(`/2/nodes/${secondary}`)).toMatchObject({ sinst_cnt: 0 });
  },
  'S-168': async (seed) => {
    const path = nodePath(seed, '/evacuate');
    expect(await seed.status('POST', path)).toBe(400);
    expect(await seed.status('POST', `${path}?iallocator=hail&remote_node=node1.example.com`)).toBe(400);
    const [name, primary, secondary] = await mirrored(seed);
    const moves = await evacuate(seed, secondary, 'iallocator=hail');
    await finish(seed, moves);
    const now = await secondaryOf(seed, name);
    expect([now === primary, now === secondary]).toEqual([false, false]);
  },
  'S-169': async (seed) => {
    const [name, , secondary, other] = await mirrored(seed);
    const moves = await evacuate(seed, secondary, `remote_node=${other}`);
    expect(moves.find(([, instance]) => instance === name)).toEqual([expect.anything(), name, other]);
    expect(moves.every(([id]) => /^\d+$/.test(String(id)))).toBe(true);
    await finish(seed, moves);
    const jobsBefore = (await seed.get('/2/jobs')) as Row[];
    expect(await evacuate(seed, secondary, `remote_node=${other}`)).toEqual([]);
    expect(await seed.get('/2/jobs')).toHaveLength(jobsBefore.length);
  },
  'S-170': async (seed) => {
    const [, , secondary, other] = await mirrored(seed);
    const moves = await evacuate(seed, secondary, `remote_node=${other}&early_release=1`);
    const [[id] = [0]] = moves;
    expect(((await seed.get(`/2/jobs/${String(id)}`)) as Row)['ops']).toEqual([
      expect.objectContaining({ OP_ID: 'OP_INSTANCE_REPLACE_DISKS', early_release: true }),
    ]);
    await finish(seed, moves);
  },
  'S-171': async (seed) => {
    const [name, , secondary, other] = await mirrored(seed);
    for (const query of [`remote_node=${other}`, 'iallocator=hail']) {
      expect((await evacuate(seed, secondary, `${query}&dry-run=1`)).find(([, instance]) => instance === name)).toEqual(
        [null, name, other],
      );
    }
    expect(await secondaryOf(seed, name)).toBe(secondary);
    await finish(seed, await evacuate(seed, secondary, `remote_node=${other}`));
  },

  'S-172': async (seed) => {
    await seed.expectMethods(nodePath(seed, '/migrate'), ['POST']);
    const [name, primary, secondary] = await mirrored(seed);
    const { opresult } = await seed.job('POST', `/2/nodes/${primary}/migrate`, {});
    // A job for each instance; those without a mirror stay.
    const { jobs } = opresult[0] as { jobs: [boolean, number][] };
    await Promise.all(jobs.map(([, id]) => seed.admin.waitForJob(id)));
    expect(await seed.get(`/2/instances/${name}`)).toMatchObject({ pnode: secondary, snodes: [primary], status: 'running' });
    expect(await seed.opcode('POST', nonePath('/migrate'))).toMatchObject({
      OP_ID: 'OP_NODE_MIGRATE',
      node_name: 'none.example.com',
    });
  },
  'S-173': async (seed) => {
    const { mode, live } = await seed.opcode('POST', nonePath('/migrate'));
    // Neither is chosen by the server: the hypervisor's parameter decides.
    expect([mode ?? null, live ?? null]).toEqual([null, null]);
  },
  'S-174': async (seed) => {
    const how = async (query: string): Promise<unknown> => {
      const { mode, live } = await seed.opcode('POST', nonePath(`/migrate?${query}`));
      return live ?? { live: true, 'non-live': false }[String(mode)];
    };
    expect([await how('live=1'), await how('live=0')]).toEqual([true, false]);
    expect(await seed.status('POST', nonePath('/migrate?live=yes'))).toBe(400);
    expect(await seed.status('POST', nonePath('/migrate?live=1&mode=live'))).toBe(400);
  },
  'S-175': async (seed) => {
    for (const mode of ['live', 'non-live'])
      expect(await seed.opcode('POST', nonePath(`/migrate?mode=${mode}`))).toMatchObject({ mode });
    expect(await seed.status('POST', nonePath('/migrate?mode=zzz'))).toBe(400);
  },

  'S-176': (seed) => seed.expectMethods(nodePath(seed, '/role'), ['GET', 'PUT']),
  'S-177': async (seed) => {
    const roles = ['drained', 'master', 'master-candidate', 'offline', 'regular'];
    for (const node of seed.cluster.nodes) expect(roles).toContain(await seed.get(`/2/nodes/${node}/role`));
    for (const role of roles.filter((each) => each !== 'master'))
      expect(await seed.status('PUT', nonePath('/role'), role)).toBe(200);
    for (const role of ['zzz', 'Offline', 1, ['offline']])
      expect(await seed.status('PUT', nonePath('/role'), role)).toBe(400);
  },
  'S-178': async (seed) => {
    const { text } = await seed.ask('GET', nodePath(seed, '/role'));
    expect(text).toMatch(/^"(master-candidate|regular)"\n?$/);
  },
  'S-179': async (seed) => {
    expect(await seed.opcode('PUT', nonePath('/role'), 'drained')).toMatchObject({
      OP_ID: 'OP_NODE_SET_PARAMS',
      drained: true,
    });
    const before = (await seed.get(nodePath(seed, '/role'))) as string;
    if (!(await seed.done('PUT', nodePath(seed, '/role?force=1'), 'drained'))) return;
    expect(await seed.get(nodePath(seed, '/role'))).toBe('drained');
    await seed.job('PUT', nodePath(seed, '/role?force=1'), before);
    expect(await seed.get(nodePath(seed, '/role'))).toBe(before);
  },
  'S-180': async (seed) => {
    for (const force of [0, 1])
      expect(await seed.opcode('PUT', nonePath(`/role?force=${force}`), 'regular')).toMatchObject({
        force: force === 1,
      });
    expect(await seed.status('PUT', nonePath('/role?force=yes'), 'regular')).toBe(400);
  },

  'S-181': async (seed) => {
    await seed.expectMethods(nodePath(seed, '/storage'), ['GET']);
    const query = '/storage?storage_type=lvm-vg&output_fields=name,size,free';
    expect(await seed.opcode('GET', nonePath(query))).toMatchObject({
      OP_ID: 'OP_NODE_QUERY_STORAGE',
      nodes: ['none.example.com'],
    });
    const job = await seed.finished('GET', nodePath(seed, query));
    if (job.status === 'success') expect(job.opresult[0]).toEqual([['xenvg', expect.anything(), expect.anything()]]);
    else await seed.done('GET', nodePath(seed, query));
  },
  'S-182': async (seed) => {
    const list = (type: string) => nonePath(`/storage?storage_type=${type}&output_fields=name`);
    for (const type of ['file', 'lvm-pv', 'lvm-vg'])
      expect(await seed.opcode('GET', list(type))).toMatchObject({ storage_type: type });
    expect(await seed.status('GET', list('zzz'))).toBe(400);
    expect(await seed.status('GET', nonePath('/storage?output_fields=name'))).toBe(400);
  },
  'S-183': async (seed) => {
    const list = nonePath('/storage?storage_type=lvm-vg');
    expect(await seed.status('GET', list)).toBe(400);
    expect(await seed.opcode('GET', `${list}&output_fields=name,size`)).toMatchObject({
      output_fields: ['name', 'size'],
    });
    expect((await seed.reader.request('GET', `${list}&output_fields=name`)).status).toBe(403);
  },
  'S-184': async (seed) => {
    const modify = nonePath('/storage/modify');
    await seed.expectMethods(modify, ['PUT']);
    const full = `${modify}?storage_type=lvm-pv&name=sda1`;
    for (const [given, wanted] of [
      [0, false],
      [1, true],
    ]) {
      expect(await seed.opcode('PUT', `${full}&allocatable=${String(given)}`)).toMatchObject({
        OP_ID: 'OP_NODE_MODIFY_STORAGE',
        storage_type: 'lvm-pv',
        name: 'sda1',
        changes: { allocatable: wanted },
      });
    }
    expect(await seed.opcode('PUT', full)).toMatchObject({ changes: {} });
    expect(await seed.status('PUT', `${modify}?storage_type=lvm-pv`)).toBe(400);
    expect(await seed.status('PUT', `${modify}?name=sda1`)).toBe(400);
  },
  'S-185': async (seed) => {
    const repair = nonePath('/storage/repair');
    await seed.expectMethods(repair, ['PUT']);
    expect(await seed.opcode('PUT', `${repair}?storage_type=lvm-vg&name=xenvg`)).toMatchObject({
      OP_ID: 'OP_REPAIR_NODE_STORAGE',
      storage_type: 'lvm-vg',
      name: 'xenvg',
    });
    expect(await seed.status('PUT', `${repair}?storage_type=lvm-vg`)).toBe(400);
    expect(await seed.status('PUT', `${repair}?name=xenvg`)).toBe(400);
    // Other kinds cannot be repaired.
    const job = await seed.finished('PUT', nodePath(seed, '/storage/repair?storage_type=file&name=x'));
    expect(job.status).toBe('error');
  },

  'S-186': async (seed) => {
    await seed.expectMethods(nodePath(seed, '/tags'), ['GET', 'PUT', 'DELETE']);
    const tag = `contract-${seed.tag}`;
    await seed.job('PUT', nodePath(seed, '/tags'), [tag]);
    expect(await seed.get(nodePath(seed, '/tags'))).toContain(tag);
    await seed.job('DELETE', nodePath(seed, `/tags?tag=${tag}`));
    expect(await seed.get(nodePath(seed, '/tags'))).not.toContain(tag);
  },
  'S-187': async (seed) => {
    const tags = (await seed.get(nodePath(seed, '/tags'))) as unknown[];
    expect(tags.every((tag) => typeof tag === 'string')).toBe(true);
  },
  'S-188': (seed) => tagsArePut(seed, nodePath(seed, '/tags')),
  'S-189': (seed) => tagsAreDeleted(seed, nodePath(seed, '/tags')),
};
