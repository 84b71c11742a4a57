/** Exports to a node of the cluster, through the real queue and real connections between nodes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { creation, diskBytes, failEachStep, n1, n2, n3, uuidOf, worldPerTest } from '@ganeti/testkit';
import { parseIni } from './ini';

const web = 'web1.example.com';

describe('exports', () => {
  const world = worldPerTest();
  const { op, good, failure } = world;
  const bytes = diskBytes(() => world);

  const create = (more: object = {}): Promise<unknown> =>
    good(op('INSTANCE_CREATE', creation(web, { disk_template: 'plain', disks: [{ size: 8 }, { size: 4, name: 'data' }], nics: [{}], beparams: { memory: 128 }, pnode: n1, osparams: { mark: 'system' }, tags: ['blue'], ...more })));
  const doExport = (more: object = {}) => op('BACKUP_EXPORT', { instance_name: web, target_node: n2, ...more });
  const place = (node: string, ...rest: string[]): string => join(world.nodes.paths(node).exports, web, ...rest);
  const description = (node: string) => parseIni(readFileSync(place(node, 'config.ini'), 'utf8'));
  const dump = (node: string, index: number, mib = 0): string => {
    const file = description(node).get('instance')?.get(`disk${index}_dump`) ?? '';
    return readFileSync(place(node, file)).subarray(mib << 20, (mib << 20) + 64).toString('latin1').replace(/\0+$/, '');
  };
  const running = async (): Promise<boolean> => (await world.nodes.state()).some((line) => line.includes(` guest ${web} running`));
  const volumes = async (): Promise<string[]> => (await world.nodes.state()).filter((line) => line.includes(' volume '));

  it.each([
    ['plain', { pnode: n1 }],
    ['drbd', { pnode: n1, snode: n3 }],
  ])('of a running instance (%s) read snapshots while it runs again', async (disk_template, nodes) => {
    await create({ disk_template, ...nodes });
    await bytes.write(web, 1, 'data', 3);
    const before = await volumes();
    const { result, log } = await good(doExport({ compress: 'gzip' }));
    expect(result).toEqual([true, [true, true]]);
    const at = (text: string): number => log.findIndex((line) => line.includes(text));
    expect(at('Shutting down instance')).toBeLessThan(at('snapshot of disk 1'));
    expect(at('snapshot of disk 1')).toBeLessThan(at('Starting instance'));
    expect(at('Starting instance')).toBeLessThan(at('copying disk 0'));
    expect(log.some((line) => /^disk 1: done, 4 MiB in/.test(line))).toBe(true);
    expect([dump(n2, 0), dump(n2, 1, 3)]).toEqual(['system', 'data']);
    expect(await running()).toBe(true);
    expect(await volumes()).toEqual(before);
    expect(await world.remains()).toEqual([]);
  });

  it('say in config.ini what the instance was, in the form Ganeti writes', async () => {
    await create();
    await good(doExport());
    const ini = description(n2);
    expect([...ini.keys()]).toEqual(['export', 'instance', 'hypervisor', 'backend', 'os', 'os_private']);
    expect(Object.fromEntries(ini.get('export') ?? [])).toMatchObject({ version: '0', source: n1, os: 'noop', compression: 'none', dump_format: 'script', timestamp: expect.stringMatching(/^\d+$/) });
    expect(Object.fromEntries(ini.get('instance') ?? [])).toMatchObject({
      name: web, maxmem: '128', minmem: '128', memory: '128', vcpus: '1', disk_template: 'plain', hypervisor: expect.any(String), tags: 'blue',
      nic_count: '1', nic0_mac: expect.stringMatching(/^aa:00:00:/), nic0_ip: 'None', nic0_network: 'None', nic0_mode: 'None',
      disk_count: '2', disk0_ivname: 'disk/0', disk0_size: '8', disk0_name: 'None', disk1_name: 'data', disk1_size: '4',
    });
    expect(ini.get('os')?.get('mark')).toBe('system');
    expect(ini.get('backend')?.get('always_failover')).toBe('False');
    expect(readdirSync(place(n2)).length).toBe(3);
  });

  it('of a stopped instance leave it stopped, its disks inactive', async () => {
    await create({ start: false });
    await good(op('INSTANCE_SHUTDOWN', { instance_name: web }));
    const before = world.config.view.instance(web);
    await good(doExport());
    expect(dump(n2, 0)).toBe('system');
    expect(await running()).toBe(false);
    expect(world.config.view.instance(web)).toEqual(before);
  });

  it('need a long sleep where there are no snapshots', async () => {
    await create({ disk_template: 'file' });
    expect(await failure(doExport())).toMatchObject(['OpExecError', undefined, expect.stringContaining('long_sleep')]);
    expect(await failure(doExport({ shutdown: false }))).toMatchObject(['OpExecError', undefined, expect.stringContaining('while it runs')]);
    const { log } = await good(doExport({ long_sleep: true }));
    expect(log.findIndex((line) => line.includes('copying disk 1'))).toBeLessThan(log.findIndex((line) => line.includes('Starting instance')));
    expect(dump(n2, 0)).toBe('system');
    expect(await running()).toBe(true);
  });

  it('of a live instance do not stop it', async () => {
    await create();
    const { log } = await good(doExport({ shutdown: false }));
    expect(log.filter((line) => /Shutting|Starting/.test(line))).toEqual([]);
    expect(dump(n2, 0)).toBe('system');
  });

  it('take disks as they are where there is no OS', async () => {
    await create({ os_type: null, no_install: true, start: false, osparams: {} });
    await bytes.write(web, 0, 'raw');
    await good(doExport());
    expect(dump(n2, 0)).toBe('raw');
    expect(description(n2).get('export')?.get('dump_format')).toBe('raw');
  });

  it('are one for each instance: the newest, wherever it lies', async () => {
    await create();
    await good(doExport());
    await bytes.write(web, 0, 'newer!');
    await good(doExport());
    expect(dump(n2, 0)).toBe('newer!');
    await good(doExport({ target_node: n1 }));
    expect(existsSync(place(n2))).toBe(false);
    expect(dump(n1, 0)).toBe('newer!');
    world.nodes.silent.add(n1);
    expect(await failure(op('BACKUP_REMOVE', { instance_name: web }))).toEqual(['OpExecError', undefined, expect.stringMatching(`nobody can say of ${n1}`)]);
    world.nodes.silent.delete(n1);
    const { log } = await good(op('BACKUP_REMOVE', { instance_name: web }));
    expect(log.join()).toContain(`on node ${n1}`);
    expect(existsSync(place(n1))).toBe(false);
    expect((await good(op('BACKUP_REMOVE', { instance_name: 'gone.example.com' }))).log.join()).toContain('No node has an export');
  });

  it('can take the instance out of the cluster', async () => {
    await create();
    await good(doExport({ remove_instance: true, target_node: n1 }));
    expect(world.config.view.instance(web)).toBeUndefined();
    expect(await volumes()).toEqual([]);
    expect(dump(n1, 0)).toBe('system');
  });

  it('leave nothing when a step fails', async () => {
    await create();
    await good(doExport());
    const failed = await failEachStep(world, { OP_ID: 'OP_BACKUP_EXPORT', instance_name: web, target_node: n2 }, { final: (step) => step.includes('finish') });
    expect(failed).toEqual(expect.arrayContaining(['shutdown', 'snapshot-disk-1', 'start-again', 'snapshot-assemble-disk-0', 'begin', 'send-disk-1', 'drop-snapshot-disk-1']));
    expect(await world.remains()).toEqual([]);
  }, 60_000);

  it('leave nothing when the node that takes them falls silent in the middle', async () => {
    await create();
    const before = await world.snapshot();
    world.nodes.onStep = (when, _node, method, step) => {
      if (when === 'after' && method === 'Transfers.Listen' && step.endsWith('disk-1')) world.nodes.silent.add(n2);
    };
    expect((await world.run({ OP_ID: 'OP_BACKUP_EXPORT', instance_name: web, target_node: n2 })).status).toBe('error');
    world.nodes.onStep = () => undefined;
    world.nodes.silent.delete(n2);
    await good(op('TEST_DELAY', { duration: 0.001, on_nodes: [n2], on_master: false }));
    expect(await world.snapshot()).toEqual(before);
    expect(await world.remains()).toEqual([]);
  });

  it('go on after the master has died', async () => {
    await create();
    for (let n = 1; ; n += 7) {
      const { died, ended } = await world.runCut({ OP_ID: 'OP_BACKUP_EXPORT', instance_name: web, target_node: n2 }, n);
      expect(ended?.status ?? 'success').toBe('success');
      if (ended !== null) expect(dump(n2, 0)).toBe('system');
      expect(await running()).toBe(true);
      expect((await volumes()).length).toBe(2);
      expect(await world.remains()).toEqual([]);
      if (!died) break;
    }
  }, 120_000);

  it('are refused before anything happens', async () => {
    await create({ pnode: n3 });
    const change = (name: string, what: object) => world.config.transaction((tx) => tx.update('node', uuidOf(name), what));
    expect(await failure(doExport({ compress: 'lzop' }))).toMatchObject(['OpPrereqError', 'wrong_input', expect.anything()]);
    expect(await failure(doExport({ zero_free_space: true }))).toMatchObject(['OpPrereqError', 'wrong_input', expect.stringContaining('zeroing_image')]);
    expect(await failure(doExport({ target_node: 'node9' }))).toMatchObject(['OpPrereqError', 'unknown_entity', expect.anything()]);
    await world.config.transaction((tx) => tx.update('cluster', 'uuid-cluster', { candidate_pool_size: 1 }));
    await change(n2, { master_candidate: false, offline: true });
    expect(await failure(doExport())).toMatchObject(['OpPrereqError', 'wrong_state', expect.stringContaining(n2)]);
    await change(n2, { offline: false, drained: true });
    expect(await failure(doExport())).toMatchObject(['OpPrereqError', 'wrong_state', expect.stringContaining('drained')]);
    await change(n2, { drained: false });
    await change(n3, { master_candidate: false, offline: true });
    expect(await failure(doExport())).toMatchObject(['OpPrereqError', 'wrong_state', expect.stringContaining(n3)]);
  });

  it('only check in a dry run', async () => {
    await create();
    const before = await world.snapshot();
    await good(doExport({ dry_run: true }));
    expect(await world.snapshot()).toEqual(before);
  });
});
