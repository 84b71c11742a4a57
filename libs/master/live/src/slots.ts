/** Lets a bounded number of things be under way at once; the others wait in order. */
export interface Slots {
  /** Resolves with the function that gives the slot back (calling it again does nothing). Rejects with the signal's reason. */
  take(signal: AbortSignal): Promise<() => void>;
}

export function createSlots(limit: number): Slots {
  let free = limit;
  const waiting = new Set<() => void>();

  function giveBack(): void {
    const next = waiting.values().next();
    if (next.done) free += 1;
    else {
      waiting.delete(next.value);
      next.value();
    }
  }

  function once(): () => void {
    let held = true;
    return () => {
      if (held) giveBack();
      held = false;
    };
  }

  return {
    take: (signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        if (free > 0) {
          free -= 1;
          return resolve(once());
        }
        const granted = (): void => {
          signal.removeEventListener('abort', aborted);
          resolve(once());
        };
        const aborted = (): void => {
          waiting.delete(granted);
          reject(signal.reason);
        };
        waiting.add(granted);
        signal.addEventListener('abort', aborted, { once: true });
      }),
  };
}
