import fc from 'fast-check';
import { createVirtualClock, type VirtualClock } from '@ganeti/testkit';
import type { FilterVerdict, JobFilters, JobQueue, JobView } from './index';
import { opcode, World, type Action } from './testing/world';

/** Rules by the kind of a job, which is the first step's text; set anew by tests. */
class Rules implements JobFilters {
  private readonly listeners = new Set<() => void>();
  private verdicts = new Map<string, FilterVerdict>();

  judge: JobFilters['judge'] = ({ ops }) => this.verdicts.get(kindOf(ops[0]!.input)) ?? null;

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  set(rules: Readonly<Record<string, 'PAUSE' | 'REJECT' | number>>): void {
    this.verdicts = new Map(Object.entries(rules).map(([kind, rule]): [string, FilterVerdict] => [kind, verdict(kind, rule)]));
    for (const listener of this.listeners) listener();
  }
}

function verdict(kind: string, rule: 'PAUSE' | 'REJECT' | number): FilterVerdict {
  const why = `rule of ${kind}`;
  return typeof rule === 'number' ? { rule: kind, action: 'RATE_LIMIT', limit: rule, why } : { rule: kind, action: rule, limit: null, why };
}

function kindOf(input: Readonly<Record<string, unknown>>): string {
  const { actions } = JSON.parse(String(input['comment'])) as { actions: readonly { text?: string }[] };
  return actions[0]?.text ?? '';
}

const job = (kind: string, seconds = 10, more: object = {}): unknown[] => [
  opcode({ actions: [{ do: 'log', text: kind }, { do: 'sleep', seconds } satisfies Action] }, { ...more }),
];

let clock: VirtualClock;
let world: World;
let rules: Rules;
beforeEach(() => {
  clock = createVirtualClock();
  world = new World(clock);
  rules = new Rules();
  world.filters = rules;
});

async function submit(queue: JobQueue, ...jobs: unknown[][]): Promise<number[]> {
  return (await queue.submit(jobs)).map((result) => ('id' in result ? result.id : 0));
}
const statuses = (queue: JobQueue, ids: readonly number[]): string[] => ids.map((id) => queue.get(id)!.status);
const rejected: Partial<JobView> = { status: 'canceled', held: null };

describe('filter rules', () => {
  it('hold a job back, say so, and let it go when they are gone', async () => {
    const { queue } = await world.boot();
    rules.set({ web: 'PAUSE' });
    const ids = await submit(queue, job('web'), job('db'));
    await clock.advance(1);
    expect(statuses(queue, ids)).toEqual(['queued', 'running']);
    expect(ids.map((id) => queue.get(id)!.held)).toEqual(['rule of web', null]);
    expect(await queue.waitForChange(ids[0]!, ['status', 'held'], ['queued', null], null, 0)).toMatchObject({ job_info: ['queued', 'rule of web'] });
    rules.set({});
    await clock.advance(1);
    expect(statuses(queue, ids)).toEqual(['running', 'running']);
    expect(queue.get(ids[0]!)!.held).toBeNull();
  });

  it('leave jobs alone that have started, and hold those that wait in the queue already', async () => {
    const { queue } = await world.boot();
    await world.set({ max_running_jobs: 1, max_tracked_jobs: 1 });
    const ids = await submit(queue, job('web'), job('web'), job('db'));
    await clock.advance(1);
    rules.set({ web: 'PAUSE' });
    await clock.advance(15);
    expect(statuses(queue, ids)).toEqual(['success', 'queued', 'running']);
  });

  it('reject new jobs and queued ones, but none that has started', async () => {
    const { queue } = await world.boot();
    await world.set({ max_running_jobs: 1, max_tracked_jobs: 1 });
    const old = await submit(queue, job('web'), job('web'), job('db'), job('db', 1, { depends: [[-2, []]] }));
    await clock.advance(1);
    rules.set({ web: 'REJECT' });
    const late = await submit(queue, job('web'), job('web', 1, { depends: [[old[2]!, []]] }));
    await clock.advance(1);
    expect(statuses(queue, [...old, ...late])).toEqual(['running', 'canceled', 'queued', 'queued', 'canceled', 'canceled']);
    const view = queue.get(late[0]!)!;
    expect(view).toMatchObject(rejected);
    expect(view.ops[0]!.log.map(([, , , text]) => text)).toEqual(['Canceled: rule of web']);
    expect(view.ops[0]!.input['reason']).toEqual([expect.anything(), ['gnt:daemon:masterd', 'rule of web', expect.any(Number)]]);
    await clock.advance(40);
    expect(statuses(queue, old)).toEqual(['success', 'canceled', 'success', 'success']);
  });

  it('limit how many run at a time, counting those that ran before', async () => {
    const { queue } = await world.boot();
    const before = await submit(queue, job('web'), job('web', 20), job('web', 20));
    await clock.advance(1);
    rules.set({ web: 2 });
    const after = await submit(queue, job('web'), job('web', 10, { priority: -5 }), job('db'));
    await clock.advance(1);
    expect(statuses(queue, [...before, ...after])).toEqual(['running', 'running', 'running', 'queued', 'queued', 'running']);
    expect(queue.get(after[0]!)!.held).toBe('rule of web');
    await clock.advance(10);
    expect(statuses(queue, after)).toEqual(['queued', 'queued', 'success']);
    await clock.advance(10);
    expect(statuses(queue, after)).toEqual(['running', 'running', 'success']);
  });

  it('let the most urgent go first, with the priority it has by then; one that was canceled takes no place', async () => {
    const { queue } = await world.boot();
    rules.set({ web: 1 });
    const ids = await submit(queue, job('web'), job('web'), job('web'), job('web'));
    await clock.advance(1);
    await queue.changePriority(ids[3]!, -10);
    await queue.cancel(ids[1]!);
    const order: number[] = [];
    queue.onEvent((event) => {
      if (event.type === 'job' && event.status === 'running') order.push(event.id);
    });
    await clock.advance(40);
    expect(order).toEqual([ids[3], ids[2]]);
  });

  it('hold after a restart, but not what had begun', async () => {
    const first = await world.boot();
    const [begun] = await submit(first.queue, [...job('web', 1), ...job('web', 60)]);
    await clock.advance(3);
    rules.set({ web: 'PAUSE', db: 'PAUSE', mail: 'PAUSE' });
    const held = await submit(first.queue, job('db'), job('mail'));
    await clock.advance(1);
    first.kill();
    await first.queue.stop();
    rules.set({ web: 'PAUSE', db: 'PAUSE', mail: 'REJECT' });
    const second = await world.boot();
    await clock.advance(1);
    expect(statuses(second.queue, [begun!, ...held])).toEqual(['running', 'queued', 'canceled']);
    expect(second.queue.get(held[0]!)!.held).toBe('rule of db');
  });

  it('keep a long line from holding up others', async () => {
    const { queue } = await world.boot();
    rules.set({ web: 'PAUSE' });
    const many = await submit(queue, ...Array.from({ length: 2500 }, () => job('web')));
    const [other] = await submit(queue, job('db'));
    await clock.advance(1);
    await clock.advance(1);
    expect(statuses(queue, [other!])).toEqual(['running']);
    rules.set({ web: 'REJECT' });
    await clock.advance(1);
    await clock.advance(1);
    expect(new Set(statuses(queue, many))).toEqual(new Set(['canceled']));
  });

  it('never let more run than they allow, and end with all jobs done', async () => {
    const kinds = ['a', 'b', 'c'] as const;
    const rule = fc.constantFrom('PAUSE' as const, 1, 2);
    const event = fc.oneof(
      fc.record({ do: fc.constant('submit' as const), kind: fc.constantFrom(...kinds), seconds: fc.integer({ min: 1, max: 20 }), priority: fc.integer({ min: -3, max: 3 }) }),
      fc.record({ do: fc.constant('rules' as const), rules: fc.dictionary(fc.constantFrom(...kinds), rule) }),
      fc.record({ do: fc.constant('time' as const), seconds: fc.integer({ min: 1, max: 15 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
        const time = createVirtualClock();
        const own = new World(time);
        const ruled = new Rules();
        own.filters = ruled;
        const { queue } = await own.boot();
        await own.set({ max_running_jobs: 4, max_tracked_jobs: 4 });
        let current: Readonly<Record<string, 'PAUSE' | number>> = {};
        let startedBefore = new Set<number>();
        const running = (): JobView[] => [...queue.list()].filter(({ status }) => status === 'running' || status === 'waiting');
        const check = (): void => {
          expect(running().length).toBeLessThanOrEqual(4);
          for (const [kind, allowed] of Object.entries(current)) {
            const of = running().filter(({ ops }) => kindOf(ops[0]!.input) === kind);
            const fresh = of.filter(({ id }) => !startedBefore.has(id));
            if (fresh.length > 0) expect(of.length).toBeLessThanOrEqual(allowed === 'PAUSE' ? 0 : allowed);
          }
        };
        for (const one of events) {
          if (one.do === 'submit') await submit(queue, job(one.kind, one.seconds, { priority: one.priority }));
          for (let i = 0; one.do === 'time' && i < one.seconds; i += 1) {
            await time.advance(1);
            check();
          }
          if (one.do === 'rules') {
            await time.advance(1);
            startedBefore = new Set(running().map(({ id }) => id));
            current = one.rules;
            ruled.set(one.rules);
          }
        }
        ruled.set({});
        for (let i = 0; i < 60 && [...queue.list()].some(({ end }) => end === null); i += 1) await time.advance(10);
        expect([...queue.list()].filter(({ status }) => status !== 'success')).toEqual([]);
        await queue.stop();
      }),
      { numRuns: 25 },
    );
  });
});

describe('limits of the cluster', () => {
  it('count what runs, not what waits for locks, and hold at once when they change', async () => {
    const { queue } = await world.boot();
    await world.set({ max_running_jobs: 2, max_tracked_jobs: 4 });
    const locked = (): unknown[] => [opcode({ locks: ['web1'], actions: [{ do: 'sleep', seconds: 10 }] })];
    const ids = await submit(queue, locked(), locked(), locked(), job('a'), job('a'));
    await clock.advance(1);
    expect(statuses(queue, ids)).toEqual(['running', 'waiting', 'waiting', 'running', 'queued']);
    await world.set({ max_tracked_jobs: 5 });
    await clock.advance(1);
    expect(statuses(queue, ids)).toEqual(['running', 'waiting', 'waiting', 'running', 'waiting']);
    expect((await queue.cancel(ids[4]!))[0]).toBe(true);
    const [more] = await submit(queue, job('a'));
    await world.set({ max_running_jobs: 3 });
    await clock.advance(1);
    expect(statuses(queue, [...ids, more!])).toEqual(['running', 'waiting', 'waiting', 'running', 'canceled', 'running']);
  });
});
