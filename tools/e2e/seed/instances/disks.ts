/** S-116 to S-125: disks. */
import type { Area } from '../seed';
import { mirrorPath, nonePath, row } from './shared';

export const instancesDisks: Area = {
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
};
