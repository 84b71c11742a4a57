/** The allocator protocol: what is asked as JSON, and where things go. */
import { parseInput } from '../formats/request';
import { DEFAULT_POLICY } from '../formats/policy-text';
import { answerRequest } from './answer';

type Fields = Readonly<Record<string, unknown>>;

const node = (group: string, more: Fields = {}) => ({
  group, total_disk: 100_000, free_disk: 90_000, total_memory: 16_384, reserved_memory: 512, free_memory: 15_872, total_cpus: 8, reserved_cpus: 1, total_spindles: 1, free_spindles: 1, primary_ip: '192.0.2.1',
  secondary_ip: '192.0.2.1', tags: [], master_candidate: true, master_capable: true, vm_capable: true, drained: false, offline: false, ndparams: {}, ...more,
});
const group = (name: string, more: Fields = {}) => ({ name, alloc_policy: 'preferred', networks: [], tags: [], ipolicy: DEFAULT_POLICY, ...more });
const instance = (nodes: readonly string[], disk_template: string, more: Fields = {}) => ({
  disks: [{ size: 1024 }], disk_space_total: disk_template === 'drbd' ? 1152 : 1024, hypervisor: 'kvm', tags: [], nics: [{ network: null }], vcpus: 1, admin_state: 'up', disk_template, spindle_use: 1, memory: 1024, nodes, os: '', ...more,
});
const wanted = (disk_template: string, more: Fields = {}) => ({ type: 'allocate', name: 'new', required_nodes: 1, ...instance([], disk_template), ...more });

interface World {
  readonly groups?: Fields;
  readonly nodes?: Fields;
  readonly instances?: Fields;
  readonly tags?: readonly string[];
}
const twoGroups: World = { groups: { g1: group('one'), g2: group('two') }, nodes: { a1: node('g1'), a2: node('g1'), b1: node('g2'), b2: node('g2') } };

function ask(request: Fields, { groups, nodes, instances = {}, tags = [] }: World = twoGroups) {
  const { success, result, info } = answerRequest(parseInput(JSON.stringify({ cluster_tags: tags, ipolicy: DEFAULT_POLICY, nodegroups: groups, nodes, instances, request })));
  return { success, result, info };
}
const chosen = (request: Fields, world?: World) => ask(request, world).result;

it.each(['plain', 'file', 'diskless', 'sharedfile', 'blockdev', 'rbd', 'ext', 'gluster'])('%s takes one node', (template) => {
  expect(chosen(wanted(template))).toEqual([expect.stringMatching(/^[ab]/)]);
});

it('drbd takes two nodes of one group', () => {
  const [primary, secondary] = chosen(wanted('drbd')) as string[];
  expect([primary?.[0], primary === secondary]).toEqual([secondary?.[0], false]);
});

it.each([
  ['offline', { a1: node('g1', { offline: true }) }],
  ['drained', { a1: node('g1', { drained: true }) }],
  ['not vm_capable', { a1: node('g1', { vm_capable: false }) }],
  ['without figures', { a1: node('g1', { total_memory: undefined }) }],
  ['full of memory', { a1: node('g1', { free_memory: 1000 }) }],
  ['full of disks', { a1: node('g1', { free_disk: 1000 }) }],
  ['beyond its ratio of spindles', { a1: node('g1', { ndparams: { spindle_count: 0 } }) }],
] as const)('nothing goes to a node that is %s', (_what, nodes) => {
  const world = { groups: { g1: group('one') }, nodes: { ...nodes, a2: node('g1'), a3: node('g1') } };
  expect(chosen(wanted('plain'), world)).not.toEqual(['a1']);
  expect((chosen(wanted('drbd'), world) as string[]).toSorted()).toEqual(['a2', 'a3']);
});

it('a node beyond its ratio of CPUs runs no more instances, but may be a secondary', () => {
  const world = { groups: { g1: group('one') }, nodes: { a1: node('g1', { total_cpus: 1, reserved_cpus: 4 }), a2: node('g1') } };
  expect(chosen(wanted('plain'), world)).toEqual(['a2']);
  expect(chosen(wanted('drbd'), world)).toEqual(['a2', 'a1']);
});

it.each([
  ['takes no new instances', group('one', { alloc_policy: 'unallocable' }), {}],
  ['has not the network', group('one'), { nics: [{ network: 'net' }] }],
  ['allows less memory', group('one', { ipolicy: { ...DEFAULT_POLICY, minmax: [{ ...DEFAULT_POLICY.minmax[0], max: { ...DEFAULT_POLICY.minmax[0]?.max, 'memory-size': 512 } }] } }), {}],
  ['does not allow the template', group('one', { ipolicy: { ...DEFAULT_POLICY, 'disk-templates': ['drbd'] } }), {}],
  ['is a last resort', group('one', { alloc_policy: 'last_resort' }), {}],
] as const)('nothing goes to a group that %s', (_what, g1, more) => {
  // The other one is worse but for that.
  const world = { groups: { g1, g2: group('two', { networks: ['net'] }) }, nodes: { a1: node('g1'), b1: node('g2', { free_memory: 2000, free_disk: 3000 }) } };
  expect(chosen(wanted('plain', more), world)).toEqual(['b1']);
});

it('says why no group takes it', () => {
  const { success, info } = ask(wanted('plain', { nics: [{ network: 'net' }] }));
  expect(success).toBe(false);
  expect(info).toMatch(/group one: not connected to network net; group two/);
});

it('goes to the group that is named, though it is closed to others, and to nodes that are listed', () => {
  const world = { ...twoGroups, groups: { g1: group('one', { alloc_policy: 'unallocable' }), g2: group('two') } };
  expect(chosen(wanted('plain', { group_name: 'one' }), world)).toEqual([expect.stringMatching(/^a/)]);
  expect(chosen(wanted('plain', { node_whitelist: ['b2'] }), world)).toEqual(['b2']);
});

it('what does not run takes no memory, and what is to run does', () => {
  const world = (admin_state: string): World => ({ groups: { g1: group('one') }, nodes: { a1: node('g1', { free_memory: admin_state === 'up' ? 1000 : 9000 }) }, instances: { big: instance(['a1'], 'plain', { memory: 14_000, admin_state }) } });
  expect(ask(wanted('plain', { memory: 2048 }), world('down')).success).toBe(true);
  expect(ask(wanted('plain', { memory: 2048 }), world('up')).success).toBe(false);
});

it('keeps memory free for what may fail over: N+1', () => {
  const mirrored = instance(['a1', 'a2'], 'drbd', { memory: 12_000 });
  const world = { groups: { g1: group('one') }, nodes: { a1: node('g1', { free_memory: 3872 }), a2: node('g1') }, instances: { mirrored } };
  expect(ask(wanted('plain', { memory: 6000 }), world)).toMatchObject({ success: false, info: expect.stringMatching(/FailN1/) });
});

it('keeps exclusion tags apart where it can', () => {
  const world = { ...twoGroups, tags: ['htools:iextags:svc'], instances: { dns1: instance(['a1'], 'plain', { tags: ['svc:dns'] }), dns2: instance(['b1'], 'plain', { tags: ['svc:dns'] }) } };
  expect(chosen(wanted('plain', { tags: ['svc:dns'] }), world)).toEqual([expect.stringMatching(/2$/)]);
});

const three: World = { groups: { g1: group('one'), g2: group('two') }, nodes: { a1: node('g1'), a2: node('g1'), a3: node('g1'), a4: node('g1'), b1: node('g2'), b2: node('g2') } };

it('relocates within the group: another secondary of a mirror, another node for shared storage; others stay', () => {
  const world = { ...three, instances: { m: instance(['a1', 'a2'], 'drbd'), s: instance(['a1'], 'rbd'), p: instance(['a1'], 'plain') } };
  const relocate = (name: string, from: string): Fields => ({ type: 'relocate', name, relocate_from: [from], required_nodes: 1, disk_space_total: 1024 });
  expect(chosen(relocate('m', 'a2'), world)).toEqual([expect.stringMatching(/^a[34]$/)]);
  expect(chosen(relocate('s', 'a1'), world)).toEqual([expect.stringMatching(/^a[2-4]$/)]);
  expect(() => ask(relocate('p', 'a1'), world)).toThrow(/disks on one node only/);
});

it('gives an instance on one node a second one', () => {
  expect(chosen({ type: 'allocate-secondary', name: 'p' }, { ...three, instances: { p: instance(['a1'], 'plain') } })).toMatch(/^a[2-4]$/);
});

it.each([
  ['primary-only', [['m', 'one', ['a2', 'a1']], ['s', 'one', [expect.stringMatching(/^a[2-4]$/)]]]],
  ['secondary-only', [['m', 'one', ['a1', expect.stringMatching(/^a[34]$/)]]]],
  ['all', [['m', 'one', [expect.stringMatching(/^a[34]$/), expect.stringMatching(/^a[34]$/)]], ['s', 'one', [expect.stringMatching(/^a[34]$/)]]]],
] as const)('evacuates a node (%s)', (evac_mode, moved) => {
  const world = { ...three, instances: { m: instance(['a1', 'a2'], 'drbd'), s: instance(['a1'], 'rbd') } };
  const [placed] = chosen({ type: 'node-evacuate', instances: evac_mode === 'secondary-only' ? ['m'] : ['m', 's'], evac_mode }, world) as [unknown[]];
  expect(placed).toEqual(moved);
});

it('brings instances to other groups, with jobs that do it', () => {
  const world = { ...three, instances: { m: instance(['a1', 'a2'], 'drbd') } };
  const [placed, failed, jobs] = chosen({ type: 'change-group', instances: ['m'], target_groups: ['g2'] }, world) as [unknown[], unknown[], { OP_ID: string }[][]];
  expect([placed, failed]).toEqual([[['m', 'two', [expect.stringMatching(/^b/), expect.stringMatching(/^b/)]]], []]);
  expect(jobs.flat().length).toBeGreaterThan(0);
});

it('places many one after the other, and tells which find no room', () => {
  const world = { groups: { g1: group('one') }, nodes: { a1: node('g1', { free_memory: 5000 }), a2: node('g1', { free_memory: 5000 }) } };
  const instances = ['i1', 'i2', 'i3'].map((name) => wanted('plain', { name, memory: 3000 }));
  const [placed, failed] = chosen({ type: 'multi-allocate', instances }, world) as [[string, string[]][], string[]];
  expect([placed.map(([name]) => name), new Set(placed.flatMap(([, nodes]) => nodes)), failed]).toEqual([['i1', 'i2'], new Set(['a1', 'a2']), ['i3']]);
});
