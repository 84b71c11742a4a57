/** A clock that stands still until it is told to move; what is due happens in order of time, and its consequences are awaited. */
import type { Clock } from '@ganeti/runtime';

export interface VirtualClock extends Clock {
  advance(seconds: number): Promise<void>;
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function createVirtualClock(start = 1_700_000_000): VirtualClock {
  let now = start;
  const timers = new Set<{ readonly due: number; readonly callback: () => void }>();

  function after(seconds: number, callback: () => void): () => void {
    const timer = { due: now + seconds, callback };
    timers.add(timer);
    return () => timers.delete(timer);
  }

  return {
    now: () => now,
    after,
    sleep: (seconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const cancel = after(seconds, resolve);
        signal?.addEventListener('abort', () => {
          cancel();
          reject(signal.reason);
        });
      }),
    async advance(seconds) {
      const end = now + seconds;
      await settle();
      for (;;) {
        const due = [...timers].filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0];
        if (due === undefined) break;
        timers.delete(due);
        now = Math.max(now, due.due);
        due.callback();
        await settle();
      }
      now = end;
    },
  };
}
