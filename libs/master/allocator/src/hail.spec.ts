import fc from 'fast-check';
import { OpPrereqError } from '@ganeti/errors';
import { allocate, type AllocationCluster, type AllocationGroup, type AllocationNode, type AllocationSpec } from './index';

const groups: ReadonlyMap<string, AllocationGroup> = new Map([
  ['g1', { name: 'main', alloc_policy: 'preferred', disk_templates: ['drbd', 'plain', 'file', 'diskless'] }],
  ['g2', { name: 'spare', alloc_policy: 'last_resort', disk_templates: ['drbd', 'plain', 'diskless'] }],
  ['g3', { name: 'closed', alloc_policy: 'unallocable', disk_templates: ['drbd', 'plain', 'diskless'] }],
]);

function node(name: string, more: Partial<AllocationNode> = {}, free = 10_000): AllocationNode {
  return { uuid: name, name, group: 'g1', offline: false, drained: false, vm_capable: true, reachable: true, memory_free: 1000, storage: [{ type: 'lvm-vg', name: 'xenvg', free }], primaries: 0, ...more };
}
const spec = (more: Partial<AllocationSpec> = {}): AllocationSpec => ({
  name: 'web1',
  disk_template: 'drbd',
  memory: 512,
  space: [{ type: 'lvm-vg', name: 'xenvg', size: 1024 }],
  nodes: 2,
  group: null,
  ...more,
});
const choose = (nodes: readonly AllocationNode[], more: Partial<AllocationSpec> = {}): readonly string[] => allocate({ nodes, groups }, spec(more));

describe('allocator hail', () => {
  it('takes most free memory first and most free space second', () => {
    expect(choose([node('a'), node('b', { memory_free: 2000 }), node('c', { memory_free: 600 }, 20_000)])).toEqual(['b', 'c']);
  });

  it('decides ties by space, then number of primaries, then name', () => {
    expect(choose([node('a'), node('b', {}, 11_000)], { nodes: 1 })).toEqual(['b']);
    expect(choose([node('a', { primaries: 2 }), node('b', { primaries: 1 })], { nodes: 1 })).toEqual(['b']);
    expect(choose([node('b'), node('a')], { nodes: 1 })).toEqual(['a']);
  });

  it('lets a node without memory be secondary', () => {
    expect(choose([node('a', { memory_free: -5 }), node('b')])).toEqual(['b', 'a']);
  });

  it('keeps pairs in one group, and uses a last resort last', () => {
    const spare = [node('s1', { group: 'g2', memory_free: 9000 }), node('s2', { group: 'g2', memory_free: 9000 })];
    expect(choose([...spare, node('a'), node('b')])).toEqual(['a', 'b']);
    expect(choose([...spare, node('a')])).toEqual(['s1', 's2']);
    expect(choose([...spare, node('a'), node('b')], { group: 'g2' })).toEqual(['s1', 's2']);
  });

  it('uses a closed group only when it is named', () => {
    const closed = [node('c1', { group: 'g3' }), node('c2', { group: 'g3' })];
    expect(() => choose(closed)).toThrow('group closed takes no new instances: c1, c2');
    expect(choose(closed, { group: 'g3' })).toEqual(['c1', 'c2']);
  });

  it('respects the disk templates of the policy', () => {
    expect(() => choose([node('s', { group: 'g2' })], { disk_template: 'file', space: [], nodes: 1 })).toThrow('does not allow disk template file');
  });

  it('says why each node was refused, and shortens long lists', () => {
    const full = Array.from({ length: 6 }, (_, index) => node(`full${index}`, {}, 10));
    let thrown: unknown;
    try {
      choose([...full, node('off', { offline: true }), node('dr', { drained: true }), node('nv', { vm_capable: false }), node('quiet', { reachable: false }), node('bare', { storage: [] }), node('one')]);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(OpPrereqError);
    expect(thrown).toMatchObject({ code: 'insufficient_resources' });
    const { message } = thrown as Error;
    for (const part of ['not enough space in xenvg: full0, full1, full2 and 3 more', 'offline: off', 'drained: dr', 'not vm_capable: nv', 'not heard of: quiet', 'no lvm-vg xenvg: bare', 'no second node in its group: one']) {
      expect(message).toContain(part);
    }
  });

  const anyNode = fc.record({
    group: fc.constantFrom('g1', 'g2', 'g3'),
    offline: fc.boolean(),
    drained: fc.boolean(),
    vm_capable: fc.boolean(),
    reachable: fc.boolean(),
    memory_free: fc.integer({ min: -100, max: 2000 }),
    free: fc.nat(3000),
    primaries: fc.nat(3),
  });
  const anyCluster = fc.array(anyNode, { maxLength: 12 }).map(
    (list): AllocationCluster => ({ groups, nodes: list.map(({ free, ...rest }, index) => node(`n${index}`, rest, free)) }),
  );
  const anySpec = fc
    .record({ memory: fc.nat(1500), size: fc.nat(2000), nodes: fc.constantFrom(1 as const, 2 as const), group: fc.constantFrom(null, 'g1', 'g2', 'g3') })
    .map(({ size, ...rest }) => spec({ ...rest, space: [{ type: 'lvm-vg', name: 'xenvg', size }] }));

  const holds = (candidate: AllocationNode, wanted: AllocationSpec): boolean =>
    !candidate.offline && !candidate.drained && candidate.vm_capable && candidate.reachable &&
    (wanted.group === null ? candidate.group !== 'g3' : candidate.group === wanted.group) &&
    candidate.storage[0]!.free >= wanted.space[0]!.size;

  it('never breaks a rule, finds a place whenever there is one, and does not depend on the order of nodes', () => {
    fc.assert(
      fc.property(anyCluster, anySpec, fc.infiniteStream(fc.nat()), (cluster, wanted, random) => {
        const shuffled = [...cluster.nodes].map((item) => [random.next().value as number, item] as const).sort(([a], [b]) => a - b).map(([, item]) => item);
        const attempt = (nodes: readonly AllocationNode[]): readonly string[] | null => {
          try {
            return allocate({ groups, nodes }, wanted);
          } catch (error) {
            expect(error).toBeInstanceOf(OpPrereqError);
            return null;
          }
        };
        const able = cluster.nodes.filter((candidate) => holds(candidate, wanted));
        const possible = able.some(
          (first) => first.memory_free >= wanted.memory && (wanted.nodes === 1 || able.some((second) => second !== first && second.group === first.group)),
        );
        const chosen = attempt(cluster.nodes);
        expect(chosen !== null).toBe(possible);
        expect(attempt(shuffled)).toEqual(chosen);
        if (chosen === null) return;
        const [first, second] = chosen.map((uuid) => cluster.nodes.find((candidate) => candidate.uuid === uuid)!);
        expect(new Set(chosen).size).toBe(wanted.nodes);
        expect(first!.memory_free).toBeGreaterThanOrEqual(wanted.memory);
        expect(holds(first!, wanted)).toBe(true);
        if (second !== undefined) expect(holds(second, wanted) && second.group === first!.group).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
