/** Time that stands still until a test moves it. */
import type { Clock } from '@ganeti/runtime';

export interface VirtualClock extends Clock {
  /** Let this much time pass: everything due is done in order, and what it causes gets its turn in between. */
  advance(seconds: number): Promise<void>;
  /** How many sleeps and callbacks are pending. */
  readonly pending: number;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

/** `start`: seconds since the epoch at which it stands. */
export function createVirtualClock(start = 1_700_000_000): VirtualClock {
  let now = start;
  let order = 0;
  const timers = new Set<Timer>();

  const add = (seconds: number, callback: () => void): (() => void) => {
    const timer: Timer = {
      at: now + Math.max(0, seconds),
      order: (order += 1),
      fire: () => {
        timers.delete(timer);
        callback();
      },
    };
    timers.add(timer);
    return () => timers.delete(timer);
  };
  const firstDue = (until: number): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (timer.at > until) continue;
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
        first = timer;
    }
    return first;
  };
  /** Real work that a timer set off (promises, the store's worker) goes on between two timers. */
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
  };

  return {
    now: () => now,
    sleep: (seconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const onAbort = (): void => {
          stop();
          reject(signal?.reason);
        };
        const stop = add(seconds, () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        });
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    after: add,
    async advance(seconds) {
      const until = now + seconds;
      await settle();
      for (let timer = firstDue(until); timer !== undefined; timer = firstDue(until)) {
        now = Math.max(now, timer.at);
        timer.fire();
        await settle();
      }
      now = until;
    },
    get pending() {
      return timers.size;
    },
  };
}
