/** Instances whose disks are copied to another node. */
import { creation, diskBytes, failEachStep, n1, n2, n3, uuidOf, worldPerTest } from '@ganeti/testkit';

const web = 'web1.example.com';

describe('moving an instance by copying its disks', () => {
  const world = worldPerTest();
  const { op, good, failure } = world;
  const bytes = diskBytes(() => world);

  const create = (more: object = {}): Promise<unknown> =>
    good(op('INSTANCE_CREATE', creation(web, { disk_template: 'plain', disks: [{ size: 8 }, { size: 4 }], beparams: { memory: 128 }, pnode: n1, osparams: { mark: 'system' }, ...more })));
  const move = (more: object = {}) => op('INSTANCE_MOVE', { instance_name: web, target_node: n2, ...more });
  const guests = async (): Promise<string[]> => (await world.nodes.state()).filter((line) => line.includes(' guest '));

  it.each([
    ['plain', 'none'],
    ['plain', 'gzip'],
    ['file', 'gzip-slow'],
  ])('takes its data along (%s, compressed with %s)', async (disk_template, compress) => {
    await create({ disk_template });
    await bytes.write(web, 1, 'data', 3);
    const { result, log } = await good(move({ compress }));
    expect(result).toBeNull();
    expect(log.some((line) => /^disk 0: done, 8 MiB in .* \(.* MiB\/s\)$/.test(line))).toBe(true);
    expect(world.config.view.instance(web)?.primary_node).toBe(uuidOf(n2));
    expect(world.config.view.disksOf(world.config.view.instance(web)!).map(({ nodes }) => nodes)).toEqual([[uuidOf(n2)], [uuidOf(n2)]]);
    expect(await guests()).toEqual([`${uuidOf(n2)} guest ${web} running`]);
    expect([await bytes.read(web, 0), await bytes.read(web, 1, 3)]).toEqual(['system', 'data']);
    expect((await world.nodes.state()).filter((line) => line.startsWith(`${uuidOf(n1)} `))).toEqual([]);
    // And back again, stopped.
    await good(op('INSTANCE_SHUTDOWN', { instance_name: web }));
    await good(move({ target_node: n1 }));
    expect(await guests()).toEqual([]);
    await good(op('INSTANCE_STARTUP', { instance_name: web }));
    expect([await bytes.read(web, 0), await bytes.read(web, 1, 3)]).toEqual(['system', 'data']);
    expect(await world.remains()).toEqual([]);
  });

  it('changes nothing when a step fails, up to the point of no return', async () => {
    await create();
    const failed = await failEachStep(world, { OP_ID: 'OP_INSTANCE_MOVE', instance_name: web, target_node: n2 }, { final: (step) => step.includes('source-shutdown') });
    expect(failed).toEqual(expect.arrayContaining(['shutdown', `create-disk-0-${n2}`, 'key-source', 'listen-disk-1', 'send-disk-1', 'drop-key-target', 'start']));
    expect(await world.remains()).toEqual([]);
  });

  it('refuses what cannot be, before anything happens', async () => {
    await create({ pnode: n3 });
    expect(await failure(move({ target_node: n3 }))).toMatchObject(['OpPrereqError', 'wrong_state', expect.stringContaining('already')]);
    expect(await failure(move({ target_node: 'node9' }))).toMatchObject(['OpPrereqError', 'unknown_entity', expect.stringContaining('node9')]);
    expect(await failure(move({ compress: 'lzop' }))).toMatchObject(['OpPrereqError', 'wrong_input', expect.stringContaining("'lzop' is not allowed")]);
    const set = (node: string, change: object) => world.config.transaction((tx) => tx.update('node', uuidOf(node), change));
    await world.config.transaction((tx) => {
      tx.update('cluster', 'uuid-cluster', { candidate_pool_size: 1 });
      for (const name of [n2, n3]) tx.update('node', uuidOf(name), { master_candidate: false });
    });
    await set(n2, { drained: true });
    expect(await failure(move())).toMatchObject(['OpPrereqError', 'wrong_state', expect.stringContaining('drained')]);
    await set(n2, { drained: false, offline: true });
    expect(await failure(move())).toMatchObject(['OpPrereqError', 'wrong_state', expect.stringContaining('offline')]);
    await set(n2, { offline: false });
    await set(n3, { offline: true });
    expect(await failure(move({ ignore_consistency: true }))).toMatchObject(['OpPrereqError', 'wrong_state', expect.stringContaining(n3)]);
    await set(n3, { offline: false });
    const { lv = '' } = world.config.view.disksOf(world.config.view.instance(web)!)[1]!.logical_id as { lv?: string };
    await world.nodes.rpc.call(uuidOf(n2), 'Blocks.Create', { device: { dev_type: 'plain', size: 4, plain: { vg: 'xenvg', lv } }, owner: 'somebody' });
    expect(await failure(move())).toMatchObject(['OpPrereqError', 'already_exists', expect.stringContaining('disk/1')]);
  });

  it('is for disks that are on one node only', async () => {
    await good(op('INSTANCE_CREATE', creation('db1.example.com', { disk_template: 'drbd', disks: [{ size: 8 }], pnode: n1, snode: n2 })));
    expect(await failure(op('INSTANCE_MOVE', { instance_name: 'db1.example.com', target_node: n2 }))).toMatchObject(['OpPrereqError', 'wrong_state', expect.stringContaining('migrate')]);
  });

  it('only checks in a dry run', async () => {
    await create();
    const before = await world.snapshot();
    expect((await good(move({ dry_run: true }))).result).toBeNull();
    expect(await world.snapshot()).toEqual(before);
  });

  it('gives up when the receiving node falls silent, and cleans up there when it is back', async () => {
    await create();
    const before = await world.snapshot();
    world.nodes.onStep = (when, _node, method) => {
      if (when === 'after' && method === 'Transfers.Listen') world.nodes.silent.add(n2);
    };
    // The data itself still arrives; what fails is to be told so.
    const ended = await world.run({ OP_ID: 'OP_INSTANCE_MOVE', instance_name: web, target_node: n2 });
    expect(ended.status).toBe('error');
    world.nodes.onStep = () => undefined;
    world.nodes.silent.delete(n2);
    await good(op('INSTANCE_REBOOT', { instance_name: web, reboot_type: 'hard' }));
    // The next call to that node does first what was left to do.
    await good(op('TEST_DELAY', { duration: 0.001, on_nodes: [n2], on_master: false }));
    expect(await world.snapshot()).toEqual(before);
    expect(await world.remains()).toEqual([]);
  });

  it('goes on after the master has died at any place', async () => {
    for (let n = 1; ; n += 9) {
      await create();
      const { died, ended } = await world.runCut({ OP_ID: 'OP_INSTANCE_MOVE', instance_name: web, target_node: n2 }, n);
      expect({ n, status: ended?.status ?? 'success' }).toEqual({ n, status: 'success' });
      expect(world.config.view.instance(web)?.primary_node).toBe(uuidOf(ended === null ? n1 : n2));
      expect(await bytes.read(web, 0)).toBe('system');
      expect(await world.remains()).toEqual([]);
      await good(op('INSTANCE_REMOVE', { instance_name: web }));
      expect(await world.nodes.state()).toEqual([]);
      if (!died) break;
    }
  }, 120_000);
});
