/** Balance, capacity, check and rolling reboots, asked of a cluster through the queue. */
import { creation, worldPerTest } from '@ganeti/testkit';

const [n1, n2, n3, n4] = [1, 2, 3, 4].map((number) => `node${number}.example.com`) as [string, string, string, string];
const world = worldPerTest([n1, n2, n3, n4]);
const { op, good, failure } = world;

interface Balanced {
  readonly groups: readonly { readonly group: string; readonly initial: number; readonly final: number; readonly steps: readonly { readonly instance: string }[]; readonly sets: readonly (readonly number[])[] }[];
  readonly jobs: readonly [boolean, number][];
}

async function mirrored(count: number, pnode: string, snode: string): Promise<void> {
  for (let i = 1; i <= count; i += 1) {
    await good(op('INSTANCE_CREATE', creation(`web${i}.example.com`, { disk_template: 'drbd', disks: [{ size: 64 }], pnode, snode })));
  }
}
const primaries = (): string[] => [...world.config.view.all('instance')].map(({ primary_node }) => primary_node);

describe('balance', () => {
  it('shows moves and makes none', async () => {
    await mirrored(4, n1, n2);
    const before = await world.snapshot();
    const { result } = await good(op('CLUSTER_BALANCE', {}));
    const { groups, jobs } = result as unknown as Balanced;
    expect(groups).toHaveLength(1);
    expect(groups[0]?.steps.length).toBeGreaterThan(0);
    expect(groups[0]?.final).toBeLessThan(groups[0]?.initial ?? 0);
    expect(jobs).toEqual([]);
    expect(await world.snapshot()).toEqual(before);
  });

  it('makes them when told to, and finds nothing more then', async () => {
    await mirrored(4, n1, n2);
    const { result } = await good(op('CLUSTER_BALANCE', { execute: true }));
    const { jobs, groups } = result as unknown as Balanced;
    expect(jobs).toHaveLength(groups[0]?.steps.length ?? 0);
    for (const [, id] of jobs) expect((await world.wait(Number(id))).status).toBe('success');
    expect(new Set(primaries()).size).toBeGreaterThan(1);
    const again = (await good(op('CLUSTER_BALANCE', {}))).result as unknown as Balanced;
    expect(again.groups[0]?.steps).toEqual([]);
    expect(again.groups[0]?.initial).toBeLessThan(groups[0]?.initial ?? 0);
  });

  it('keeps to its limits', async () => {
    await mirrored(4, n1, n2);
    const one = (await good(op('CLUSTER_BALANCE', { max_moves: 1 }))).result as unknown as Balanced;
    expect(one.groups[0]?.steps).toHaveLength(1);
    const only = (await good(op('CLUSTER_BALANCE', { instances: ['web2.example.com'] }))).result as unknown as Balanced;
    expect(new Set(only.groups[0]?.steps.map(({ instance }) => instance))).toEqual(new Set(['web2.example.com']));
    expect((await failure(op('CLUSTER_BALANCE', { group_name: 'nowhere' })))[1]).toBe('unknown_entity');
    expect((await failure(op('CLUSTER_BALANCE', { instances: ['nobody.example.com'] })))[1]).toBe('unknown_entity');
  });
});

it('capacity says how many more fit', async () => {
  const answer = (await good(op('CLUSTER_CAPACITY', { disk_template: 'plain', memory: 1024, disk: 1024, vcpus: 1 }))).result as unknown as {
    standard: { count: number; refused: [string, number][] };
    tiered: { count: number; tiers: { spec: { memory: number } }[] };
  };
  expect(answer.standard.count).toBeGreaterThan(10);
  expect(answer.standard.refused.length).toBeGreaterThan(0);
  expect(answer.tiered.tiers[0]?.spec.memory).toBe(1024);
  const fewer = (await good(op('CLUSTER_CAPACITY', { disk_template: 'plain', memory: 1024, disk: 1024, vcpus: 1, limit: 3 }))).result as unknown as { standard: { count: number } };
  expect(fewer.standard.count).toBe(3);
  expect((await failure(op('CLUSTER_CAPACITY', { disk_template: 'rbd' })))[1]).toBe('wrong_input');
});

it('check finds what is wrong, and knows of continuous balancing', async () => {
  type Check = { healthy: boolean; groups: { offlinePrimary: string[] }[]; balancing: object | null };
  await mirrored(1, n1, n2);
  expect((await good(op('CLUSTER_CHECK', {}))).result as unknown as Check).toMatchObject({ healthy: true, balancing: null });
  await good(op('NODE_SET_PARAMS', { node_name: n2, offline: true }));
  await good(op('CLUSTER_SET_BALANCING', { interval: 600, max_moves: 2 }));
  const check = (await good(op('CLUSTER_CHECK', {}))).result as unknown as { groups: { offlineSecondary: string[] }[] } & Check;
  expect(check).toMatchObject({ healthy: false, balancing: { interval: 600, max_moves: 2 } });
  expect(check.groups[0]?.offlineSecondary).toEqual(['web1.example.com']);
  await good(op('CLUSTER_SET_BALANCING', { interval: 0 }));
  expect((await good(op('CLUSTER_CHECK', { simulate: false }))).result as unknown as Check).toMatchObject({ balancing: null });
});

describe('reboots', () => {
  type Rebooted = { groups: { sets: { nodes: string[] }[] }[]; jobs: [boolean, number][] };

  it('never takes both nodes of an instance down together', async () => {
    await mirrored(1, n1, n2);
    const { groups, jobs } = (await good(op('NODE_ROLLING_REBOOT', {}))).result as unknown as Rebooted;
    const sets = groups[0]?.sets.map(({ nodes }) => nodes) ?? [];
    expect(sets.flat().sort()).toEqual([n1, n2, n3, n4]);
    expect(sets.some((nodes) => nodes.includes(n1) && nodes.includes(n2))).toBe(false);
    expect(jobs).toEqual([]);
  });

  it('moves instances away and back', async () => {
    await mirrored(1, n3, n4);
    const { jobs } = (await good(op('NODE_ROLLING_REBOOT', { execute: true, nodes: [n3, n4] }))).result as unknown as Rebooted;
    expect(jobs).toHaveLength(2);
    for (const [, id] of jobs) expect((await world.wait(Number(id))).ops.filter(({ status }) => status !== 'success')).toEqual([]);
    expect(world.config.view.instance('web1.example.com')?.primary_node).toBe(`uuid-${n3}`);
    expect((await world.nodes.state()).filter((line) => line.includes(' guest '))).toEqual([`uuid-${n3} guest web1.example.com running`]);
  });

  it('does not reboot a node under its instances', async () => {
    await mirrored(1, n3, n4);
    const [className, code, text] = await failure(op('NODE_REBOOT', { node_name: n3 }));
    expect([className, code]).toEqual(['OpPrereqError', 'wrong_state']);
    expect(text).toContain('web1.example.com');
  });
});
