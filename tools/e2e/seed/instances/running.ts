/** S-100 to S-115: reboot, shutdown, start and reinstallation. */
import type { Area, Row, Seed } from '../seed';
import { happened, mirrorPath, nonePath, row } from './shared';

/** What a reboot of this type made the hypervisor do. */
async function rebooted(seed: Seed, type: string): Promise<string[]> {
  const name = await seed.instance();
  const before = happened(seed, name).length;
  await seed.job('POST', `/2/instances/${name}/reboot?type=${type}`);
  expect(await row(seed, name)).toMatchObject({ status: 'running' });
  return happened(seed, name).slice(before);
}

/** A new mirrored, running instance whose secondary disks cannot be assembled meanwhile. */
async function withSecondaryFailing(seed: Seed, check: (name: string) => Promise<void>): Promise<void> {
  const [pnode, , snode = ''] = seed.cluster.nodes;
  const name = await seed.instance({ disk_template: 'drbd', disks: [{ size: 64 }], pnode, snode });
  const heal = seed.fault(snode, 'Blocks.Assemble');
  await check(name).finally(heal);
  await seed.job('DELETE', `/2/instances/${name}`);
}

export const instancesRunning: Area = {
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
};
