/** Instances made from exports, and received from another cluster. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { OpExecError } from '@ganeti/errors';
import { systemClock } from '@ganeti/runtime';
import { creation, diskBytes, failEachStep, n1, n2, n3, unitChecks, unitWorld, uuidOf, worldPerTest, type Ended, type UnitWorld } from '@ganeti/testkit';

const [web, copy] = ['web1.example.com', 'web2.example.com'];

describe('an export', () => {
  const world = worldPerTest();
  const { op, good, failure } = world;
  const bytes = diskBytes(() => world);

  const create = (more: object = {}): Promise<unknown> =>
    good(op('INSTANCE_CREATE', creation(web, { disk_template: 'plain', disks: [{ size: 8 }, { size: 4, name: 'data' }], nics: [{}], beparams: { minmem: 100, maxmem: 200, vcpus: 2 }, pnode: n1, osparams: { mark: 'system' }, osparams_private: { message: 'hidden' }, tags: ['blue'], ...more })));
  const exported = async (more: object = {}): Promise<void> => {
    await create(more);
    await bytes.write(web, 1, 'data', 3);
    await good(op('BACKUP_EXPORT', { instance_name: web, target_node: n2, remove_instance: true }));
  };
  const params = (more: object = {}): object => ({ instance_name: web, mode: 'import', disks: [], nics: [], ...more });
  const restore = (more: object = {}) => op('INSTANCE_CREATE', params(more));
  const instance = (name = web) => world.config.view.instance(name);

  it('brings the instance back as it was', async () => {
    await create();
    const before = instance();
    await bytes.write(web, 1, 'data', 3);
    await good(op('BACKUP_EXPORT', { instance_name: web, target_node: n2, remove_instance: true }));
    expect((await good(restore({ pnode: n3, identify_defaults: true, compress: 'gzip' }))).result).toEqual([n3]);
    const { beparams, hvparams, osparams, osparams_private, nics, tags, hypervisor, os, disk_template } = instance()!;
    expect({ beparams, hvparams, osparams, osparams_private, tags, hypervisor, os, disk_template, mac: nics[0]?.mac }).toEqual({
      beparams: before?.beparams, hvparams: before?.hvparams, osparams: before?.osparams, osparams_private: before?.osparams_private, tags: before?.tags, hypervisor: before?.hypervisor, os: before?.os, disk_template: before?.disk_template, mac: before?.nics[0]?.mac,
    });
    expect(world.config.view.disksOf(instance()!).map(({ size, name }) => [size, name])).toEqual([[8, null], [4, 'data']]);
    expect([await bytes.read(web, 0), await bytes.read(web, 1, 3)]).toEqual(['system', 'data']);
    expect(instance()?.admin_state).toBe('up');
    expect(await world.remains()).toEqual([]);
  });

  it('can be changed on its way, under another name and by an allocator', async () => {
    await exported();
    const { log } = await good(restore({ instance_name: copy, src_path: web, disk_template: 'drbd', disks: [{ size: 16 }, { size: 4 }], nics: [{}], beparams: { memory: 64 }, start: false, tags: ['red'] }));
    expect(instance(copy)).toMatchObject({ disk_template: 'drbd', tags: ['red'], admin_state: 'down' });
    expect(instance(copy)?.beparams).toMatchObject({ minmem: 64, maxmem: 64, vcpus: 2 });
    expect(log.join('\n')).toContain(`noop: ${web} is now ${copy}`);
    expect([await bytes.read(copy, 0), await bytes.read(copy, 1, 3)]).toEqual(['system', 'data']);
  });

  it('of raw disks needs no OS, and disks that are large enough', async () => {
    await create({ os_type: null, no_install: true, start: false, osparams: {}, osparams_private: {} });
    await bytes.write(web, 0, 'raw');
    await good(op('BACKUP_EXPORT', { instance_name: web, target_node: n2, remove_instance: true }));
    expect(await failure(restore({ pnode: n1, disks: [{ size: 4 }, { size: 4 }] }))).toMatchObject(['OpPrereqError', 'wrong_input', expect.stringContaining('8 MiB')]);
    await good(restore({ pnode: n1, start: false, disks: [{ size: 12 }, { size: 4 }] }));
    expect(await bytes.read(web, 0)).toBe('raw');
  });

  it('that Ganeti has made is taken, by its path, with dumps that were packed', async () => {
    const dir = join(world.nodes.paths(n2).root, 'tmp-export');
    mkdirSync(dir);
    writeFileSync(
      join(dir, 'config.ini'),
      '[export]\nversion = 0\ntimestamp = 1300000000\nsource = old.example.com\nos = noop+minimal\ncompression = gzip\n\n' +
        '[instance]\nname = old.example.com\nmemory = 96\nvcpus = 1\ndisk_template = plain\nhypervisor = fake\ntags = \n' +
        'nic0_mac = aa:00:00:12:34:56\nnic0_ip = None\nnic0_mode = bridged\nnic0_link = xen-br0\nnic_count = 1\n' +
        'disk0_ivname = disk/0\ndisk0_dump = old.example.com.disk0.snap\ndisk0_size = 4\ndisk_count = 1\n\n' +
        '[hypervisor]\nsome_old_parameter = True\n\n[backend]\nauto_balance = True\n\n[os]\nmessage = hello\n',
    );
    writeFileSync(join(dir, 'old.example.com.disk0.snap'), gzipSync(Buffer.concat([Buffer.from('from Ganeti'), Buffer.alloc(1 << 20)])));
    expect(await failure(restore({ src_path: dir, pnode: n1 }))).toMatchObject(['OpPrereqError', 'wrong_input', expect.stringContaining('src_node')]);
    await good(restore({ instance_name: 'old.example.com', src_node: n2, src_path: dir, pnode: n1, hypervisor: 'fake' }));
    expect(await bytes.read('old.example.com', 0)).toBe('from Ganeti');
    expect(instance('old.example.com')).toMatchObject({ os: 'noop+minimal', osparams: { message: 'hello' }, beparams: { minmem: 96, maxmem: 96, vcpus: 1, auto_balance: true } });
    expect(instance('old.example.com')?.nics[0]).toMatchObject({ mac: 'aa:00:00:12:34:56', nicparams: { mode: 'bridged', link: 'xen-br0' } });
  });

  it('is refused when it is not there, not whole, or of another kind', async () => {
    await exported();
    expect(await failure(restore({ instance_name: 'nobody.example.com' }))).toMatchObject(['OpPrereqError', 'wrong_input', expect.stringContaining('No node has an export')]);
    expect(await failure(restore({ src_node: n1 }))).toMatchObject(['OpPrereqError', 'wrong_input', expect.stringContaining(n1)]);
    expect(await failure(restore({ forthcoming: true, start: false }))).toMatchObject(['OpPrereqError', 'wrong_input', expect.anything()]);
    expect(await failure(restore({ os_type: 'unknown' }))).toMatchObject([expect.stringMatching(/^Op(Exec|Prereq)Error$/), undefined, expect.stringContaining('unknown')]);
    const file = join(world.nodes.paths(n2).exports, web, 'config.ini');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('version = 0', 'version = 7'));
    expect(await failure(restore())).toMatchObject(['OpPrereqError', 'environment_error', expect.stringContaining('version 7')]);
    writeFileSync(file, 'nonsense');
    expect(await failure(restore())).toMatchObject(['OpPrereqError', 'environment_error', expect.stringContaining('line 1')]);
    writeFileSync(file, text.replace(/disk0_dump = .*/, 'disk0_dump = missing'));
    expect(await failure(restore({ pnode: n1 }))).toMatchObject(['OpExecError', undefined, expect.stringContaining('missing')]);
    await world.config.transaction((tx) => {
      tx.update('cluster', 'uuid-cluster', { candidate_pool_size: 2 });
      tx.update('node', uuidOf(n2), { master_candidate: false, offline: true });
    });
    expect(await failure(restore({ src_node: n2 }))).toMatchObject(['OpPrereqError', 'wrong_state', expect.stringContaining(n2)]);
  });

  it('leaves nothing when a step of its import fails', async () => {
    await exported();
    const failed = await failEachStep(world, { OP_ID: 'OP_INSTANCE_CREATE', ...params({ pnode: n1 }) });
    expect(failed).toEqual(expect.arrayContaining(['key-source', 'listen-disk-0', 'send-disk-1', 'drop-key-target', 'start']));
    expect(await world.remains()).toEqual([]);
  }, 60_000);

  it('is only looked at in a dry run', async () => {
    await exported();
    const before = await world.snapshot();
    expect((await good(restore({ pnode: n1, dry_run: true }))).result).toEqual([n1]);
    expect(await world.snapshot()).toEqual(before);
  });
});

describe('an instance on its way from one cluster to another', () => {
  let east: UnitWorld;
  let west: UnitWorld;
  const here = unitChecks(() => east);
  const there = unitChecks(() => west);
  const bytes = diskBytes(() => west);
  beforeEach(async () => {
    [east, west] = await Promise.all([unitWorld(['east1.example.com', 'east2.example.com']), unitWorld(['west1.example.com', 'west2.example.com'])]);
    secret(east, 'east1.example.com', 'what both have in common');
    secret(west, 'west1.example.com', 'what both have in common');
    await here.good(here.op('INSTANCE_CREATE', creation(web, { disk_template: 'plain', disks: [{ size: 8 }, { size: 4 }], beparams: { memory: 128 }, pnode: 'east1.example.com', osparams: { mark: 'system' } })));
  });
  afterEach(() => Promise.all([east.close(), west.close()]));

  function secret(world: UnitWorld, master: string, text: string): void {
    const { dataDir } = world.nodes.paths(master);
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, 'cluster-domain-secret'), `${text}\n`);
  }
  interface Prepared {
    readonly handshake: unknown;
    readonly x509_key_name: unknown;
    readonly x509_ca: string;
  }
  const prepare = async (): Promise<Prepared> => (await here.good(here.op('BACKUP_PREPARE', { instance_name: web, mode: 'remote' }))).result as unknown as Prepared;
  const receiving = ({ handshake, x509_ca }: Prepared, more: object = {}): object => ({
    ...creation(copy, { disk_template: 'drbd', disks: [{ size: 8 }, { size: 4 }], pnode: 'west2.example.com', snode: 'west1.example.com', beparams: { memory: 128 } }),
    mode: 'remote-import', source_handshake: handshake, source_x509_ca: x509_ca, source_instance_name: web, source_shutdown_timeout: 100, ...more,
  });
  interface Announced {
    readonly disks: readonly unknown[];
    readonly x509_ca: string;
  }
  /** What the receiving job has announced in its log. */
  async function announcedBy(id: number): Promise<Announced> {
    for (;;) {
      const job = west.queue.get(id);
      const entry = job?.ops[0]?.log.find(([, , type]) => type === 'remote-import');
      if (entry !== undefined) return entry[3] as unknown as Announced;
      if (job === undefined || job.end !== null) throw new Error(`The job announced nothing: ${JSON.stringify(job?.ops[0]?.result)}`);
      await systemClock.sleep(0.02);
    }
  }
  async function begin(opcode: object): Promise<number> {
    const [submitted] = await west.queue.submit([[{ OP_ID: 'OP_INSTANCE_CREATE', ...opcode }]]);
    if (submitted === undefined || 'error' in submitted) throw submitted?.error ?? new Error('not submitted');
    return submitted.id;
  }
  const send = ({ x509_key_name }: Prepared, { disks, x509_ca }: Announced, more: object = {}): Promise<Ended> =>
    here.op('BACKUP_EXPORT', { instance_name: web, mode: 'remote', target_node: disks, x509_key_name, destination_x509_ca: x509_ca, ...more });

  it('arrives with its data, and is gone where it was', async () => {
    const prepared = await prepare();
    const id = await begin(receiving(prepared));
    const announced = await announcedBy(id);
    expect(announced.disks).toEqual([0, 1].map(() => ['127.0.1.2', expect.any(Number), expect.any(String), expect.any(String), expect.any(String)]));
    const sent = await here.good(send(prepared, announced, { remove_instance: true, compress: 'gzip' }));
    expect(sent.result).toEqual([true, [true, true]]);
    const received = await west.wait(id);
    expect(received.ops[0]?.status).toBe('success');
    expect(received.ops[0]?.log.map(([, , , text]) => text)).toContain(`noop: ${web} is now ${copy}`);
    expect(await bytes.read(copy, 0)).toBe('system');
    expect(west.config.view.instance(copy)).toMatchObject({ admin_state: 'up', disk_template: 'drbd' });
    expect(east.config.view.instance(web)).toBeUndefined();
    expect(await east.nodes.state()).toEqual([]);
    expect((await west.nodes.state()).filter((line) => line.includes(' file '))).toEqual([]);
    expect([await east.remains(), await west.remains()]).toEqual([[], []]);
  });

  it('stays where it is when the receiving cluster gives up, and leaves nothing there', async () => {
    const [before, empty] = [await east.snapshot(), await west.snapshot()];
    const prepared = await prepare();
    const id = await begin(receiving(prepared));
    const announced = await announcedBy(id);
    // Nobody comes in time.
    expect((await west.wait(id)).ops[0]?.status).toBe('error');
    expect(await west.snapshot()).toEqual(empty);
    const [className, , text] = await here.failure(send(prepared, announced));
    expect([className, text]).toEqual(['OpExecError', expect.stringContaining('127.0.1.2')]);
    // The key stays until it ends by itself, for another try.
    expect((await east.snapshot()).filter((line) => !line.includes('crypto'))).toEqual(before);
  });

  it('stays where it is when sending breaks in the middle, and leaves nothing there', async () => {
    const empty = await west.snapshot();
    const prepared = await prepare();
    const id = await begin(receiving(prepared));
    const announced = await announcedBy(id);
    east.nodes.onStep = (when, _node, method, step) => {
      if (when === 'before' && method === 'Transfers.Send' && step.endsWith('disk-1')) throw new OpExecError('pulled the plug');
    };
    const ended = await send(prepared, announced, { remove_instance: true });
    expect(ended.status).toBe('error');
    expect(east.config.view.instance(web)).toMatchObject({ admin_state: 'up' });
    expect((await west.wait(id)).ops[0]?.status).toBe('error');
    expect(await west.snapshot()).toEqual(empty);
    expect([await east.remains(), await west.remains()]).toEqual([[], []]);
  });

  it('is not taken from strangers, nor sent to them', async () => {
    const prepared = await prepare();
    const id = await begin(receiving(prepared));
    const announced = await announcedBy(id);
    secret(west, 'west1.example.com', 'another one');
    const refusal = ['OpPrereqError', 'wrong_input', expect.stringContaining('cluster domain secret')];
    expect(await there.failure(there.op('INSTANCE_CREATE', receiving(prepared, { instance_name: 'web3.example.com' })))).toMatchObject(refusal);
    secret(east, 'east1.example.com', 'another one');
    expect(await here.failure(send(prepared, announced))).toMatchObject(refusal);
    expect(await here.failure(here.op('BACKUP_EXPORT', { instance_name: web, mode: 'remote', target_node: announced.disks.slice(1), x509_key_name: prepared.x509_key_name, destination_x509_ca: announced.x509_ca }))).toMatchObject(['OpPrereqError', 'wrong_input', expect.stringContaining('2 disks')]);
    await west.wait(id);
  });
});
