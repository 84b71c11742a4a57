/** Masters that die at every interesting point, and what the next ones make of it. */
import { createVirtualClock } from '@ganeti/testkit';
import fc from 'fast-check';
import type { Failpoint, FailpointPlace } from './index';
import type { Gate } from './testing/nodes';
import { opcode, World, type Action, type Script } from './testing/world';

type Plan = 'create' | 'group' | 'record' | 'keep' | 'sleep' | 'fail' | 'grow' | 'caught' | 'release';

/** Names are unique for job, opcode and step, so that what is left behind tells whose it is. */
function toScript(
  job: number,
  op: number,
  plan: { readonly steps: readonly Plan[]; readonly locks: readonly string[] },
): Script {
  const actions = plan.steps.map((step, i): Action => {
    const name = `${job}.${op}.${i}`;
    const node = `n${(i % 3) + 1}`;
    switch (step) {
      case 'create':
        return { do: 'create', node, name };
      case 'group':
        return { do: 'group', name };
      case 'record':
        return { do: 'record', name };
      case 'grow':
        return { do: 'grow', node, name, caught: false };
      case 'caught':
        return { do: 'grow', node, name, caught: true };
      case 'sleep':
        return { do: 'sleep', seconds: 1 };
      case 'release':
        return { do: 'release', name: plan.locks[0] ?? 'none' };
      case 'keep':
      case 'fail':
        return { do: step };
    }
  });
  return { locks: plan.locks, actions };
}

/** What must be there when a script has come to its end. */
function outcome({ actions }: Script): { success: boolean; things: string[]; groups: string[] } {
  const things: string[] = [];
  const groups: string[] = [];
  let kept: [number, number] = [0, 0];
  for (const action of actions) {
    if (action.do === 'create') things.push(`${action.node}:${action.name}`);
    if (action.do === 'group') groups.push(action.name);
    if (action.do === 'keep') kept = [things.length, groups.length];
    if (action.do === 'fail' || (action.do === 'grow' && !action.caught)) {
      return { success: false, things: things.slice(0, kept[0]), groups: groups.slice(0, kept[1]) };
    }
  }
  return { success: true, things, groups };
}

function renamed(jobs: readonly (readonly Script[])[], attempt: number): Script[][] {
  const rename = (action: Action): Action =>
    'name' in action && action.do !== 'release' ? { ...action, name: `${attempt}-${action.name}` } : action;
  return jobs.map((ops) => ops.map((script) => ({ ...script, actions: script.actions.map(rename) })));
}

const settle = async (): Promise<void> => {
  for (let i = 0; i < 4; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

interface Crash {
  /** Dies when it comes to a failpoint for the nth time. */
  readonly after: number;
  /** Batches that were being written then are on disk when the next master looks. */
  readonly written: boolean;
  readonly down: string | null;
}

async function play(
  jobs: readonly (readonly Script[])[],
  crashes: readonly Crash[],
  seen?: Map<Failpoint, number>,
): Promise<void> {
  const clock = createVirtualClock();
  const world = new World(clock);
  const settings = { nodeReconnectSeconds: 3, cleanupRetrySeconds: 1, keepFinishedJobs: 1000 };
  let isWaiting = true;
  let attempts = 0;
  const acknowledged = new Map<number, readonly Script[]>();
  const finals = new Map<number, string>();

  const live = async (crash: Crash | null): Promise<boolean> => {
    const gate: Gate = { dead: false };
    let count = 0;
    const failpoint = (point: Failpoint, _at: FailpointPlace): void => {
      if (gate.dead) return;
      seen?.set(point, (seen.get(point) ?? 0) + 1);
      count += 1;
      if (crash !== null && count >= crash.after) gate.dead = true;
    };
    const booted = world.boot({ ...settings, failpoint }, { gate });
    for (let i = 0; i < 20 && !gate.dead; i += 1) await settle();
    if (gate.dead) {
      booted.catch(() => undefined);
      return false;
    }
    const master = await booted;
    master.queue.onEvent((event) => {
      if (event.type !== 'job' || !['success', 'error', 'canceled'].includes(event.status)) return;
      const before = finals.get(event.id);
      if (before !== undefined) throw new Error(`job ${event.id} ended twice: ${before}, ${event.status}`);
      if (!gate.dead) finals.set(event.id, event.status);
    });
    if (crash?.down !== null && crash !== null) world.nodes.setDown(crash.down, true);
    if (isWaiting) {
      // An attempt that was not answered may have been taken nonetheless, so each has names of its own.
      const scripts = renamed(jobs, (attempts += 1));
      void master.queue.submit(scripts.map((ops) => ops.map((script) => opcode(script)))).then((results) => {
        if (gate.dead) return;
        isWaiting = false;
        results.forEach((result, i) => {
          if ('id' in result) acknowledged.set(result.id, scripts[i]!);
        });
      });
    }
    for (let i = 0; i < 60; i += 1) {
      await clock.advance(1);
      if (gate.dead || master.fatal.length > 0) break;
      if ([...master.queue.list()].every((job) => job.end !== null) && !isWaiting) break;
    }
    if (master.fatal.length > 0) throw new Error(`fatal: ${String(master.fatal[0])}`);
    for (const node of ['n1', 'n2', 'n3']) world.nodes.setDown(node, false);
    if (gate.dead) {
      if (crash?.written === true) await settle();
      return false;
    }
    if (crash !== null) {
      // It may still die while it stops.
      let isStopped = false;
      void master.queue.stop().then(() => (isStopped = true));
      for (let i = 0; i < 20 && !isStopped; i += 1) await clock.advance(1);
      if (!isStopped && !gate.dead) throw new Error('the queue does not stop');
      return false;
    }
    // The last one lives on: everything has to be in order now.
    await clock.advance(10);
    const jobViews = [...master.queue.list()];
    for (const [id, expected] of acknowledged) {
      const job = master.queue.get(id);
      if (job === undefined || job.end === null) throw new Error(`job ${id} has not ended: ${JSON.stringify(job)}`);
      job.ops.forEach((op, i) => {
        const script = expected[i]!;
        const { success } = outcome(script);
        const anyFailedBefore = expected.slice(0, i).some((earlier) => !outcome(earlier).success);
        // A node that was away long enough fails a job that would have succeeded.
        if (op.status === 'success' && (!success || anyFailedBefore)) throw new Error(`job ${id} should not succeed`);
        if (op.status === 'error' && success && !anyFailedBefore && !crashes.some(({ down }) => down !== null)) {
          throw new Error(`job ${id}/${i} should succeed: ${JSON.stringify(op.result)}`);
        }
      });
    }
    const things: string[] = [];
    const groups: string[] = ['default'];
    for (const job of jobViews) {
      job.ops.forEach((op, i) => {
        const script = JSON.parse(op.input.comment as string) as Script;
        const all = outcome({
          ...script,
          actions: script.actions.filter((action) => action.do !== 'fail' && action.do !== 'grow'),
        });
        const failed = outcome(script);
        if (op.status === 'success') {
          things.push(...all.things);
          groups.push(...all.groups);
        } else if (op.exec !== null) {
          // What was kept before a failure stays; a node that was away may have made it fail before that.
          const isKept = failed.things.length + failed.groups.length > 0;
          if (isKept && op.log.length >= 0 && JSON.stringify(op.result).includes('OpExecError')) {
            failed.things
              .filter((thing) => world.nodes.things().includes(thing))
              .forEach((thing) => things.push(thing));
            failed.groups
              .filter((name) => master.config.view.group(name) !== undefined)
              .forEach((name) => groups.push(name));
          } else {
            things.push(...failed.things);
            groups.push(...failed.groups);
          }
        }
        void i;
      });
    }
    expect(world.nodes.things()).toEqual(things.sort());
    expect([...master.config.view.all('nodegroup')].map((group) => group.name).sort()).toEqual(groups.sort());
    for (const [step, times] of world.nodes.done) if (times !== 1) throw new Error(`${step} was done ${times} times`);
    expect(world.rows('journal')).toEqual([]);
    expect(world.rows('cleanup')).toEqual([]);
    expect(master.locks.list()).toEqual([]);
    await master.queue.stop();
    return true;
  };

  for (const crash of crashes) await live(crash);
  await live(null);
}

const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom<Plan>('create', 'create', 'group', 'record', 'caught', 'sleep', 'release'),
    },
    { weight: 1, arbitrary: fc.constantFrom<Plan>('fail', 'grow', 'keep') },
  ),
  { minLength: 1, maxLength: 6 },
);
const op = fc.record({ steps, locks: fc.subarray(['a', 'b', 'c']) });
const crash = fc.record({
  after: fc.integer({ min: 1, max: 40 }),
  written: fc.boolean(),
  down: fc.option(fc.constantFrom('n1', 'n2', 'n3'), { freq: 4 }),
});

describe('crashes at random points', () => {
  it('lose nothing, double nothing, leave nothing behind', async () => {
    const seen = new Map<Failpoint, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(op, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
        fc.array(crash, { maxLength: 5 }),
        (jobs, crashes) =>
          play(
            jobs.map((ops, job) => ops.map((plan, i) => toScript(job, i, plan))),
            crashes,
            seen,
          ),
      ),
      { numRuns: 300 },
    );
    // The schedules are only worth something when they come by everywhere.
    for (const point of [
      'submitted',
      'plan-committed',
      'begun-committed',
      'call-done',
      'update-committed',
      'failure-written',
      'undo-begin',
      'undo-written',
      'after-final',
    ] as const) {
      expect(seen.get(point) ?? 0).toBeGreaterThan(0);
    }
  }, 120_000);
});

describe('a crash at every single point', () => {
  const scripts: readonly Script[] = [
    toScript(0, 0, {
      steps: ['create', 'group', 'record', 'create', 'release', 'keep', 'create', 'caught'],
      locks: ['a'],
    }),
    toScript(0, 1, { steps: ['create', 'group', 'create', 'fail'], locks: ['a', 'b'] }),
  ];
  it('of one job with a success and a failure', async () => {
    for (let after = 1; after <= 45; after += 1) {
      await play([scripts], [{ after, written: false, down: null }]);
      await play(
        [scripts],
        [
          { after, written: true, down: null },
          { after: 3, written: false, down: null },
        ],
      );
    }
  }, 60_000);
});
