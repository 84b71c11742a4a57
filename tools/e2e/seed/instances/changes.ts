/** S-126 to S-137: export, migration, renaming, changes and tags. */
import { tagsAreDeleted, tagsArePut } from '../cluster';
import type { Area } from '../seed';
import { exists, mirrorPath, nonePath, row } from './shared';

export const instancesChanges: Area = {
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
