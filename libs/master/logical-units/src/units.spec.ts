/** LogicalUnits through the real queue, against real node services with simulated drivers. */
import { OpExecError } from '@ganeti/errors';
import { failEachStep, n1, n2, n3, uuidOf, worldPerTest, type Ended, type PassingCall } from '@ganeti/testkit';

const create = (name: string, more: Record<string, unknown> = {}) => ({
  OP_ID: 'OP_INSTANCE_CREATE',
  instance_name: name,
  mode: 'create',
  os_type: 'noop',
  disk_template: 'drbd',
  disks: [{ size: 64 }],
  nics: [{}],
  beparams: { memory: 128 },
  pnode: n1,
  snode: n2,
  ...more,
});

describe('logical units', () => {
  const world = worldPerTest();
  const ok = async (opcode: Record<string, unknown>): Promise<Ended> => {
    const ended = await world.run(opcode);
    expect({ status: ended.status, result: ended.status === 'error' ? ended.result : null }).toEqual({ status: 'success', result: null });
    return ended;
  };
  const op = (id: string, name: string, more: Record<string, unknown> = {}): Promise<Ended> => ok({ OP_ID: `OP_INSTANCE_${id}`, instance_name: name, ...more });
  const guests = async () => (await world.nodes.state()).filter((line) => line.includes(' guest '));
  const instance = () => world.config.view.instance('web1.example.com');

  it('leads a mirrored instance through its life, and leaves nothing', async () => {
    const before = await world.snapshot();
    const created = await ok(create('web1.example.com', { disks: [{ size: 64 }, { size: 32, mode: 'ro', name: 'data' }], nics: [{}, { mac: 'aa:00:00:00:00:99' }] }));
    expect(created.result).toEqual([n1, n2]);
    expect(await guests()).toEqual([`${uuidOf(n1)} guest web1.example.com running`]);
    await op('MIGRATE', 'web1');
    expect(await guests()).toEqual([`${uuidOf(n2)} guest web1.example.com running`]);
    expect(instance()?.primary_node).toBe(uuidOf(n2));
    await op('FAILOVER', 'web1.example.com');
    expect(await guests()).toEqual([`${uuidOf(n1)} guest web1.example.com running`]);
    for (const mode of ['replace_on_primary', 'replace_on_secondary', 'replace_auto']) await op('REPLACE_DISKS', 'web1', { mode });
    await op('REPLACE_DISKS', 'web1', { mode: 'replace_new_secondary', remote_node: n3 });
    expect(world.config.view.disksOf(instance()!).map((disk) => disk.nodes)).toEqual([[uuidOf(n1), uuidOf(n3)], [uuidOf(n1), uuidOf(n3)]]);
    await op('REPLACE_DISKS', 'web1', { mode: 'replace_new_secondary', early_release: true });
    await op('GROW_DISK', 'web1', { disk: 1, amount: 32 });
    await op('GROW_DISK', 'web1', { disk: 0, amount: 128, absolute: true });
    expect(world.config.view.disksOf(instance()!).map((disk) => disk.size)).toEqual([128, 64]);
    for (const reboot_type of ['soft', 'hard', 'full']) await op('REBOOT', 'web1', { reboot_type });
    const info = await ok({ OP_ID: 'OP_INSTANCE_QUERY_DATA', instances: ['web1'] });
    expect(info.result).toMatchObject({ 'web1.example.com': { run_state: 'up', pnode: n1, disks: [{ size: 128, pstatus: expect.arrayContaining([false]) }, {}] } });
    await op('SHUTDOWN', 'web1', { timeout: 0 });
    expect(await guests()).toEqual([]);
    await op('SHUTDOWN', 'web1');
    await op('ACTIVATE_DISKS', 'web1', { wait_for_sync: true });
    await op('DEACTIVATE_DISKS', 'web1');
    await op('GROW_DISK', 'web1', { disk: 0, amount: 4 });
    await op('REPLACE_DISKS', 'web1', { mode: 'replace_on_secondary', disks: [1] });
    const changed = await op('SET_PARAMS', 'web1', {
      beparams: { vcpus: 2 },
      nics: [['add', -1, { name: 'third' }], ['remove', 0, {}]],
      disks: [['add', 0, { size: 16 }], ['remove', -1, {}], ['modify', 1, { name: 'root' }]],
    });
    expect(changed.result).toEqual(expect.arrayContaining([['be/vcpus', 2], ['disk/0', 'add:size=16,mode=rw'], ['disk.name/1', 'root'], ['disk/1', 'remove']]));
    expect((await ok({ OP_ID: 'OP_INSTANCE_RENAME', instance_name: 'web1', new_name: 'web2.example.com' })).result).toBe('web2.example.com');
    await op('STARTUP', 'web2');
    const group = await ok({ OP_ID: 'OP_CLUSTER_VERIFY_GROUP', group_name: 'default', error_codes: true });
    expect({ good: group.result, errors: group.log.filter((line) => line.includes('ERROR')) }).toEqual({ good: true, errors: [] });
    await op('REMOVE', 'web2');
    expect(await world.snapshot()).toEqual(before);
  }, 60_000);

  it.each(['diskless', 'plain', 'file', 'sharedfile'])('makes, starts and removes a %s instance, placed by the allocator', async (disk_template) => {
    const before = await world.snapshot();
    const opcode = create('web1.example.com', { disk_template, disks: disk_template === 'diskless' ? [] : [{ size: 64 }], pnode: null, snode: null });
    const dry = await ok({ ...opcode, dry_run: true });
    expect(dry.result).toHaveLength(1);
    expect(await world.snapshot()).toEqual(before);
    await ok(opcode);
    expect(await guests()).toHaveLength(1);
    if (disk_template === 'diskless' || disk_template === 'sharedfile') {
      const target = [n1, n2, n3].find((name) => uuidOf(name) !== instance()?.primary_node);
      await op('MIGRATE', 'web1', { target_node: target });
      expect(await guests()).toEqual([`${uuidOf(target!)} guest web1.example.com running`]);
      await op('FAILOVER', 'web1');
    }
    await op('REMOVE', 'web1');
    expect(await world.snapshot()).toEqual(before);
  });

  it.each([
    ['create', async (): Promise<unknown> => undefined, create('web9.example.com', { disks: [{ size: 64 }, { size: 32 }] })],
    ['startup', async (): Promise<unknown> => op('SHUTDOWN', 'web1'), { OP_ID: 'OP_INSTANCE_STARTUP', instance_name: 'web1' }],
    ['migrate', async (): Promise<unknown> => undefined, { OP_ID: 'OP_INSTANCE_MIGRATE', instance_name: 'web1' }],
    ['failover', async (): Promise<unknown> => undefined, { OP_ID: 'OP_INSTANCE_FAILOVER', instance_name: 'web1' }],
    ['replace storage', async (): Promise<unknown> => undefined, { OP_ID: 'OP_INSTANCE_REPLACE_DISKS', instance_name: 'web1', mode: 'replace_on_secondary' }],
    ['replace secondary', async (): Promise<unknown> => undefined, { OP_ID: 'OP_INSTANCE_REPLACE_DISKS', instance_name: 'web1', mode: 'replace_new_secondary', remote_node: n3 }],
    ['add a disk to a running guest', async (): Promise<unknown> => undefined, { OP_ID: 'OP_INSTANCE_SET_PARAMS', instance_name: 'web1', disks: [['add', -1, { size: 16 }]], nics: [['add', -1, {}]] }],
    ['change devices of a running guest', async (): Promise<unknown> => op('SET_PARAMS', 'web1', { nics: [['add', -1, {}]], disks: [['add', -1, { size: 16 }]] }), { OP_ID: 'OP_INSTANCE_SET_PARAMS', instance_name: 'web1', disks: [['remove', -1, {}]], nics: [['modify', 0, { link: 'br9' }], ['remove', -1, {}]] }],
    ['add a disk', async (): Promise<unknown> => op('SHUTDOWN', 'web1'), { OP_ID: 'OP_INSTANCE_SET_PARAMS', instance_name: 'web1', disks: [['add', -1, { size: 16 }]] }],
  ] as const)('takes everything back when a step of %s fails', async (name, prepare, opcode) => {
    await ok(create('web1.example.com'));
    await prepare();
    // The old side is often the reason for a move: its failures are warnings.
    const tolerates = name === 'failover' || name === 'replace secondary';
    const failed = await failEachStep(world, opcode, {
      final: (step, method) => method === 'Instances.Migrate' || method === 'Instances.FinishMigration' || /\/removed?-/.test(step),
      tolerated: (step) => tolerates && /\/(assemble-disk-0-node1\.example\.com|old-shutdown-disk-0)$/.test(step),
    });
    expect(failed.length).toBeGreaterThan(1);
  }, 120_000);

  it('goes on with a migration that has ended although the node says that it failed', async () => {
    await ok(create('web1.example.com'));
    world.nodes.onStep = (when, _node, method) => {
      if (when === 'after' && method === 'Instances.Migrate') throw new OpExecError('the connection broke');
    };
    const { log } = await op('MIGRATE', 'web1');
    world.nodes.onStep = () => undefined;
    expect(log.join('\n')).toMatch(/the connection broke; but the instance has arrived on node2/);
    expect(await guests()).toEqual([`${uuidOf(n2)} guest web1.example.com running`]);
    expect(instance()?.primary_node).toBe(uuidOf(n2));
  });

  it.each([
    ['the source has not let go of it', true],
    ['the target has not been told', false],
  ])('cleans up a migration after which %s', async (_what, source) => {
    await ok(create('web1.example.com'));
    const before = await world.snapshot();
    world.nodes.onStep = (when, _node, method, step) => {
      if (when === 'before' && method === 'Instances.FinishMigration' && step.endsWith(source ? 'finish-source' : 'finish-target')) throw new OpExecError('the node is gone');
    };
    expect(await world.run({ OP_ID: 'OP_INSTANCE_MIGRATE', instance_name: 'web1' })).toMatchObject({ status: 'error', result: ['OpExecError', [expect.stringMatching(/runs on node2.*cleanup/)]] });
    world.nodes.onStep = () => undefined;
    await op('MIGRATE', 'web1', { cleanup: true });
    expect(await guests()).toEqual([`${uuidOf(n2)} guest web1.example.com running`]);
    // It is as well as any other: back it goes.
    await op('MIGRATE', 'web1');
    expect(await world.snapshot()).toEqual(before);
  });

  it('takes a migration back that has failed on its way', async () => {
    await ok(create('web1.example.com'));
    const before = await world.snapshot();
    world.nodes.onStep = (when, _node, method) => {
      if (when === 'before' && method === 'Instances.Migrate') throw new OpExecError('the network is down');
    };
    expect(await world.run({ OP_ID: 'OP_INSTANCE_MIGRATE', instance_name: 'web1' })).toMatchObject({ status: 'error', result: ['OpExecError', ['Node node1.example.com: the network is down']] });
    world.nodes.onStep = () => undefined;
    expect(await world.snapshot()).toEqual(before);
  });

  it('sends no memory to a target that lost the mirror when it became primary', async () => {
    await ok(create('web1.example.com'));
    const before = await world.snapshot();
    const sent: string[] = [];
    let lost = false;
    world.nodes.onStep = (when, _node, method, step) => {
      if (when === 'after' && method === 'Blocks.SetRole' && step.endsWith('target-primary')) lost = true;
      if (method === 'Instances.Migrate') sent.push(step);
    };
    const { weather } = world.nodes;
    // The source has not noticed yet.
    world.nodes.weather = async <T>({ node, method }: PassingCall, carry: () => Promise<T>): Promise<T> => {
      const answer = await carry();
      if (!lost || node !== n2 || method !== 'Blocks.Status') return answer;
      return { status: (answer as { status: object[] }).status.map((disk) => ({ ...disk, degraded: true, sync_percent: -1 })) } as T;
    };
    expect(await world.run({ OP_ID: 'OP_INSTANCE_MIGRATE', instance_name: 'web1' })).toMatchObject({ status: 'error', result: ['OpExecError', [expect.stringContaining('degraded')]] });
    world.nodes.weather = weather;
    world.nodes.onStep = () => undefined;
    expect(sent).toEqual([]);
    expect(await world.snapshot()).toEqual(before);
  });

  it.each([
    ['OpPrereqError', 'unknown_entity', { OP_ID: 'OP_INSTANCE_REMOVE', instance_name: 'nobody' }],
    ['OpPrereqError', 'unknown_entity', { OP_ID: 'OP_INSTANCE_STARTUP', instance_name: 'nobody' }],
    ['OpPrereqError', 'wrong_input', create('a b!c')],
    ['OpPrereqError', 'wrong_input', create('x.example.com', { mode: 'import' })],
    ['OpPrereqError', 'wrong_input', create('x.example.com', { snode: n1 })],
    ['OpPrereqError', 'wrong_input', create('x.example.com', { disks: [{ size: 'big' }] })],
    ['OpPrereqError', 'wrong_input', create('x.example.com', { disk_template: 'rbd' })],
    ['OpPrereqError', 'wrong_state', create('x.example.com', { hypervisor: 'kvm' })],
    ['OpPrereqError', 'insufficient_resources', create('x.example.com', { beparams: { memory: 32_000_000 }, ignore_ipolicy: true })],
    ['OpPrereqError', 'resolver_error', create('x.nowhere', { name_check: true })],
    ['TypeEnforcementError', null, create('x.example.com', { beparams: { zzz: 1 } })],
    ['OpExecError', null, create('x.example.com', { os_type: 'nonexist' })],
    ['OpExecError', null, create('x.example.com', { pnode: null, snode: null, iallocator: 'zzz' })],
    ['OpPrereqError', 'wrong_input', { OP_ID: 'OP_TEST_DELAY', duration: -1 }],
    ['OpPrereqError', 'unknown_entity', { OP_ID: 'OP_TAGS_DEL', kind: 'cluster', tags: ['none'] }],
    ['TagError', null, { OP_ID: 'OP_TAGS_SET', kind: 'cluster', tags: ['a b!'] }],
  ] as const)('refuses with %s %s', async (className, code, opcode) => {
    const before = await world.snapshot();
    const ended = await world.run(opcode);
    expect({ status: ended.status, class: (ended.result as unknown[])[0] }).toEqual({ status: 'error', class: className });
    if (code !== null) expect((ended.result as [string, string[]])[1][1]).toBe(code);
    expect(await world.snapshot()).toEqual(before);
  });

  it('waits, tags, tells OS definitions, verifies and takes nodes in', async () => {
    await ok({ OP_ID: 'OP_TEST_DELAY', duration: 0 });
    const delayed = await ok({ OP_ID: 'OP_TEST_DELAY', duration: 0.5, on_nodes: [n1, n2], repeat: 2, no_locks: false });
    expect(delayed.log.filter((line) => line.includes('Delay'))).toHaveLength(2);
    await ok({ OP_ID: 'OP_TAGS_SET', kind: 'node', name: n1, tags: ['b', 'a'] });
    expect((await ok({ OP_ID: 'OP_TAGS_GET', kind: 'node', name: n1 })).result).toEqual(['a', 'b']);
    expect((await ok({ OP_ID: 'OP_TAGS_SEARCH', pattern: '^a$' })).result).toEqual([[`/nodes/${n1}`, 'a']]);
    await ok({ OP_ID: 'OP_TAGS_DEL', kind: 'node', name: n1, tags: ['a'] });
    expect((await ok({ OP_ID: 'OP_OS_DIAGNOSE', output_fields: ['name', 'valid'] })).result).toEqual([['noop', true]]);
    await ok({ OP_ID: 'OP_CLUSTER_POST_INIT' });
    expect((await ok({ OP_ID: 'OP_CLUSTER_VERIFY_CONFIG' })).result).toBe(true);
    const { result } = await ok({ OP_ID: 'OP_CLUSTER_VERIFY' });
    const { jobs } = result as unknown as { jobs: [boolean, number][] };
    expect(jobs).toHaveLength(2);
    for (const [, id] of jobs) expect((await world.wait(id)).status).toBe('success');
    await ok({ OP_ID: 'OP_CLUSTER_REDIST_CONF' });
    await ok({ OP_ID: 'OP_NODE_ADD', node_name: 'node4.example.com', primary_ip: '127.0.1.4' });
    expect(world.config.view.node('node4')?.group).toBe('uuid-group');
    expect((await world.run({ OP_ID: 'OP_NODE_ADD', node_name: 'node4.example.com', primary_ip: '127.0.1.4' })).status).toBe('error');
  });

  it('creates many instances on the same nodes at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `many${index}.example.com`);
    const ended = await Promise.all(names.map((name) => world.run(create(name, { disk_template: 'diskless', disks: [], pnode: null, snode: null }))));
    expect(ended.map(({ status }) => status)).toEqual(names.map(() => 'success'));
    expect(await guests()).toHaveLength(20);
  });
});
