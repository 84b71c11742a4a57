/** S-081 to S-137: instances. */
import { operations } from '@ganeti/testkit';
import { tagsAreDeleted, tagsArePut } from './cluster';
import type { Area, Row, Seed } from './seed';

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

const mirrorPath = (seed: Seed, what = ''): string => `/2/instances/${seed.mirror}${what}`;
/** For what must not happen to anything: the opcode is what counts. */
const nonePath = (what: string): string => `/2/instances/none.example.com${what}`;

const exists = async (seed: Seed, name: string): Promise<boolean> =>
  (await seed.status('GET', `/2/instances/${name}`)) === 200;
const row = async (seed: Seed, name: string): Promise<Row> => (await seed.get(`/2/instances/${name}`)) as Row;

/** Operations of the simulated hypervisor that concern an instance, on all nodes. */
const happened = ({ cluster }: Seed, name: string): string[] =>
  cluster.nodes.flatMap((node) =>
    operations(cluster.dir, node)
      .filter(({ object }) => object.includes(name))
      .map(({ op }) => op),
  );

/** What a reboot of this type made the hypervisor do. */
async function rebooted(seed: Seed, type: string): Promise<string[]> {
  const name = await seed.instance();
  const before = happened(seed, name).length;
  await seed.job('POST', `/2/instances/${name}/reboot?type=${type}`);
  expect(await row(seed, name)).toMatchObject({ status: 'running' });
  return happened(seed, name).slice(before);
}

export const instances: Area = {
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
  'S-094': (seed) => seed.expectMethods(mirrorPath(seed), ['GET', 'DELETE']),
  'S-095': async (seed) => {
    const rows = (await seed.get('/2/instances?bulk=1')) as Row[];
    expect(await row(seed, seed.mirror)).toEqual(rows.find((each) => each['name'] === seed.mirror));
  },
  'S-096': async (seed) => {
    const name = await seed.instance();
    await seed.job('DELETE', `/2/instances/${name}?dry-run=1`);
    expect(await exists(seed, name)).toBe(true);
    await seed.job('DELETE', `/2/instances/${name}`);
    expect(await exists(seed, name)).toBe(false);
  },
  'S-097': async (seed) => {
    await seed.expectMethods(mirrorPath(seed, '/info'), ['GET']);
    const { opresult } = await seed.job('GET', mirrorPath(seed, '/info'));
    expect((opresult[0] as Row)[seed.mirror]).toMatchObject({
      name: seed.mirror,
      pnode: seed.cluster.nodes[1],
      run_state: 'up',
    });
  },
  'S-098': async (seed) => {
    const { opresult } = await seed.job('GET', mirrorPath(seed, '/info?static=1'));
    expect((opresult[0] as Row)[seed.mirror]).toMatchObject({ name: seed.mirror, run_state: null });
    expect(await seed.opcode('GET', mirrorPath(seed, '/info'))).toMatchObject({ static: false });
  },
  'S-099': async (seed) => expect((await seed.job('GET', mirrorPath(seed, '/info'))).status).toBe('success'),

  'S-100': async (seed) => {
    await seed.expectMethods(mirrorPath(seed, '/reboot'), ['POST']);
    await seed.job('POST', mirrorPath(seed, '/reboot'));
    expect(await row(seed, seed.mirror)).toMatchObject({ status: 'running' });
  },
  'S-101': async (seed) => {
    for (const type of ['soft', 'hard', 'full']) {
      expect(await seed.opcode('POST', nonePath(`/reboot?type=${type}`))).toMatchObject({
        OP_ID: 'OP_INSTANCE_REBOOT',
        reboot_type: type,
      });
    }
    expect(await seed.opcode('POST', nonePath('/reboot'))).toMatchObject({ reboot_type: 'hard' });
    expect(await seed.status('POST', nonePath('/reboot?type=zzz'))).toBe(400);
  },
  'S-102': async (seed) => expect(await rebooted(seed, 'soft')).toEqual(['hypervisor.reboot-soft']),
  'S-103': async (seed) => expect(await rebooted(seed, 'hard')).toEqual(['hypervisor.reboot-hard']),
  'S-104': async (seed) => expect(await rebooted(seed, 'full')).toEqual(['hypervisor.stop', 'hypervisor.start']),
  'S-105': async (seed) => {
    for (const given of [0, 1]) {
      expect(await seed.opcode('POST', nonePath(`/reboot?ignore_secondaries=${given}`))).toMatchObject({
        ignore_secondaries: given === 1,
      });
    }
    // With failing secondary disks it starts all the same.
    await withSecondaryFailing(seed, async (name) => {
      expect((await seed.finished('POST', `/2/instances/${name}/reboot?type=full`)).status).toBe('error');
      await seed.job('POST', `/2/instances/${name}/reboot?type=full&ignore_secondaries=1`);
      expect(await row(seed, name)).toMatchObject({ status: 'running' });
    });
  },
  'S-106': async (seed) => {
    const name = await seed.instance();
    const before = happened(seed, name);
    await seed.job('POST', `/2/instances/${name}/reboot?dry-run=1`);
    expect(happened(seed, name)).toEqual(before);
  },
  'S-107': async (seed) => {
    const name = await seed.instance();
    await seed.expectMethods(`/2/instances/${name}/shutdown`, ['PUT']);
    await seed.job('PUT', `/2/instances/${name}/shutdown?dry-run=1`);
    expect(await row(seed, name)).toMatchObject({ status: 'running' });
    await seed.job('PUT', `/2/instances/${name}/shutdown`);
    expect(await row(seed, name)).toMatchObject({ status: 'ADMIN_down' });
  },
  'S-108': async (seed) => {
    const name = await seed.instance({ start: false });
    await seed.expectMethods(`/2/instances/${name}/startup`, ['PUT']);
    await seed.job('PUT', `/2/instances/${name}/startup`);
    expect(await row(seed, name)).toMatchObject({ status: 'running' });
  },
  'S-109': async (seed) => {
    expect(await seed.opcode('PUT', nonePath('/startup?force=1'))).toMatchObject({
      OP_ID: 'OP_INSTANCE_STARTUP',
      force: true,
    });
    expect(await seed.opcode('PUT', nonePath('/startup?force=0'))).toMatchObject({ force: false });
    await withSecondaryFailing(seed, async (name) => {
      await seed.job('PUT', `/2/instances/${name}/shutdown`);
      expect((await seed.finished('PUT', `/2/instances/${name}/startup`)).status).toBe('error');
      await seed.job('PUT', `/2/instances/${name}/startup?force=1`);
      expect(await row(seed, name)).toMatchObject({ status: 'running' });
    });
  },
  'S-110': async (seed) => {
    const name = await seed.instance({ start: false });
    await seed.job('PUT', `/2/instances/${name}/startup?dry-run=1`);
    expect(await row(seed, name)).toMatchObject({ status: 'ADMIN_down' });
  },

  'S-111': async (seed) => {
    const name = await seed.instance();
    await seed.expectMethods(`/2/instances/${name}/reinstall`, ['POST']);
    const ops = await seed.opcodes('POST', nonePath('/reinstall'), { os: 'noop' });
    expect(ops.map((op) => op['OP_ID'])).toEqual([
      'OP_INSTANCE_SHUTDOWN',
      'OP_INSTANCE_REINSTALL',
      'OP_INSTANCE_STARTUP',
    ]);
    const withDisk = await seed.instance({ disk_template: 'plain', disks: [{ size: 64 }] });
    if (await seed.done('POST', `/2/instances/${withDisk}/reinstall`, { os: 'noop' })) {
      expect(await row(seed, withDisk)).toMatchObject({ os: 'noop', status: 'running' });
    }
  },
  'S-112': async (seed) => {
    const ops = await seed.opcodes('POST', nonePath('/reinstall'), { os: 'noop' });
    expect(ops[1]).toMatchObject({ instance_name: 'none.example.com', os_type: 'noop' });
    expect(await seed.status('POST', nonePath('/reinstall'), { os: 1 })).toBe(400);
    expect(await seed.status('POST', nonePath('/reinstall'), {})).toBe(400);
    expect(await seed.status('POST', nonePath('/reinstall'))).toBe(400);
  },
  'S-113': async (seed) => {
    const started = async (more: Row): Promise<boolean> =>
      (await seed.opcodes('POST', nonePath('/reinstall'), { os: 'noop', ...more })).some(
        (op) => op['OP_ID'] === 'OP_INSTANCE_STARTUP',
      );
    expect([await started({}), await started({ start: true }), await started({ start: false })]).toEqual([
      true,
      true,
      false,
    ]);
    expect(await seed.status('POST', nonePath('/reinstall'), { os: 'noop', start: 'yes' })).toBe(400);
  },
  'S-114': async (seed) => {
    const [, install] = await seed.opcodes('POST', nonePath('/reinstall'), { os: 'noop', osparams: { dhcp: 'yes' } });
    expect(install).toMatchObject({ osparams: { dhcp: 'yes' } });
    expect(await seed.status('POST', nonePath('/reinstall'), { os: 'noop', osparams: 'dhcp' })).toBe(400);
  },
  'S-115': async (seed) => {
    const ids = async (query: string): Promise<unknown[]> =>
      (await seed.opcodes('POST', nonePath(`/reinstall?${query}`))).map((op) => [op['OP_ID'], op['os_type']]);
    const first = [
      ['OP_INSTANCE_SHUTDOWN', undefined],
      ['OP_INSTANCE_REINSTALL', 'noop'],
    ];
    expect(await ids('os=noop&nostartup=1')).toEqual(first);
    expect(await ids('os=noop')).toEqual([...first, ['OP_INSTANCE_STARTUP', undefined]]);
    expect(await seed.status('POST', nonePath('/reinstall?os=noop'), { os: 'noop' })).toBe(400);
  },

  'S-116': async (seed) => {
    await seed.expectMethods(mirrorPath(seed, '/replace-disks'), ['POST']);
    const before = await row(seed, seed.mirror);
    await seed.job('POST', mirrorPath(seed, '/replace-disks'), { mode: 'replace_on_secondary' });
    expect(await row(seed, seed.mirror)).toMatchObject({
      pnode: before['pnode'],
      snodes: before['snodes'],
      status: 'running',
    });
  },
  'S-117': async (seed) => {
    const replace = nonePath('/replace-disks');
    for (const mode of ['replace_on_primary', 'replace_on_secondary', 'replace_new_secondary', 'replace_auto']) {
      const remote = mode === 'replace_new_secondary' ? { remote_node: 'node1.example.com' } : {};
      expect(await seed.opcode('POST', replace, { mode, ...remote })).toMatchObject({
        OP_ID: 'OP_INSTANCE_REPLACE_DISKS',
        mode,
      });
      expect(await seed.opcode('POST', `${replace}?mode=${mode}`)).toMatchObject({ mode });
    }
    expect(await seed.status('POST', replace, { mode: 'zzz' })).toBe(400);
    expect(await seed.status('POST', replace, {})).toBe(400);
    expect(await seed.status('POST', replace)).toBe(400);
  },
  'S-118': async (seed) => {
    const replace = nonePath('/replace-disks');
    expect(await seed.opcode('POST', `${replace}?mode=replace_on_primary&disks=0,2`)).toMatchObject({ disks: [0, 2] });
    expect(await seed.opcode('POST', replace, { mode: 'replace_on_primary', disks: '0,2' })).toMatchObject({
      disks: [0, 2],
    });
    expect(await seed.opcode('POST', replace, { mode: 'replace_on_primary', disks: [0, 2] })).toMatchObject({
      disks: [0, 2],
    });
    expect(await seed.status('POST', replace, { mode: 'replace_on_primary', disks: '0,x' })).toBe(400);
  },
  'S-119': async (seed) => {
    const replace = mirrorPath(seed, '/replace-disks');
    const query = '?mode=replace_new_secondary';
    expect(await seed.opcode('POST', nonePath(`/replace-disks${query}&remote_node=node1.example.com`))).toMatchObject({
      remote_node: 'node1.example.com',
    });
    expect(await seed.opcode('POST', nonePath(`/replace-disks${query}&iallocator=hail`))).toMatchObject({
      iallocator: 'hail',
    });
    const { status, opresult } = await seed.finished(
      'POST',
      `${replace}${query}&remote_node=node1.example.com&iallocator=hail`,
    );
    expect([status, opresult[0]]).toEqual(['error', ['OpPrereqError', [expect.any(String), 'wrong_input']]]);
    const [home = ''] = (await row(seed, seed.mirror))['snodes'] as string[];
    await seed.job('POST', `${replace}${query}&remote_node=node1.example.com`);
    expect(await row(seed, seed.mirror)).toMatchObject({ snodes: ['node1.example.com'] });
    await seed.job('POST', `${replace}${query}&remote_node=${home}`);
  },
  'S-120': async (seed) => {
    const job = await seed.job('POST', mirrorPath(seed, '/replace-disks?mode=replace_auto'));
    // Nothing is broken, which is what it finds out.
    expect(JSON.stringify(job.oplog)).toContain('nothing to replace');
  },

  'S-121': async (seed) => {
    const name = await seed.instance({ start: false, disk_template: 'plain', disks: [{ size: 64 }] });
    await seed.expectMethods(`/2/instances/${name}/activate-disks`, ['PUT']);
    const { opresult } = await seed.job('PUT', `/2/instances/${name}/activate-disks`);
    expect(opresult[0]).toEqual([[(await row(seed, name))['pnode'], 'disk/0', expect.stringContaining('/')]]);
  },
  'S-122': async (seed) => {
    expect(await seed.opcode('PUT', nonePath('/activate-disks?ignore_size=1'))).toMatchObject({
      OP_ID: 'OP_INSTANCE_ACTIVATE_DISKS',
      ignore_size: true,
    });
    expect(await seed.opcode('PUT', nonePath('/activate-disks'))).toMatchObject({ ignore_size: false });
    expect(await seed.status('PUT', nonePath('/activate-disks?ignore_size=yes'))).toBe(400);
  },
  'S-123': async (seed) => {
    const name = await seed.instance({ start: false, disk_template: 'plain', disks: [{ size: 64 }] });
    await seed.expectMethods(`/2/instances/${name}/deactivate-disks`, ['PUT']);
    await seed.job('PUT', `/2/instances/${name}/activate-disks`);
    await seed.job('PUT', `/2/instances/${name}/deactivate-disks`);
    expect(await row(seed, name)).toMatchObject({ status: 'ADMIN_down' });
  },
  'S-124': async (seed) => {
    const name = await seed.instance({ disk_template: 'plain', disks: [{ size: 64 }, { size: 64 }] });
    await seed.expectMethods(`/2/instances/${name}/disk/1/grow`, ['POST']);
    await seed.job('POST', `/2/instances/${name}/disk/1/grow`, { amount: 32 });
    expect(await row(seed, name)).toMatchObject({ 'disk.sizes': [64, 96] });
    expect(await seed.status('POST', `/2/instances/${name}/disk/x/grow`, { amount: 1 })).toBe(404);
  },
  'S-125': async (seed) => {
    const grow = nonePath('/disk/3/grow');
    expect(await seed.opcode('POST', grow, { amount: 8, wait_for_sync: false })).toMatchObject({
      OP_ID: 'OP_INSTANCE_GROW_DISK',
      disk: 3,
      amount: 8,
      wait_for_sync: false,
    });
    for (const more of [{ disk: 1 }, { instance_name: 'x' }, { zzz: 1 }])
      expect(await seed.status('POST', grow, { amount: 8, ...more })).toBe(400);
    expect(await seed.status('POST', grow, {})).toBe(400);
  },

  'S-126': async (seed) => {
    await seed.expectMethods(mirrorPath(seed, '/prepare-export'), ['PUT']);
    for (const mode of ['local', 'remote']) {
      expect(await seed.opcode('PUT', nonePath(`/prepare-export?mode=${mode}`))).toMatchObject({
        OP_ID: 'OP_BACKUP_PREPARE',
        mode,
      });
    }
    expect(await seed.status('PUT', nonePath('/prepare-export'))).toBe(400);
    await seed.done('PUT', mirrorPath(seed, '/prepare-export?mode=local'));
  },
  'S-127': async (seed) => {
    await seed.expectMethods(
      mirrorPath(seed, '/export'),
      seed.mode === 'today' ? ['PUT', 'DELETE'] : await seed.methods(mirrorPath(seed, '/export')),
    );
    expect(await seed.opcode('PUT', nonePath('/export'), { destination: 'node1.example.com' })).toMatchObject({
      OP_ID: 'OP_BACKUP_EXPORT',
    });
    const name = await seed.instance({ disk_template: 'plain', disks: [{ size: 64 }] });
    if (await seed.done('PUT', `/2/instances/${name}/export`, { destination: 'node1.example.com' })) {
      expect(await row(seed, name)).toMatchObject({ status: 'running' });
    }
  },
  'S-128': async (seed) => {
    const body = {
      shutdown_timeout: 30,
      target_node: 'node1.example.com',
      shutdown: true,
      remove_instance: false,
      ignore_remove_failures: false,
      mode: 'local',
    };
    expect(await seed.opcode('PUT', nonePath('/export'), body)).toMatchObject(body);
    for (const more of [{ instance_name: 'x' }, { zzz: 1 }])
      expect(await seed.status('PUT', nonePath('/export'), { ...body, ...more })).toBe(400);
  },
  'S-129': async (seed) => {
    expect(await seed.opcode('PUT', nonePath('/export'), { destination: 'node1.example.com' })).toMatchObject({
      target_node: 'node1.example.com',
    });
    expect(await seed.status('PUT', nonePath('/export'), { destination: 'a', target_node: 'a' })).toBe(400);
  },
  'S-130': async (seed) => {
    await seed.expectMethods(mirrorPath(seed, '/migrate'), ['PUT']);
    const { pnode, snodes } = await row(seed, seed.mirror);
    await seed.job('PUT', mirrorPath(seed, '/migrate'), {});
    expect(await row(seed, seed.mirror)).toMatchObject({
      pnode: (snodes as string[])[0],
      snodes: [pnode],
      status: 'running',
    });
    await seed.job('PUT', mirrorPath(seed, '/migrate'), {});
  },
  'S-131': async (seed) => {
    const body = { mode: 'non-live', cleanup: false };
    expect(await seed.opcode('PUT', nonePath('/migrate'), body)).toMatchObject({
      OP_ID: 'OP_INSTANCE_MIGRATE',
      instance_name: 'none.example.com',
      ...body,
    });
    expect(await seed.opcode('PUT', nonePath('/migrate'), { live: true })).toMatchObject({ live: true });
    for (const more of [{ instance_name: 'x' }, { zzz: 1 }])
      expect(await seed.status('PUT', nonePath('/migrate'), { ...body, ...more })).toBe(400);
  },
  'S-132': async (seed) => {
    const name = await seed.instance({ start: false });
    await seed.expectMethods(`/2/instances/${name}/rename`, ['PUT']);
    const body = { new_name: seed.fresh('renamed'), name_check: false, ip_check: false };
    expect(await seed.opcode('PUT', nonePath('/rename'), body)).toMatchObject({ OP_ID: 'OP_INSTANCE_RENAME', ...body });
    for (const more of [{ instance_name: 'x' }, { zzz: 1 }])
      expect(await seed.status('PUT', nonePath('/rename'), { ...body, ...more })).toBe(400);
    await seed.job('PUT', `/2/instances/${name}/rename`, body);
    expect([await exists(seed, name), await exists(seed, body.new_name)]).toEqual([false, true]);
  },
  'S-133': async (seed) => {
    const name = await seed.instance();
    const modify = `/2/instances/${name}/modify`;
    await seed.expectMethods(modify, ['PUT']);
    const body = {
      force: false,
      force_variant: false,
      nics: [],
      disks: [],
      beparams: { vcpus: 2 },
      hvparams: {},
      disk_template: null,
      remote_node: null,
      os_name: null,
      osparams: {},
    };
    expect(await seed.opcode('PUT', nonePath('/modify'), body)).toMatchObject({
      OP_ID: 'OP_INSTANCE_SET_PARAMS',
      beparams: { vcpus: 2 },
    });
    for (const more of [{ instance_name: 'x' }, { zzz: 1 }])
      expect(await seed.status('PUT', modify, { ...body, ...more })).toBe(400);
    await seed.job('PUT', modify, body);
    expect((await row(seed, name))['beparams']).toMatchObject({ vcpus: 2 });
  },
  'S-134': (seed) => seed.expectMethods(mirrorPath(seed, '/tags'), ['GET', 'PUT', 'DELETE']),
  'S-135': async (seed) => {
    const tag = `shown-${seed.tag}`;
    await seed.job('PUT', mirrorPath(seed, '/tags'), [tag]);
    const tags = (await seed.get(mirrorPath(seed, '/tags'))) as unknown[];
    expect(tags).toContain(tag);
    expect(tags.every((each) => typeof each === 'string')).toBe(true);
  },
  'S-136': (seed) => tagsArePut(seed, mirrorPath(seed, '/tags')),
  'S-137': (seed) => tagsAreDeleted(seed, mirrorPath(seed, '/tags')),
};

/** A new mirrored, running instance whose secondary disks cannot be assembled meanwhile. */
async function withSecondaryFailing(seed: Seed, check: (name: string) => Promise<void>): Promise<void> {
  const [pnode, , snode = ''] = seed.cluster.nodes;
  const name = await seed.instance({ disk_template: 'drbd', disks: [{ size: 64 }], pnode, snode });
  const heal = seed.fault(snode, 'Blocks.Assemble');
  await check(name).finally(heal);
  await seed.job('DELETE', `/2/instances/${name}`);
}
