import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stepScope } from '@ganeti/node-storage';
import { plain, testNodes, type TestNode, type TestNodes } from './fixture';

let nodes: TestNodes;
let node: TestNode;
beforeEach(() => {
  nodes = testNodes();
  node = nodes.node('node1');
  mkdirSync(node.simulator.dir, { recursive: true });
});
afterEach(() => nodes.close());
const order = (...rules: object[]): void => writeFileSync(join(node.simulator.dir, 'faults.json'), JSON.stringify(rules));
const operations = (): Record<string, unknown>[] =>
  readFileSync(join(node.simulator.dir, 'operations.log'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const create = (name: string): Promise<void> => node.driver('plain').create(plain(name), { onPrimary: true, info: '' });

describe('faults on demand', () => {
  it('fail as often as ordered, also over a restart of the daemon', async () => {
    order({ operation: 'plain.*', object: 'xenvg/bad*', kind: 'fail', message: 'disk on fire', times: 2 });
    await expect(create('bad1')).rejects.toThrow('disk on fire');
    node = node.restart();
    await expect(create('bad1')).rejects.toThrow('disk on fire');
    await create('bad1');
    await create('good');
  });

  it('strike after the work when told so', async () => {
    order({ operation: 'plain.create', kind: 'fail', when: 'after', times: 1 });
    await expect(create('x')).rejects.toThrow(/plain.create of xenvg\/x failed/);
    expect((await node.driver('plain').status(plain('x'))).exists).toBe(true);
  });

  it('delay and hang until the rule is gone', async () => {
    order({ operation: 'plain.create', object: '*/slow', kind: 'delay', seconds: 30 }, { operation: 'plain.create', object: '*/stuck', kind: 'hang' });
    let done = '';
    const [slow, stuck] = [create('slow').then(() => (done += 'slow ')), create('stuck').then(() => (done += 'stuck'))];
    nodes.clock.advance(29);
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toBe('');
    nodes.clock.advance(1);
    await slow;
    rmSync(join(node.simulator.dir, 'faults.json'));
    nodes.clock.advance(1);
    await stuck;
    expect(done).toBe('slow stuck');
  });

  it('say what is wrong with the file', async () => {
    order({ operation: 'plain.create', kind: 'explode' });
    await expect(create('x')).rejects.toThrow(/faults.json cannot be used/);
  });
});

describe('operations.log', () => {
  it('has one line per effect, with the step; a repeat that finds the work done writes none', async () => {
    await stepScope.run({ method: 'Blocks.Create', job: '7/0', step: '7/0/create-0' }, async () => {
      await create('x');
      await create('x');
    });
    await node.driver('plain').remove(plain('x'));
    expect(operations()).toEqual([
      { time: nodes.clock.now(), op: 'plain.create', object: 'xenvg/x', method: 'Blocks.Create', job: '7/0', step: '7/0/create-0' },
      { time: nodes.clock.now(), op: 'plain.remove', object: 'xenvg/x' },
    ]);
  });
});

it('stays fast with thousands of volumes', async () => {
  const started = performance.now();
  for (let i = 0; i < 2000; i += 1) await node.driver('plain').create(plain(`v${i}`, 1), { onPrimary: true, info: '' });
  const again = node.restart();
  expect(await again.driver('plain').listVolumes(['xenvg'])).toHaveLength(2000);
  expect(performance.now() - started).toBeLessThan(10_000);
});
