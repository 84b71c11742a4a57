/** Node groups, through the real queue against simulated nodes. */
import { creation, worldPerTest, type Ended } from '@ganeti/testkit';

const world = worldPerTest();
const { op, good, failure } = world;

const group = (name: string) => world.config.view.group(name)!;
const ranges = (memory: number) => {
  const size = (many: number) => ({ 'memory-size': many, 'disk-size': many, 'disk-count': many, 'cpu-count': many, 'nic-count': many, 'spindle-use': many });
  return [{ min: { ...size(0), 'disk-count': 0 }, max: { ...size(1000), 'memory-size': memory } }];
};

it('is made, with layers of its own', async () => {
  await good(
    op('GROUP_ADD', {
      group_name: 'rack2', alloc_policy: 'last_resort', ndparams: { spindle_count: 4, exclusive_storage: true }, diskparams: { drbd: { 'resync-rate': '1024' } }, ipolicy: { 'vcpu-ratio': 2 },
    }),
  );
  expect(group('rack2')).toMatchObject({
    alloc_policy: 'last_resort', ndparams: { spindle_count: 4, exclusive_storage: true }, diskparams: { drbd: { 'resync-rate': 1024 } }, ipolicy: { 'vcpu-ratio': 2 },
  });
  expect(await failure(op('GROUP_ADD', { group_name: 'rack2' }))).toEqual(['OpPrereqError', 'already_exists', expect.any(String)]);
});

it.each([
  [{ ndparams: { zzz: 1 } }, 'TypeEnforcementError', undefined, /zzz/],
  [{ diskparams: { plain: { stripes: 'x' } } }, 'TypeEnforcementError', undefined, /stripes/],
  [{ ipolicy: { zzz: 1 } }, 'OpPrereqError', 'wrong_input', /zzz/],
  [{ ipolicy: { std: { 'memory-size': 1 } } }, 'OpPrereqError', 'wrong_input', /whole cluster/],
  [{ ipolicy: { 'disk-templates': ['tape'] } }, 'OpPrereqError', 'wrong_input', /tape/],
  [{ ipolicy: { minmax: [{ min: {}, max: {} }] } }, 'OpPrereqError', 'wrong_input', /does not say/],
  [{ ipolicy: { minmax: [{ ...ranges(1)[0], max: { ...ranges(1)[0]!.max, 'cpu-count': 1 }, min: { ...ranges(1)[0]!.min, 'cpu-count': 2 } }] } }, 'OpPrereqError', 'wrong_input', /cpu-count \(2\)/],
  [{ hv_state: { kvm: { mem_node: 1 } } }, 'OpPrereqError', 'wrong_input', /hv_state/],
])('refuses %j', async (layers, className, code, text) => {
  expect(await failure(op('GROUP_ADD', { group_name: 'new', ...layers }))).toEqual([className, code, expect.stringMatching(text)]);
  expect(await failure(op('GROUP_SET_PARAMS', { group_name: 'default', ...layers }))).toEqual([className, code, expect.stringMatching(text)]);
});

it('is changed; `default` takes a parameter back', async () => {
  const { result } = await good(op('GROUP_SET_PARAMS', { group_name: 'default', alloc_policy: 'unallocable', ndparams: { spindle_count: 3 }, ipolicy: { 'spindle-ratio': 8 } }));
  expect(result).toEqual([['alloc_policy', 'unallocable'], ['ndparams', { spindle_count: 3 }], ['ipolicy', { 'spindle-ratio': 8 }]]);
  await good(op('GROUP_SET_PARAMS', { group_name: 'default', ndparams: { spindle_count: 'default' }, ipolicy: { 'spindle-ratio': 'default' } }));
  expect(group('default')).toMatchObject({ alloc_policy: 'unallocable', ndparams: {}, ipolicy: {} });
  expect(await failure(op('GROUP_SET_PARAMS', { group_name: 'nowhere', alloc_policy: 'preferred' }))).toEqual(['OpPrereqError', 'unknown_entity', expect.any(String)]);
  expect(await failure(op('GROUP_SET_PARAMS', { group_name: 'default' }))).toEqual(['OpPrereqError', 'wrong_input', expect.any(String)]);
});

it('tells which instances a new policy leaves outside', async () => {
  await good(
    op('INSTANCE_CREATE', creation('big.example.com', { start: false, pnode: 'node1.example.com', beparams: { memory: 2048 } })),
  );
  const { log } = await good(op('GROUP_SET_PARAMS', { group_name: 'default', ipolicy: { minmax: ranges(1024) } }));
  expect(log.join('\n')).toMatch(/big\.example\.com violates the new policy/);
});

it('is renamed, and removed when it is empty and not the last', async () => {
  await good(op('GROUP_ADD', { group_name: 'rack2' }));
  expect(await failure(op('GROUP_RENAME', { group_name: 'rack2', new_name: 'default' }))).toEqual(['OpPrereqError', 'already_exists', expect.any(String)]);
  await good(op('GROUP_RENAME', { group_name: 'rack2', new_name: 'rack3' }));
  await good(op('GROUP_ASSIGN_NODES', { group_name: 'rack3', nodes: ['node3.example.com'] }));
  expect(await failure(op('GROUP_REMOVE', { group_name: 'rack3' }))).toEqual(['OpPrereqError', 'wrong_state', expect.stringContaining('node3.example.com')]);
  await good(op('GROUP_ASSIGN_NODES', { group_name: 'default', nodes: ['node3.example.com'] }));
  await good(op('GROUP_REMOVE', { group_name: 'rack3' }));
  expect(await failure(op('GROUP_REMOVE', { group_name: 'rack3' }))).toEqual(['OpPrereqError', 'unknown_entity', expect.any(String)]);
});

it('does not take one node of a mirrored instance, unless forced', async () => {
  await good(op('GROUP_ADD', { group_name: 'rack2' }));
  await good(
    op('INSTANCE_CREATE', creation('db.example.com', { disk_template: 'drbd', disks: [{ size: 16 }], start: false, pnode: 'node1.example.com', snode: 'node2.example.com' })),
  );
  const assign = (nodes: string[], force = false): Promise<Ended> => op('GROUP_ASSIGN_NODES', { group_name: 'rack2', nodes, force });
  expect(await failure(assign(['node2.example.com']))).toEqual(['OpPrereqError', 'wrong_state', expect.stringContaining('db.example.com')]);
  await good(assign(['node2.example.com'], true));
  const { log } = await good(assign(['node3.example.com']));
  expect(log).toEqual([]);
  await good(assign(['node1.example.com']));
  expect(new Set([...world.config.view.nodesOf(group('rack2').uuid)]).size).toBe(3);
});
