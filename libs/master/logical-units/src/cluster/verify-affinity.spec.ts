import { creation, unitChecks, unitWorld, type Ended, type UnitWorld } from '@ganeti/testkit';

const [n1, n2] = ['node1.example.com', 'node2.example.com'] as const;
let world: UnitWorld;
const { op, good } = unitChecks(() => world);
beforeEach(async () => {
  world = await unitWorld();
});
afterEach(() => world.close());

const tag = (tags: string[]): Promise<Ended> => good(op('TAGS_SET', { kind: 'cluster', name: null, tags }));
const create = (name: string, tags: string[], pnode: string): Promise<Ended> => good(op('INSTANCE_CREATE', creation(name, { tags, pnode, start: false })));
const verify = async (): Promise<{ good: unknown; findings: string[] }> => {
  const { result, log } = await good(op('CLUSTER_VERIFY_CONFIG', { error_codes: true }));
  return { good: result, findings: log.filter((line) => /ERROR|WARNING/.test(line)).map((line) => line.trim()) };
};

it('tells of instances that are not where they belong', async () => {
  await tag(['affinity:apart:hard:db:', 'affinity:together:soft:app:', 'affinity:together:hard:pair:']);
  for (const [name, instanceTag, node] of [['a', 'db:x', n1], ['b', 'db:x', n1], ['c', 'db:y', n1], ['d', 'app:1', n1], ['e', 'app:1', n2], ['f', 'pair:1', n2], ['g', 'pair:1', n2]] as const) {
    await create(`${name}.example.com`, [instanceTag], node);
  }
  const { good: isGood, findings } = await verify();
  expect(isGood).toBe(false);
  expect(findings).toEqual([
    `- ERROR:ECLUSTERCFG:cluster::instances tagged db:x must be on nodes of their own, but share ${n1}`,
    `- WARNING:ECLUSTERCFG:cluster::instances tagged app:1 should be on one node, but are on ${n1}, ${n2}`,
  ]);
});

it('has nothing to tell when all are, or nobody asked', async () => {
  await create('a.example.com', ['db'], n1);
  await create('b.example.com', ['db'], n1);
  expect(await verify()).toEqual({ good: true, findings: [] });
  await tag(['affinity:together:hard:db']);
  expect(await verify()).toEqual({ good: true, findings: [] });
});
