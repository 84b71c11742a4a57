/** S-081 to S-093: the list of instances, and creating them. */
import type { Area, Row } from '../seed';
import { exists, mirrorPath, row } from './shared';

/** What the instance row has at least, and what is a list in it. */
const wantedFields = [
  'status',
  'disk_usage',
  'nic.bridges',
  'name',
  'tags',
  'beparams',
  'disk.sizes',
  'pnode',
  'nic.macs',
  'snodes',
  'disk_template',
  'admin_state',
  'os',
  'oper_state',
];

const lists = ['nic.bridges', 'nic.macs', 'disk.sizes', 'snodes', 'tags'];

export const instancesCollection: Area = {
  'S-081': (seed) => seed.expectMethods('/2/instances', ['GET', 'POST']),
  'S-082': async (seed) => {
    const list = (await seed.get('/2/instances')) as Row[];
    const mine = list.find((each) => [each['id'], each['name']].includes(seed.mirror));
    expect(mine?.['uri']).toBe(mirrorPath(seed));
    expect(await seed.status('GET', String(mine?.['uri']))).toBe(200);
  },
  'S-083': async (seed) => {
    const rows = (await seed.get('/2/instances?bulk=1')) as Row[];
    expect(rows.find((each) => each['name'] === seed.mirror)).toMatchObject({
      pnode: seed.cluster.nodes[1],
      disk_template: 'drbd',
    });
  },
  'S-084': async (seed) => {
    for (const each of (await seed.get('/2/instances?bulk=1')) as Row[])
      expect(Object.keys(each)).toEqual(expect.arrayContaining(wantedFields));
  },
  'S-085': async (seed) => {
    const mirror = await row(seed, seed.mirror);
    for (const name of lists) expect(mirror[name]).toBeInstanceOf(Array);
    expect(mirror).toMatchObject({ 'disk.sizes': [128], snodes: [seed.cluster.nodes[2]] });
  },
  'S-086': async (seed) => {
    const name = await seed.instance();
    expect(await row(seed, name)).toMatchObject({ admin_state: true, oper_state: true });
    await seed.job('PUT', `/2/instances/${name}/shutdown`);
    expect(await row(seed, name)).toMatchObject({ admin_state: false, oper_state: false });
  },
  'S-087': async (seed) => {
    const name = seed.fresh('create');
    await seed.job('POST', '/2/instances?dry-run=1', seed.create(name));
    expect(await exists(seed, name)).toBe(false);
    await seed.job('POST', '/2/instances', seed.create(name));
    expect(await exists(seed, name)).toBe(true);
  },
  'S-088': async (seed) => {
    const body = seed.create(seed.fresh('nodes'), { disk_template: 'drbd', disks: [{ size: 64 }] });
    const dry = await seed.job('POST', '/2/instances?dry-run=1', body);
    expect(dry.opresult[0]).toEqual([expect.stringMatching(/^node/), expect.stringMatching(/^node/)]);
    const real = await seed.job('POST', '/2/instances', body);
    const { pnode, snodes } = await row(seed, body['instance_name'] as string);
    expect(real.opresult[0]).toEqual([pnode, ...(snodes as string[])]);
    await seed.job('DELETE', `/2/instances/${body['instance_name']}`);
  },
  'S-089': async (seed) => {
    const id = await seed.submit('POST', '/2/instances?dry-run=1', seed.create(seed.fresh('poll')));
    expect(await seed.get(`/2/jobs/${id}`)).toMatchObject({ id, status: expect.any(String) });
  },
  'S-090': async (seed) => {
    for (const version of [undefined, 0, 2, 'x']) {
      expect(
        await seed.status('POST', '/2/instances', seed.create(seed.fresh('version'), { __version__: version })),
      ).toBe(400);
    }
    await seed.job('POST', '/2/instances?dry-run=1', seed.create(seed.fresh('version')));
  },
  'S-091': async (seed) => {
    // It is deprecated: whoever still uses it is told so, and nothing happens.
    const name = seed.fresh('version');
    const answer = await seed.ask('POST', '/2/instances', { name, os: 'noop', disks: [], disk_template: 'diskless' });
    expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(/version/i)]);
    expect(await exists(seed, name)).toBe(false);
  },
  'S-092': async (seed) => {
    const own = {
      force_variant: true,
      wait_for_sync: false,
      name_check: false,
      hvparams: {},
      hypervisor: 'fake',
      iallocator: 'hail',
      identify_defaults: false,
      ip_check: false,
      no_install: false,
      osparams: {},
      source_shutdown_timeout: 60,
      start: false,
    };
    const body = seed.create(seed.fresh('params'), own);
    const { __version__: _version, ...wanted } = body;
    expect(await seed.opcode('POST', '/2/instances?dry-run=1', body)).toMatchObject({
      OP_ID: 'OP_INSTANCE_CREATE',
      ...wanted,
    });
    expect(await seed.status('POST', '/2/instances?dry-run=1', { ...body, zzz: 1 })).toBe(400);
  },
  'S-093': async (seed) => {
    const { instance_name: name, os_type: os, ...rest } = seed.create(seed.fresh('alias'));
    const body = { ...rest, name: name as string, os: os as string };
    expect(await seed.opcode('POST', '/2/instances?dry-run=1', body)).toMatchObject({
      instance_name: name,
      os_type: os,
    });
    expect(await seed.status('POST', '/2/instances', { ...body, instance_name: name as string })).toBe(400);
    expect(await seed.status('POST', '/2/instances', { ...body, os_type: os as string })).toBe(400);
  },
};
