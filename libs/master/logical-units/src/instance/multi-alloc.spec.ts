/** Many instances by one question, through the real queue against simulated nodes. */
import { creation, n1, n2, n3, uuidOf, worldPerTest, type Ended } from '@ganeti/testkit';

const world = worldPerTest();
const { op, good, failure } = world;

interface Answer {
  readonly jobs: [boolean, number][];
  readonly allocatable: string[];
  readonly failed: string[];
}
const one = (name: string, more: object = {}): object => ({ OP_ID: 'OP_INSTANCE_CREATE', ...creation(`${name}.example.com`, { disk_template: 'plain', disks: [{ size: 16 }], start: false, ...more }) });
const many = (instances: object[], more: object = {}): Promise<Ended> => op('INSTANCE_MULTI_ALLOC', { instances, ...more });
const answerOf = ({ result }: Ended): Answer => result as unknown as Answer;
const outcomes = async ({ jobs }: Answer): Promise<string[]> => Promise.all(jobs.map(async ([, id]) => (await world.wait(id)).status));
const nodesOf = (name: string): string[] => world.config.view.nodesOfInstance(world.config.view.instance(name)!).map((uuid) => world.config.view.get('node', uuid)!.name);

it('places all, tells which, and creates them by a job each', async () => {
  const ended = await good(many([one('a'), one('b'), one('c', { disk_template: 'drbd' })]));
  const answer = answerOf(ended);
  expect(answer).toMatchObject({ allocatable: ['a.example.com', 'b.example.com', 'c.example.com'], failed: [] });
  expect(await outcomes(answer)).toEqual(['success', 'success', 'success']);
  expect(nodesOf('a')).not.toEqual(nodesOf('b'));
  expect(nodesOf('c')).toHaveLength(2);
  expect(ended.log.join('\n')).toContain('a.example.com');
  expect(world.queue.get(answer.jobs[0]![1])?.ops[0]?.input).toMatchObject({ OP_ID: 'OP_INSTANCE_CREATE', pnode: nodesOf('a')[0] });
});

it('creates those that fit, and tells which do not', async () => {
  // Of 60,000 MiB on each of three nodes.
  const big = { start: true, beparams: { minmem: 32_000, maxmem: 32_000 } };
  const answer = answerOf(await good(many(['a', 'b', 'c', 'd'].map((name) => one(name, big)))));
  expect(answer.allocatable).toHaveLength(3);
  expect(answer.failed).toEqual(['d.example.com']);
  expect(await outcomes(answer)).toEqual(['success', 'success', 'success']);
});

it('keeps the room until the jobs come', async () => {
  const big = { start: true, beparams: { minmem: 32_000, maxmem: 32_000 } };
  const wanted = many(['a', 'b', 'c'].map((name) => one(name, big)));
  const rival = wanted.then(() => world.run({ OP_ID: 'OP_INSTANCE_CREATE', ...creation('rival.example.com', { ...big, disk_template: 'plain', disks: [{ size: 16 }] }) }));
  expect(await outcomes(answerOf(await good(wanted)))).toEqual(['success', 'success', 'success']);
  expect((await rival).result).toEqual(['OpPrereqError', [expect.any(String), 'insufficient_resources']]);
});

it('takes the nodes that the instances name', async () => {
  const answer = answerOf(await good(many([one('a', { pnode: n2 }), one('b', { pnode: n3 })])));
  expect(answer).toMatchObject({ allocatable: ['a.example.com', 'b.example.com'], failed: [] });
  expect(await outcomes(answer)).toEqual(['success', 'success']);
  expect([nodesOf('a'), nodesOf('b')]).toEqual([[n2], [n3]]);
});

it('uses no node that is drained, offline or not heard of, and fails those that find none', async () => {
  await world.config.transaction((tx) => {
    tx.update('node', uuidOf(n2), { drained: true, master_candidate: false });
    tx.update('node', uuidOf(n3), { offline: true, master_candidate: false });
  });
  const answer = answerOf(await good(many([one('a'), one('b', { disk_template: 'drbd' })])));
  expect(answer).toMatchObject({ allocatable: ['a.example.com'], failed: ['b.example.com'] });
  expect(await outcomes(answer)).toEqual(['success']);
  expect(nodesOf('a')).toEqual([n1]);
});

it('does nothing in a dry run but ask', async () => {
  const before = await world.snapshot();
  const ended = await good(many([one('a'), one('b')], { dry_run: true }));
  expect(ended.result).toEqual({ allocatable: ['a.example.com', 'b.example.com'], failed: [], jobs: [] });
  expect(await world.snapshot()).toEqual(before);
});

it('refuses all of them for one that cannot be', async () => {
  await good(op('INSTANCE_CREATE', creation('there.example.com')));
  expect(await failure(many([one('a'), one('there')]))).toEqual(['OpPrereqError', 'already_exists', expect.stringContaining('there.example.com')]);
  expect(await failure(many([one('a'), one('b', { disk_template: 'rbd' })]))).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining('rbd')]);
  expect(await failure(many([one('a')], { iallocator: 'zzz' }))).toEqual(['OpExecError', undefined, expect.stringContaining('zzz')]);
});

it('ends as it should wherever it is cut off', async () => {
  for (let place = 1; ; place += 1) {
    const wanted = [one(`a${place}`), one(`b${place}`)];
    const { died, ended } = await world.runCut({ OP_ID: 'OP_INSTANCE_MULTI_ALLOC', instances: wanted }, place);
    expect(ended === null || ended.status === 'success').toBe(true);
    if (ended !== null) expect(['a', 'b'].map((name) => nodesOf(`${name}${place}`).length)).toEqual([1, 1]);
    expect(await world.remains()).toEqual([]);
    if (!died || place === 6) return;
  }
});
