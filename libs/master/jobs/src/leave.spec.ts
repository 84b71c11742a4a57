/** What a node that is away should take away is done when it is back, unless the run that wanted it fails. */
import { OpExecError } from '@ganeti/errors';
import { testDelay } from '@ganeti/opcodes';
import { createVirtualClock, type VirtualClock } from '@ganeti/testkit';
import { defineLogicalUnit, type JobView } from './index';
import { opcode, World, type Master } from './testing/world';

const thing = (name: string): { readonly device: { readonly name: string } } => ({ device: { name } });
let clock: VirtualClock;
let world: World;
let master: Master;

/** Takes a and b away from n1. */
async function takeAway({ fails = false } = {}): Promise<JobView> {
  const done: boolean[] = [];
  world.units.set(
    testDelay.id,
    defineLogicalUnit<typeof testDelay, null>({
      definition: testDelay,
      locks: () => ({}),
      check: async () => null,
      async run(_params, _plan, cx) {
        for (const name of ['a', 'b']) done.push(await cx.callOrLeave(`remove-${name}`, 'n1', 'Blocks.Remove', thing(name)));
        cx.log(`done: ${done.join()}`);
        if (fails) throw new OpExecError('Told to fail');
        return null;
      },
    }),
  );
  master = await world.boot({ nodeReconnectSeconds: 5 });
  const [submitted] = await master.queue.submit([[opcode({ actions: [] })]], { user: 'admin' });
  if (submitted === undefined || 'error' in submitted) throw new Error('not submitted');
  for (let i = 0; i < 100 && master.queue.get(submitted.id)?.end === null; i += 1) await clock.advance(0.5);
  return master.queue.get(submitted.id)!;
}
const logOf = (job: JobView): string => job.ops[0]!.log.map(([, , , text]) => String(text as string)).join('\n');

beforeEach(() => {
  clock = createVirtualClock();
  world = new World(clock);
  for (const name of ['a', 'b']) world.nodes.node('n1').things.add(name);
});
afterEach(() => master.queue.stop());

it('is done at once on a node that answers', async () => {
  const job = await takeAway();
  expect(job.status).toBe('success');
  expect(logOf(job)).toContain('done: true,true');
  expect(world.nodes.things()).toEqual([]);
  expect(world.rows('cleanup')).toEqual([]);
});

it('waits for a node that does not, which is asked only once', async () => {
  world.nodes.setDown('n1', true);
  const job = await takeAway();
  expect(job.status).toBe('success');
  expect(logOf(job)).toContain('done: false,false');
  expect(logOf(job)).toContain('does not answer; Blocks.Remove is done when it is back');
  expect(world.nodes.calls.filter((call) => call.includes('remove-b'))).toEqual([]);
  expect(world.rows('cleanup')).toHaveLength(2);
  expect(world.rows('journal')).toEqual([]);
  world.nodes.setDown('n1', false);
  for (let i = 0; i < 20 && world.rows('cleanup').length > 0; i += 1) await clock.advance(1);
  expect(world.nodes.things()).toEqual([]);
  expect(world.rows('cleanup')).toEqual([]);
});

it('is not done after all when the run fails', async () => {
  world.nodes.setDown('n1', true);
  expect((await takeAway({ fails: true })).status).toBe('error');
  expect(world.rows('cleanup')).toEqual([]);
  world.nodes.setDown('n1', false);
  await clock.advance(30);
  expect(world.nodes.things()).toEqual(['n1:a', 'n1:b']);
});
