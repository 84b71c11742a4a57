import fc from 'fast-check';
import { createLockManager, lockLevels, type LevelRequest, type LockLevel, type LockMode, type LockSet } from './index';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const exclusive = (...names: string[]): LevelRequest => ({ names, mode: 'exclusive' });
const shared = (...names: string[]): LevelRequest => ({ names, mode: 'shared' });

/** A lock set and what became of its last request. */
function tester() {
  const locks = createLockManager();
  const owner = (jobId: number, priority = 0) => {
    const set = locks.open({ jobId, opIndex: 0, priority });
    const state = { set, granted: 0 };
    return Object.assign(state, {
      ask(level: LockLevel, request: LevelRequest, signal?: AbortSignal): Promise<void> {
        return set.acquire(level, request, signal).then(() => void (state.granted += 1));
      },
    });
  };
  return { locks, owner };
}

describe('locks', () => {
  it('gives exclusive locks to one and shared ones to many', async () => {
    const { owner } = tester();
    const [a, b, c] = [owner(1), owner(2), owner(3)];
    await a.ask('instance', exclusive('web1'));
    void b.ask('instance', shared('web1'));
    void c.ask('instance', shared('web1'));
    await turn();
    expect([b.granted, c.granted]).toEqual([0, 0]);
    a.set.releaseAll();
    await turn();
    expect([b.granted, c.granted]).toEqual([1, 1]);
    expect(b.set.holds('instance', 'web1', 'shared')).toBe(true);
    expect(b.set.holds('instance', 'web1', 'exclusive')).toBe(false);
  });

  it('locks a whole level against its present and future members', async () => {
    const { owner } = tester();
    const [a, b, c] = [owner(1), owner(2), owner(3)];
    await a.ask('node', { names: 'all', mode: 'exclusive' });
    void b.ask('node', shared('made-later'));
    await turn();
    expect(b.granted).toBe(0);
    a.set.release('node', ['made-later']);
    await turn();
    expect(b.granted).toBe(1);
    expect(a.set.holds('node', 'made-later', 'shared')).toBe(false);
    expect(a.set.holds('node', 'other', 'exclusive')).toBe(true);
    void c.ask('node', { names: 'all', mode: 'shared' });
    a.set.downgrade('node');
    await turn();
    expect(c.granted).toBe(1);
  });

  it('does not let readers overtake a writer that waits', async () => {
    const { owner } = tester();
    const [a, writer, reader] = [owner(1), owner(2), owner(3)];
    await a.ask('node', shared('n1'));
    void writer.ask('node', exclusive('n1', 'n2'));
    void reader.ask('node', shared('n1'));
    await turn();
    expect([writer.granted, reader.granted]).toEqual([0, 0]);
    a.set.releaseAll();
    await turn();
    expect([writer.granted, reader.granted]).toEqual([1, 0]);
  });

  it('serves lower priorities first, also when they change', async () => {
    const { locks, owner } = tester();
    const [a, late, urgent] = [owner(1), owner(2, 10), owner(3, 5)];
    await a.ask('instance', exclusive('web1'));
    void late.ask('instance', exclusive('web1'));
    void urgent.ask('instance', exclusive('web1'));
    locks.reprioritise(2, -5);
    a.set.releaseAll();
    await turn();
    expect([late.granted, urgent.granted]).toEqual([1, 0]);
  });

  it('takes a request out of line when it is aborted, and serves those behind it', async () => {
    const { locks, owner } = tester();
    const [a, writer, reader] = [owner(1), owner(2), owner(3)];
    await a.ask('node', shared('n1'));
    const abort = new AbortController();
    const asked = writer.ask('node', exclusive('n1'), abort.signal);
    void reader.ask('node', shared('n1'));
    abort.abort(new Error('canceled'));
    await expect(asked).rejects.toThrow('canceled');
    await turn();
    expect(reader.granted).toBe(1);
    a.set.releaseAll();
    reader.set.releaseAll();
    expect(locks.list()).toEqual([]);
    await writer.ask('node', exclusive('n1'));
    expect(writer.granted).toBe(1);
  });

  it('refuses levels out of order', async () => {
    const { owner } = tester();
    const a = owner(1);
    await a.ask('node', shared('n1'));
    await expect(a.ask('instance', shared('web1'))).rejects.toThrow('out of order');
    await expect(a.ask('node', shared('n2'))).rejects.toThrow('out of order');
  });

  it('restores what was held', async () => {
    const { locks, owner } = tester();
    const a = owner(1);
    await a.ask('instance', exclusive('web1', 'web2'));
    await a.ask('node', { names: 'all', mode: 'exclusive' });
    a.set.downgrade('instance', ['web2']);
    a.set.release('node', ['n1']);
    a.set.downgrade('node', ['n2']);
    const held = a.set.held();
    expect(() => locks.restore({ jobId: 9, opIndex: 0, priority: 0 }, held)).toThrow('somebody else holds');
    const fresh = createLockManager();
    const again = fresh.restore({ jobId: 1, opIndex: 0, priority: 0 }, JSON.parse(JSON.stringify(held)));
    expect(again.held()).toEqual(held);
    const other = fresh.restore({ jobId: 2, opIndex: 0, priority: 0 }, [
      { level: 'node', names: ['n1'], mode: 'exclusive' },
      { level: 'node', names: ['n2'], mode: 'shared' },
    ]);
    expect(other.holds('node', 'n1', 'exclusive')).toBe(true);
    expect(() =>
      fresh.restore({ jobId: 3, opIndex: 0, priority: 0 }, [{ level: 'node', names: ['n3'], mode: 'shared' }]),
    ).toThrow();
    await expect(again.acquire('instance', shared('web9'))).rejects.toThrow('out of order');
    await again.acquire('network', shared('net1'));
  });

  it('shows who holds and who waits', async () => {
    const { locks, owner } = tester();
    await owner(1).ask('cluster', shared('BGL'));
    await owner(2).ask('node', { names: 'all', mode: 'shared' });
    void owner(3).ask('node', exclusive('n1'));
    void owner(4, -1).ask('node', { names: 'all', mode: 'exclusive' });
    expect(locks.list()).toEqual([
      { level: 'cluster', name: 'BGL', mode: 'shared', owners: [1], pending: [] },
      { level: 'node', name: '[lockset]', mode: 'shared', owners: [2], pending: [{ mode: 'exclusive', jobs: [4] }] },
      { level: 'node', name: 'n1', mode: null, owners: [], pending: [{ mode: 'exclusive', jobs: [3] }] },
    ]);
  });

  it('stays fast with thousands of requests in line', async () => {
    const { owner } = tester();
    const holder = owner(0);
    await holder.ask('node', exclusive('n0'));
    const waiting = Array.from({ length: 5000 }, (_, i) => owner(i + 1));
    for (const each of waiting) void each.ask('node', exclusive('n0', `n${each.set.held().length + 1}`));
    const started = performance.now();
    holder.set.releaseAll();
    for (const each of waiting) {
      await Promise.resolve();
      await Promise.resolve();
      each.set.releaseAll();
      await turn();
      expect(each.granted).toBe(1);
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

// ---------------------------------------------------------------- random schedules

const names = ['a', 'b', 'c'];
const someLevels = ['instance', 'node', 'node-res'] as const;
const mode = fc.constantFrom<LockMode>('shared', 'exclusive');
const request = fc.record({
  names: fc.oneof(
    { weight: 4, arbitrary: fc.subarray(names, { minLength: 1 }) },
    { weight: 1, arbitrary: fc.constant('all' as const) },
  ),
  mode,
});
const ownerPlan = fc.record({
  priority: fc.integer({ min: -1, max: 1 }),
  requests: fc.tuple(fc.option(request), fc.option(request), fc.option(request)),
});
const action = fc.record({
  who: fc.nat({ max: 6 }),
  what: fc.constantFrom('go', 'go', 'go', 'release', 'releaseSome', 'downgrade', 'cancel', 'priority'),
  name: fc.constantFrom(...names),
  priority: fc.integer({ min: -1, max: 1 }),
});

interface Actor {
  readonly jobId: number;
  readonly set: LockSet;
  priority: number;
  next: number;
  readonly requests: readonly (LevelRequest | null)[];
  waiting: { level: LockLevel; request: LevelRequest; arrival: number; abort: AbortController } | null;
}

const clash = (a: LockMode, b: LockMode): boolean => a === 'exclusive' || b === 'exclusive';
const overlaps = (a: LevelRequest, b: LevelRequest): boolean =>
  clash(a.mode, b.mode) && (a.names === 'all' || b.names === 'all' || a.names.some((name) => b.names.includes(name)));

/** The rules, said plainly; O(everything), which is why the manager does not do it like this. */
function check(actors: readonly Actor[]): void {
  const probe = [...names, 'never-mentioned'];
  for (const level of someLevels) {
    for (const name of probe) {
      const writers = actors.filter((actor) => actor.set.holds(level, name, 'exclusive'));
      const holders = actors.filter((actor) => actor.set.holds(level, name, 'shared'));
      if (writers.length > 0 && holders.length > 1) throw new Error(`double grant of ${level}/${name}`);
    }
    const line = actors.filter((actor) => actor.waiting?.level === level);
    for (const actor of line) {
      const { request, arrival } = actor.waiting!;
      const isHeld = actors.some(
        (other) =>
          other !== actor &&
          (request.names === 'all'
            ? other.set
                .held()
                .some(
                  (lock) =>
                    lock.level === level &&
                    (lock.names === 'all' || lock.names.length > 0) &&
                    clash(lock.mode, request.mode),
                )
            : request.names.some((name) =>
                other.set.holds(level, name, request.mode === 'exclusive' ? 'shared' : 'exclusive'),
              )),
      );
      const isBehind = line.some(
        (other) =>
          other !== actor &&
          overlaps(other.waiting!.request, request) &&
          (other.priority < actor.priority || (other.priority === actor.priority && other.waiting!.arrival < arrival)),
      );
      if (!isHeld && !isBehind) throw new Error(`job ${actor.jobId} waits for nothing at ${level}`);
    }
  }
}

async function play(
  plans: readonly { priority: number; requests: readonly (LevelRequest | null)[] }[],
  actions: readonly { who: number; what: string; name: string; priority: number }[],
): Promise<void> {
  const locks = createLockManager();
  let arrivals = 0;
  const actors = plans.map((plan, i): Actor => ({
    jobId: i + 1,
    set: locks.open({ jobId: i + 1, opIndex: 0, priority: plan.priority }),
    priority: plan.priority,
    next: 0,
    requests: plan.requests,
    waiting: null,
  }));
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 6; i += 1) await Promise.resolve();
  };
  const overtaken = (actor: Actor, mine: NonNullable<Actor['waiting']>): boolean =>
    actors.some(
      (other) =>
        other.waiting !== null &&
        other !== actor &&
        other.waiting.level === mine.level &&
        overlaps(other.waiting.request, mine.request) &&
        (other.priority < actor.priority ||
          (other.priority === actor.priority && other.waiting.arrival < mine.arrival)),
    );
  let failure: Error | null = null;
  const go = (actor: Actor): void => {
    if (actor.waiting !== null || actor.next >= someLevels.length) return;
    const index = actor.next;
    actor.next += 1;
    const wanted = actor.requests[index];
    if (wanted === null || wanted === undefined) return;
    const mine = { level: someLevels[index]!, request: wanted, arrival: (arrivals += 1), abort: new AbortController() };
    actor.waiting = mine;
    actor.set.acquire(mine.level, mine.request, mine.abort.signal).then(
      () => {
        if (overtaken(actor, mine)) failure = new Error(`job ${actor.jobId} overtook somebody`);
        actor.waiting = null;
      },
      () => undefined,
    );
  };
  for (const { who, what, name, priority } of actions) {
    const actor = actors[who % actors.length]!;
    const level = someLevels[Math.max(0, actor.next - 1)]!;
    switch (what) {
      case 'go':
        go(actor);
        break;
      case 'release':
        if (actor.waiting === null) actor.set.release(level);
        break;
      case 'releaseSome':
        if (actor.waiting === null) actor.set.release(level, [name]);
        break;
      case 'downgrade':
        if (actor.waiting === null) actor.set.downgrade(level, name === 'a' ? undefined : [name]);
        break;
      case 'cancel':
        if (actor.waiting !== null) {
          const { abort } = actor.waiting;
          actor.waiting = null;
          abort.abort(new Error('canceled'));
        }
        break;
      default:
        // A set that is not in use yet keeps the priority it was opened with.
        if (actor.waiting === null && actor.set.held().length === 0) break;
        actor.priority = priority;
        locks.reprioritise(actor.jobId, priority);
    }
    await settle();
    if (failure !== null) throw failure;
    check(actors);
  }
  // Everybody who does not wait goes on and gives back: all must come to their end.
  for (let round = 0; actors.some((actor) => actor.waiting !== null || actor.next < someLevels.length); round += 1) {
    if (round > 100) throw new Error('deadlock or starvation');
    for (const actor of actors) {
      go(actor);
      await settle();
      if (actor.waiting === null && actor.next >= someLevels.length) actor.set.releaseAll();
      await settle();
    }
    if (failure !== null) throw failure;
    check(actors);
  }
  for (const actor of actors) actor.set.releaseAll();
  if (locks.list().length > 0) throw new Error(`left behind: ${JSON.stringify(locks.list())}`);
}

describe('locks over random schedules', () => {
  it('never grants twice, overtakes, forgets a waiter, deadlocks or leaves anything', async () => {
    expect(lockLevels).toEqual(expect.arrayContaining([...someLevels]));
    await fc.assert(
      fc.asyncProperty(fc.array(ownerPlan, { minLength: 2, maxLength: 7 }), fc.array(action, { maxLength: 30 }), play),
      { numRuns: 10_000 },
    );
  }, 180_000);
});
