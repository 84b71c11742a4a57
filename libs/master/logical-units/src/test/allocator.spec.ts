/** Allocators: the built-in one and programs, tried with OP_TEST_ALLOCATOR and used by the operations. */
import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { creation, worldPerTest, type Ended } from '@ganeti/testkit';

const names = [1, 2, 3].map((number) => `node${number}.example.com`) as [string, string, string];
const [n1, n2, n3] = names;
const world = worldPerTest(names);
const { op, good, failure } = world;

const test = (mode: string, more: object): Promise<Ended> => op('TEST_ALLOCATOR', { direction: 'out', iallocator: 'hail', mode, name: 'new.example.com', ...more });
const made = { memory: 512, vcpus: 2, disks: [{ size: 1024, mode: 'rw' }], disk_template: 'drbd', nics: [{}], os: 'noop', tags: ['prod'] };
/** Of a request, or of an answer. */
interface Told {
  readonly request: unknown;
  readonly nodes: Readonly<Record<string, unknown>>;
  readonly result: readonly unknown[];
}
const textOf = ({ result }: Ended): Told => JSON.parse(result as string) as Told;
const drbd = (name: string): Promise<Ended> => good(op('INSTANCE_CREATE', creation(name, { disk_template: 'drbd', disks: [{ size: 16 }], pnode: n1, snode: n2 })));

/** An allocator that says this, and notes what it was asked and called with. */
function install(name: string, body: string): void {
  const [dir = ''] = world.nodes.masterPaths.allocatorSearchPath;
  mkdirSync(dir, { recursive: true });
  const path = join(dir, name);
  writeFileSync(path, `#!/bin/sh\nasked="$1"; cat "$asked" > ${path}.asked; shift; echo "$*" > ${path}.options\n${body}\n`);
  chmodSync(path, 0o755);
}
const says = (answer: unknown): string => `cat <<'END'\n${JSON.stringify(answer)}\nEND`;
const noted = (name: string, what: 'asked' | 'options'): string => readFileSync(`${join(world.nodes.masterPaths.allocatorSearchPath[0] ?? '', name)}.${what}`, 'utf8');
const done = (result: unknown): object => ({ success: true, info: 'fine', result });

describe('the request', () => {
  it('describes the cluster and what is wanted', async () => {
    await drbd('web1.example.com');
    const input = textOf(await good(test('allocate', { direction: 'in', ...made })));
    expect(input).toMatchObject({
      version: 2,
      cluster_name: 'cluster.example.com',
      enabled_hypervisors: ['fake'],
      nodegroups: { 'uuid-group': { name: 'default', alloc_policy: 'preferred', tags: [], networks: [], ipolicy: { 'vcpu-ratio': 4 } } },
      nodes: { [n1]: { total_memory: 65_536, reserved_memory: 1024, total_disk: 2_097_152, free_disk: 1_000_000, total_cpus: 16, group: 'uuid-group', offline: false, drained: false, vm_capable: true } },
      instances: { 'web1.example.com': { nodes: [n1, n2], admin_state: 'up', memory: 128, disk_space_total: 144, disks: [{ size: 16, mode: 'rw' }], disk_template: 'drbd' } },
      request: { type: 'allocate', name: 'new.example.com', memory: 512, vcpus: 2, required_nodes: 2, disk_space_total: 1152, disk_template: 'drbd', tags: ['prod'], os: 'noop' },
    });
    // What should run counts as if it did: it takes memory any moment.
    expect(input.nodes[n1]).toMatchObject({ free_memory: 60_000 - 128, i_pri_memory: 128, i_pri_up_memory: 128 });
    expect(input.request).not.toHaveProperty('space');
  });

  it.each([
    ['relocate', { name: 'web1' }, { name: 'web1.example.com', relocate_from: [n2], required_nodes: 1 }],
    ['node-evacuate', { instances: ['web1'], evac_mode: 'primary-only' }, { instances: ['web1.example.com'], evac_mode: 'primary-only' }],
    ['change-group', { instances: ['web1'], target_groups: ['default'] }, { instances: ['web1.example.com'], target_groups: ['uuid-group'] }],
    ['allocate-secondary', { name: 'web1' }, { name: 'web1.example.com' }],
    ['multi-allocate', { ...made, name: 'n', count: 2 }, { instances: [{ name: 'n0', required_nodes: 2 }, { name: 'n1', memory: 512 }] }],
  ])('of mode %s', async (mode, params, request) => {
    await drbd('web1.example.com');
    expect(textOf(await good(test(mode, { direction: 'in', ...params }))).request).toMatchObject({ type: mode, ...request });
  });

  it('is refused for instances that are not there, or are', async () => {
    await drbd('web1.example.com');
    expect((await failure(test('relocate', { name: 'none' })))[1]).toBe('unknown_entity');
    expect((await failure(test('node-evacuate', { instances: ['none'], evac_mode: 'all' })))[1]).toBe('unknown_entity');
    expect((await failure(test('allocate', { ...made, name: 'web1.example.com' })))[1]).toBe('already_exists');
  });
});

it('is answered by the built-in allocator', async () => {
  await drbd('web1.example.com');
  expect(textOf(await good(test('allocate', made)))).toMatchObject({ success: true, result: [expect.any(String), expect.any(String)] });
  expect(textOf(await good(test('relocate', { name: 'web1' })))).toMatchObject({ success: true, result: [n3] });
  expect(textOf(await good(test('multi-allocate', { ...made, count: 3 }))).result[0]).toHaveLength(3);
  expect(textOf(await good(test('node-evacuate', { instances: ['web1'], evac_mode: 'primary-only' })))).toMatchObject({ success: true, result: [[['web1.example.com', 'default', [n2, n1]]], [], [[{ OP_ID: expect.any(String) }]]] });
  expect(textOf(await good(test('allocate', { ...made, memory: 4_000_000 })))).toMatchObject({ success: false });
});

describe('a program', () => {
  it('gets the request in a file that is gone afterwards, and its answer is used', async () => {
    install('mine', says(done([n3])));
    await good(op('INSTANCE_CREATE', creation('a.example.com', { disk_template: 'plain', disks: [{ size: 16 }], iallocator: 'mine' })));
    expect(world.config.view.instance('a')).toMatchObject({ primary_node: `uuid-${n3}` });
    expect(JSON.parse(noted('mine', 'asked'))).toMatchObject({ version: 2, request: { type: 'allocate', name: 'a.example.com' } });
    expect(noted('mine', 'options').trim()).toBe('');
    expect(readdirSync(world.nodes.masterPaths.allocatorInputs)).toEqual([]);
  });

  it('as the default of the cluster gets its parameters', async () => {
    install('mine', says(done([n2])));
    await good(op('CLUSTER_SET_PARAMS', { default_iallocator: 'mine', default_iallocator_params: { policy: 'spread', depth: 3, fast: true } }));
    for (const iallocator of [null, '.']) {
      await good(op('INSTANCE_CREATE', creation(`a${String(iallocator)}.example.com`.replace('..', '1.'), { iallocator })));
      expect(noted('mine', 'options').trim()).toBe('--policy=spread --depth=3 --fast');
    }
    expect([...world.config.view.primariesOf(`uuid-${n2}`)]).toHaveLength(2);
    install('other', says(done([n1])));
    await good(op('INSTANCE_CREATE', creation('b.example.com', { iallocator: 'other' })));
    expect(noted('other', 'options').trim()).toBe('');
  });

  it('chooses new secondaries and plans evacuations', async () => {
    await drbd('web1.example.com');
    install('mine', says(done([n3])));
    await good(op('INSTANCE_REPLACE_DISKS', { instance_name: 'web1', mode: 'replace_new_secondary', iallocator: 'mine', disks: [] }));
    expect(world.config.view.nodesOfInstance(world.config.view.instance('web1')!)).toEqual([`uuid-${n1}`, `uuid-${n3}`]);
    const job = [{ OP_ID: 'OP_INSTANCE_REPLACE_DISKS', instance_name: 'web1.example.com', mode: 'replace_new_secondary', remote_node: n2, disks: [] }];
    install('mine', says(done([[['web1.example.com', 'default', [n1, n2]]], [], [job]])));
    const { result } = await good(op('NODE_EVACUATE', { node_name: n3, mode: 'secondary-only', iallocator: 'mine' }));
    const [[, id]] = (result as { jobs: [[boolean, number]] }).jobs;
    expect((await world.wait(id)).status).toBe('success');
    expect(world.config.view.nodesOfInstance(world.config.view.instance('web1')!)).toEqual([`uuid-${n1}`, `uuid-${n2}`]);
  });

  it('that finds no place says why', async () => {
    install('mine', says({ success: false, info: 'all full', result: [] }));
    expect(await failure(op('INSTANCE_CREATE', creation('a.example.com', { iallocator: 'mine' })))).toEqual(['OpPrereqError', 'insufficient_resources', expect.stringContaining('all full')]);
  });

  it.each([
    ['fails', 'echo broken >&2; exit 3', /exit code 3: broken/],
    ['says nothing', '', /JSON/],
    ['says no JSON', 'echo yes', /JSON/],
    ['says not whether it was successful', says({ result: [n1] }), /success/],
    ['names too few nodes', says(done([])), /0 nodes .* where 1/],
    ['names too many nodes', says(done([n1, n2])), /2 nodes .* where 1/],
    ['names an unknown node', says(done(['node9.example.com'])), /node9/],
    ['answers something else', says(done('node1.example.com')), /no list of nodes/],
  ])('is not believed when it %s', async (_what, body, text) => {
    install('mine', body);
    expect(await failure(op('INSTANCE_CREATE', creation('a.example.com', { iallocator: 'mine' })))).toEqual(['OpExecError', undefined, expect.stringMatching(text)]);
  });

  it.each([
    ['does more than move instances', [[['web1.example.com', 'default', [n1, n3]]], [], [[{ OP_ID: 'OP_INSTANCE_REMOVE', instance_name: 'web1.example.com' }]]], /OP_INSTANCE_REMOVE/],
    ['moves others', [[['web1.example.com', 'default', [n1, n3]]], [], [[{ OP_ID: 'OP_INSTANCE_MIGRATE', instance_name: 'web2.example.com' }]]], /web2/],
    ['gives wrong parameters', [[['web1.example.com', 'default', [n1, n3]]], [], [[{ OP_ID: 'OP_INSTANCE_MIGRATE', instance_name: 'web1.example.com', zzz: 1 }]]], /zzz/],
    ['forgets an instance', [[], [], []], /nothing for instance web1/],
    ['answers twice', [[['web1.example.com', 'default', [n1, n3]]], [['web1.example.com', 'no']], []], /twice/],
  ])('is not believed when its plan %s', async (_what, result, text) => {
    await drbd('web1.example.com');
    install('mine', says(done(result)));
    expect(await failure(op('NODE_EVACUATE', { node_name: n1, mode: 'primary-only', iallocator: 'mine' }))).toEqual(['OpExecError', undefined, expect.stringMatching(text)]);
  });

  it('has to be there, and executable', async () => {
    expect(await failure(test('allocate', { ...made, iallocator: 'zzz' }))).toEqual(['OpExecError', undefined, expect.stringMatching(/zzz/)]);
    expect(await failure(op('CLUSTER_SET_PARAMS', { default_iallocator: 'zzz' }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringMatching(/zzz/)]);
    install('mine', '');
    chmodSync(join(world.nodes.masterPaths.allocatorSearchPath[0] ?? '', 'mine'), 0o644);
    expect((await failure(test('allocate', { ...made, iallocator: 'mine' })))[2]).toMatch(/not executable/);
    expect((await failure(test('allocate', { ...made, iallocator: '../mine' })))[2]).toMatch(/name/);
  });
});
