import type { Clock } from '@ganeti/runtime';

/** Time that moves only when told, for drivers' tests. */
export interface ManualClock extends Clock {
  advance(seconds: number): void;
  /** Moves time whenever somebody sleeps, so that a sleep ends at once but is seen in `now`. */
  flowing: boolean;
}

export function manualClock(start = 1_700_000_000): ManualClock {
  let now = start;
  let waiting: { at: number; wake: () => void }[] = [];
  const wakeDue = (): void => {
    const due = waiting.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
    waiting = waiting.filter(({ at }) => at > now);
    for (const { wake } of due) wake();
  };
  const clock: ManualClock = {
    flowing: false,
    now: () => now,
    advance: (seconds) => {
      now += seconds;
      wakeDue();
    },
    sleep: (seconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        waiting.push({ at: now + seconds, wake: resolve });
        if (clock.flowing) clock.advance(seconds);
        else wakeDue();
      }),
    after: (seconds, callback) => {
      const entry = { at: now + seconds, wake: callback };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
  };
  return clock;
}
