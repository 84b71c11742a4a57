/** Opcodes whose locks turn out to be the wrong ones when they have come. */
import { OpPrereqError } from '@ganeti/errors';
import { testDelay } from '@ganeti/opcodes';
import { createVirtualClock, type VirtualClock } from '@ganeti/testkit';
import { defineLogicalUnit, LocksOutdated, type JobView } from './index';
import { opcode, World, type Master } from './testing/world';

let clock: VirtualClock;
let world: World;
/** Locks as they were held at each check. */
let seen: string[][];

/** Wants other locks in its first `times` checks. */
async function outcome(times: number): Promise<{ job: JobView; master: Master }> {
  let asked = 0;
  world.units.set(
    testDelay.id,
    defineLogicalUnit<typeof testDelay, null>({
      definition: testDelay,
      // What only waiting tells may be chosen then.
      locks: () => ({ instance: async () => ({ names: [`place${(asked += 1)}`], mode: 'exclusive' }) }),
      async check(_params, cx) {
        seen.push(master.locks.list().flatMap(({ name, owners }) => (owners.length > 0 && name !== 'BGL' ? [name] : [])));
        cx.reservations.name(cx.jobId, 'instance', `name${asked}`);
        if (asked <= times) throw new LocksOutdated(new OpPrereqError('No place stays free', 'temp_insufficient_resources'));
        return null;
      },
      run: async () => null,
    }),
  );
  const master = await world.boot();
  const [submitted] = await master.queue.submit([[opcode({ actions: [] })]], { user: 'admin' });
  if (submitted === undefined || 'error' in submitted) throw new Error('not submitted');
  for (let i = 0; i < 100 && master.queue.get(submitted.id)?.end === null; i += 1) await clock.advance(0.5);
  return { job: master.queue.get(submitted.id)!, master };
}

beforeEach(() => {
  clock = createVirtualClock();
  world = new World(clock);
  seen = [];
});

it('choose them again, and hold no others any more', async () => {
  const { job, master } = await outcome(2);
  expect(job.status).toBe('success');
  expect(seen).toEqual([['place1'], ['place2'], ['place3']]);
  expect(master.locks.list()).toEqual([]);
  // What was reserved for the places that were given up is free.
  for (const name of ['name1', 'name2', 'name3']) expect(() => master.config.reservations.name(99, 'instance', name)).not.toThrow();
});

it('fail when no locks are the right ones', async () => {
  const { job, master } = await outcome(Infinity);
  expect(job.ops[0]?.result).toEqual(['OpPrereqError', ['No place stays free', 'temp_insufficient_resources']]);
  expect(seen).toHaveLength(10);
  expect(master.locks.list()).toEqual([]);
});
