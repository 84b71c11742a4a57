/** Nodes that come and go, and operations on all instances of one. */
import { existsSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { jest } from '@jest/globals';
import { creation, n1, n2, n3, n4, nodeNames, uuidOf, worldPerTest, type Ended } from '@ganeti/testkit';

const world = worldPerTest(nodeNames);
const { op, good, failure } = world;

const view = () => world.config.view;
const create = (name: string, more: object = {}): Promise<Ended> =>
  good(
    op('INSTANCE_CREATE', creation(name, { disk_template: 'drbd', disks: [{ size: 16 }], pnode: n1, snode: n2, ...more })),
  );
/** Waits for the jobs an opcode has submitted; how they ended. */
const outcomes = async ({ result }: Ended): Promise<string[]> => {
  const { jobs } = result as unknown as { jobs: [boolean, number][] };
  const ended = await Promise.all(jobs.map(([, id]) => world.wait(id)));
  return ended.map(({ status, ops }) => (status === 'success' ? `${status} ${JSON.stringify(ops[0]?.input.instance_name)}` : JSON.stringify(ops[0]?.result)));
};

it('is removed: it forgets its cluster, and runs its scripts before', async () => {
  const { configDir, nodeBundle, configCopy } = world.nodes.paths(n4);
  for (const path of [nodeBundle, configCopy]) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'x');
  }
  const steps: string[] = [];
  world.nodes.onStep = (when, node, method, step) => {
    if (when === 'before') steps.push(`${method} ${node} ${step.split('/').at(-1)}`);
  };
  await good(op('NODE_REMOVE', { node_name: n4 }));
  expect(view().node(n4)).toBeUndefined();
  while (world.nodes.left.size === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(world.nodes.left).toEqual(new Set([n4]));
  expect([nodeBundle, configCopy].filter((path) => existsSync(path))).toEqual([]);
  expect(configDir).toContain(n4);
  const leave = steps.findIndex((step) => step.startsWith('Node.Leave'));
  expect(steps[leave - 1]).toBe(`Hooks.Run ${uuidOf(n4)} hooks:post:${uuidOf(n4)}`);
  expect(steps.slice(0, leave - 1).every((step) => step.startsWith('Hooks.Run') && step.includes('hooks:pre') && !step.includes(uuidOf(n4)))).toBe(true);
  expect(await failure(op('NODE_REMOVE', { node_name: n4 }))).toEqual(['OpPrereqError', 'unknown_entity', expect.any(String)]);
});

it('is removed when it does not answer, and others take its place as candidates', async () => {
  await world.config.transaction((tx) => {
    tx.update('cluster', 'uuid-cluster', { candidate_pool_size: 3 });
    tx.update('node', uuidOf(n4), { master_candidate: false });
  });
  world.nodes.silent.add(n3);
  const { log } = await good(op('NODE_REMOVE', { node_name: n3 }));
  expect(log.join('\n')).toMatch(/may still take itself for a part of the cluster[^]*node4\.example\.com is a master candidate now/);
  await good(op('NODE_SET_PARAMS', { node_name: n4, offline: true }));
  const offline = await good(op('NODE_REMOVE', { node_name: n4 }));
  expect(offline.log.join('\n')).toMatch(/offline and is not told/);
  expect([...view().all('node')].map(({ name }) => name)).toEqual([n1, n2]);
});

it('stays when it is the master, has instances, or in a dry run', async () => {
  await create('web1.example.com');
  expect(await failure(op('NODE_REMOVE', { node_name: n1 }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining('is the master')]);
  expect(await failure(op('NODE_REMOVE', { node_name: n2 }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining('web1.example.com')]);
  await good(op('NODE_REMOVE', { node_name: n3, dry_run: true }));
  expect(view().node(n3)).toBeDefined();
  expect(world.nodes.left.size).toBe(0);
});

it('comes back into its old place', async () => {
  await create('web1.example.com', { pnode: n2, snode: n3, start: false });
  await good(op('NODE_SET_PARAMS', { node_name: n3, offline: true }));
  const readd = (more: object = {}): Promise<Ended> => op('NODE_ADD', { node_name: n3, readd: true, ...more });
  expect(await failure(readd({ group: 'default' }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining('group')]);
  expect(await failure(readd({ primary_ip: '127.0.9.9' }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining('keeps its addresses')]);
  expect(await failure(readd({ vm_capable: false }))).toEqual(['OpPrereqError', 'wrong_state', expect.stringContaining('instances')]);
  expect(await failure(op('NODE_ADD', { node_name: n1, readd: true }))).toEqual(['OpPrereqError', 'wrong_state', expect.stringContaining('master')]);
  expect(await failure(op('NODE_ADD', { node_name: 'node9.example.com', readd: true }))).toEqual(['OpPrereqError', 'unknown_entity', expect.any(String)]);
  await good(readd({ ndparams: { spindle_count: 3 } }));
  expect(view().node(n3)).toMatchObject({ offline: false, master_candidate: true, powered: true, ndparams: { spindle_count: 3 }, certificate_digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  // No longer allowed to be a candidate, it gives its old copy away.
  const { configCopy } = world.nodes.paths(n3);
  writeFileSync(configCopy, '{}');
  await good(readd({ master_capable: false }));
  expect(view().node(n3)).toMatchObject({ master_candidate: false, master_capable: false });
  expect(existsSync(configCopy)).toBe(false);
});

it('reboots hard when asked to', async () => {
  await create('web1.example.com', { pnode: n2, snode: n3 });
  expect(await failure(op('NODE_POWERCYCLE', { node_name: n1 }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining('is the master')]);
  const { result } = await good(op('NODE_POWERCYCLE', { node_name: n2 }));
  expect(result).toMatch(/reboots in 5 seconds/);
  // Five seconds of this world are over soon.
  while ((await world.nodes.state()).some((line) => line.includes('guest'))) await new Promise((resolve) => setTimeout(resolve, 20));
  await good(op('NODE_SET_PARAMS', { node_name: n4, offline: true }));
  expect(await failure(op('NODE_POWERCYCLE', { node_name: n4 }))).toEqual(['OpPrereqError', 'wrong_state', expect.stringContaining('offline')]);
});

describe('all instances of a node', () => {
  it('are migrated, each by a job', async () => {
    await create('web1.example.com');
    await create('web2.example.com');
    await create('other.example.com', { pnode: n2, snode: n3 });
    const ended = await good(op('NODE_MIGRATE', { node_name: 'node1' }));
    expect((await outcomes(ended)).sort()).toEqual(['success "web1.example.com"', 'success "web2.example.com"']);
    expect(view().primariesOf(uuidOf(n1)).size).toBe(0);
    expect(await failure(op('NODE_MIGRATE', { node_name: n1, target_node: n1 }))).toEqual(['OpPrereqError', 'wrong_input', expect.any(String)]);
    expect(await outcomes(await good(op('NODE_MIGRATE', { node_name: n4 })))).toEqual([]);
  });

  it('get another secondary node, that was named or chosen', async () => {
    await create('web1.example.com');
    await create('web2.example.com');
    const evacuate = (params: object): Promise<Ended> => op('NODE_EVACUATE', { node_name: n2, mode: 'secondary-only', ...params });
    for (const [params, code] of [
      [{ mode: 'all' }, 'wrong_input'],
      [{ mode: 'primary-only', remote_node: n3 }, 'wrong_input'],
      [{ remote_node: n2 }, 'wrong_input'],
      [{ remote_node: 'node9' }, 'unknown_entity'],
      [{ remote_node: n3, iallocator: 'hail' }, 'wrong_input'],
      [{ node_name: 'node9' }, 'unknown_entity'],
    ] as const) {
      expect(await failure(evacuate(params))).toEqual(['OpPrereqError', code, expect.any(String)]);
    }
    expect(await failure(evacuate({ iallocator: 'zzz' }))).toEqual(['OpExecError', undefined, expect.stringContaining('zzz')]);
    await good(op('NODE_SET_PARAMS', { node_name: n4, drained: true }));
    expect(await failure(evacuate({ remote_node: n4 }))).toEqual(['OpPrereqError', 'wrong_state', expect.stringContaining('drained')]);
    expect((await outcomes(await good(evacuate({ remote_node: n3 })))).sort()).toEqual(['success "web1.example.com"', 'success "web2.example.com"']);
    expect(view().secondariesOf(uuidOf(n3)).size).toBe(2);
    // Node 4 is drained, so that node 2 is the only one left.
    const chosen = await good(op('NODE_EVACUATE', { node_name: n3, mode: 'secondary-only', early_release: true }));
    expect(await outcomes(chosen)).toHaveLength(2);
    expect(view().secondariesOf(uuidOf(n2)).size).toBe(2);
  });

  it('leave for their secondary node, also when theirs is offline', async () => {
    await create('web1.example.com');
    await create('shut.example.com', { start: false });
    const ended = await good(op('NODE_EVACUATE', { node_name: n1, mode: 'primary-only', iallocator: 'hail' }));
    expect((await outcomes(ended)).sort()).toEqual(['success "shut.example.com"', 'success "web1.example.com"']);
    expect(view().primariesOf(uuidOf(n1)).size).toBe(0);
    // From a node that is down they fail over.
    await good(op('INSTANCE_STARTUP', { instance_name: 'shut' }));
    await good(op('NODE_SET_PARAMS', { node_name: n2, offline: true }));
    world.nodes.silent.add(n2);
    await world.nodes.simulators.get(n2)!.reset();
    const away = await good(op('NODE_EVACUATE', { node_name: n2, mode: 'primary-only' }));
    expect((await outcomes(away)).sort()).toEqual(['success "shut.example.com"', 'success "web1.example.com"']);
    expect(view().primariesOf(uuidOf(n1)).size).toBe(2);
    await create('plain.example.com', { disk_template: 'plain', snode: null });
    expect(await failure(op('NODE_EVACUATE', { node_name: n1, mode: 'primary-only' }))).toEqual(['OpExecError', undefined, expect.stringContaining('plain.example.com')]);
  });
});

it('gets the Open vSwitch of its parameters, or is not added', async () => {
  const calls = jest.spyOn(world.nodes.rpc, 'call');
  const add = () => op('NODE_ADD', { node_name: n3, readd: true, ndparams: { ovs: true, ovs_name: 'switch7', ovs_link: 'eth1' } });
  await good(add());
  expect(calls.mock.calls.flatMap(([node, method, request]) => (method === 'Machine.MakeSwitch' ? [[node, request]] : []))).toEqual([[uuidOf(n3), { name: 'switch7', link: 'eth1' }]]);
  calls.mockRestore();
  await good(op('NODE_SET_PARAMS', { node_name: n3, ndparams: { ovs_name: 'switch8' } }));
  world.nodes.fail('Machine.MakeSwitch');
  expect((await failure(add()))[0]).toBe('OpExecError');
  expect(view().node(n3)?.ndparams).toMatchObject({ ovs_name: 'switch8' });
});
