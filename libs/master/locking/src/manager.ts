/**
 * Locks of all levels.
 *
 * There is no deadlock: whoever waits at a level holds nothing at that level or a later one (acquire checks it), and within a
 * level requests are granted as a whole, in one order for all names.
 */
import { Level, type Holding, type Waiter } from './level';
import {
  lockLevels,
  type HeldLock,
  type LevelRequest,
  type LockInfo,
  type LockLevel,
  type LockManager,
  type LockMode,
  type LockOwner,
  type LockSet,
} from './locks';

/** A lock set that holds or waits for something. */
interface InUse {
  /** For this and later requests. */
  priority: number;
  request: { readonly level: Level; readonly waiter: Waiter } | null;
}

export function createLockManager(): LockManager {
  const levels = new Map(lockLevels.map((level) => [level, new Level()]));
  /** Sets in use by job, so that a job's priority can be changed. */
  const open = new Map<number, Set<InUse>>();
  let arrivals = 0;

  const levelOf = (level: LockLevel): Level => levels.get(level)!;

  function openSet(owner: LockOwner, restored: readonly (readonly [LockLevel, Holding])[]): LockSet {
    const holdings = new Map<LockLevel, Holding>(restored);
    let lastLevel = Math.max(-1, ...restored.map(([level]) => lockLevels.indexOf(level)));
    const self: InUse = { priority: owner.priority, request: null };
    const use = (): void => {
      let sets = open.get(owner.jobId);
      if (sets === undefined) open.set(owner.jobId, (sets = new Set()));
      sets.add(self);
    };
    if (restored.length > 0) use();

    return {
      async acquire(level, request, signal) {
        const index = lockLevels.indexOf(level);
        if (self.request !== null)
          throw new Error(`Job ${owner.jobId} asks for ${level} locks while it waits for others`);
        if (index <= lastLevel) {
          throw new Error(
            `Job ${owner.jobId} asks for ${level} locks after ${lockLevels[lastLevel]} locks: out of order`,
          );
        }
        signal?.throwIfAborted();
        const names = request.names === 'all' ? 'all' : [...new Set(request.names)].sort();
        use();
        holdings.set(level, await wait(self, levelOf(level), { names, mode: request.mode }, owner, signal));
        lastLevel = index;
      },
      release(level, names) {
        const holding = holdings.get(level);
        if (holding === undefined) return;
        levelOf(level).release(holding, names ?? 'all');
        if (names === undefined || (!holding.all && holding.names.size === 0)) holdings.delete(level);
      },
      downgrade(level, names) {
        const holding = holdings.get(level);
        if (holding !== undefined) levelOf(level).downgrade(holding, names ?? 'all');
      },
      holds(level, name, mode) {
        const holding = holdings.get(level);
        if (holding === undefined) return false;
        const held = modeOf(holding, name);
        return held === 'exclusive' || (held === 'shared' && mode === 'shared');
      },
      held: () => [...holdings].flatMap(([level, holding]) => describe(level, holding)),
      releaseAll() {
        // Last level first: whoever is let in at an early level finds the later ones free already.
        for (const level of [...lockLevels].reverse()) this.release(level);
        const sets = open.get(owner.jobId);
        sets?.delete(self);
        if (sets?.size === 0) open.delete(owner.jobId);
      },
    };
  }

  function wait(
    set: InUse,
    level: Level,
    request: LevelRequest,
    owner: LockOwner,
    signal?: AbortSignal,
  ): Promise<Holding> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        owner,
        ...request,
        priority: set.priority,
        arrival: (arrivals += 1),
        granted: (holding) => {
          done();
          resolve(holding);
        },
      };
      const done = (): void => {
        signal?.removeEventListener('abort', onAbort);
        set.request = null;
      };
      const onAbort = (): void => {
        done();
        level.cancel(waiter);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      set.request = { level, waiter };
      level.request(waiter);
    });
  }

  return {
    open: (owner) => openSet(owner, []),
    restore(owner, held) {
      const restored = new Map<LockLevel, Holding>();
      for (const lock of held) {
        const level = levelOf(lock.level);
        const earlier = restored.get(lock.level);
        if (earlier !== undefined && !earlier.all && lock.names !== 'all') {
          if (level.takeMore(earlier, lock.names, lock.mode)) continue;
        } else {
          const holding = level.take(owner, lock, new Map(lock.except));
          if (holding !== null) {
            restored.set(lock.level, holding);
            continue;
          }
        }
        for (const [name, holding] of restored) levelOf(name).release(holding, 'all');
        throw new Error(`Job ${owner.jobId} cannot take its ${lock.level} locks again: somebody else holds them`);
      }
      return openSet(owner, [...restored]);
    },
    reprioritise(jobId, priority) {
      for (const set of open.get(jobId) ?? []) {
        set.priority = priority;
        set.request?.level.reprioritise(set.request.waiter, priority);
      }
    },
    list: () => lockLevels.flatMap((level) => [...rows(level, levelOf(level))]),
  };
}

function modeOf(holding: Holding, name: string): LockMode | null | undefined {
  if (!holding.all) return holding.names.get(name);
  return holding.except.has(name) ? holding.except.get(name) : holding.mode;
}

function describe(level: LockLevel, holding: Holding): HeldLock[] {
  if (holding.all) {
    const { mode, except } = holding;
    return [{ level, names: 'all', mode, ...(except.size > 0 ? { except: [...except] } : {}) }];
  }
  return (['shared', 'exclusive'] as const).flatMap((mode) => {
    const names = [...holding.names].filter(([, held]) => held === mode).map(([name]) => name);
    return names.length > 0 ? [{ level, names, mode }] : [];
  });
}

function* rows(level: LockLevel, locks: Level): Iterable<LockInfo> {
  for (const { name, mode, owners, pending } of locks.list()) {
    // Neighbours in line that are served together make one group.
    const groups: { mode: LockMode; jobs: number[] }[] = [];
    for (const waiter of pending) {
      const last = groups.at(-1);
      if (last?.mode === 'shared' && waiter.mode === 'shared') last.jobs.push(waiter.owner.jobId);
      else groups.push({ mode: waiter.mode, jobs: [waiter.owner.jobId] });
    }
    yield {
      level,
      name,
      mode,
      owners: owners.map((owner) => owner.jobId),
      pending: groups,
    };
  }
}
