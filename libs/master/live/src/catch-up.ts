/** Waiting until what a node reports includes a certain change of it: what a job has done is seen by whoever saw the job end. */
import type { Clock } from '@ganeti/runtime';

export interface CatchUp {
  /** Resolves when an update with this number was seen, the node is lost, or after two seconds. */
  wait(node: string, change: number): Promise<void>;
  /** An update has come, and was taken in. A full one tells all: those who wait for a change before it need wait no longer. */
  seen(node: string, update: { readonly change: number; readonly full: boolean }): void;
  /** Nothing is known of the node any more. */
  lost(node: string): void;
}

interface Waiter {
  readonly change: number;
  readonly done: () => void;
}

/** Seconds; updates come within hundredths. Longer than this something is wrong, and the job is not to wait for it. */
const patience = 2;

export function createCatchUp(clock: Clock): CatchUp {
  const numbers = new Map<string, number>();
  const waiting = new Map<string, Set<Waiter>>();

  function release(node: string, which: (waiter: Waiter) => boolean): void {
    for (const waiter of [...(waiting.get(node) ?? [])]) if (which(waiter)) waiter.done();
  }

  return {
    wait(node, change) {
      if ((numbers.get(node) ?? 0) >= change) return Promise.resolve();
      return new Promise((resolve) => {
        let waiters = waiting.get(node);
        if (waiters === undefined) waiting.set(node, (waiters = new Set()));
        const own = waiters;
        const waiter: Waiter = {
          change,
          done: () => {
            own.delete(waiter);
            cancel();
            resolve();
          },
        };
        const cancel = clock.after(patience, waiter.done);
        own.add(waiter);
      });
    },
    seen(node, { change, full }) {
      numbers.set(node, change);
      release(node, (waiter) => full || waiter.change <= change);
    },
    lost(node) {
      numbers.delete(node);
      release(node, () => true);
      waiting.delete(node);
    },
  };
}
