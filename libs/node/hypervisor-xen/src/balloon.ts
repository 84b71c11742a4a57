/** Changing the memory of a domain: Xen is told a target, and the guest's balloon driver follows, or does not. */
import { OpExecError } from '@ganeti/errors';
import type { Clock } from '@ganeti/runtime';
import type { Xl } from './xl';

/** Seconds a guest has to follow, and between two looks. */
const BALLOON_SECONDS = 60;
const LOOK_SECONDS = 1;

export interface MemoryChange {
  readonly name: string;
  /** MiB: what it had, and shall have. */
  readonly before: number;
  readonly memory: number;
  /** What it has. */
  readonly now: () => Promise<number>;
}

/** Returns when the guest has followed. Throws OpExecError when it has not, and then takes the target back. */
export async function changeMemory(xl: Xl, clock: Clock, { name, before, memory, now }: MemoryChange): Promise<void> {
  await xl.run(['mem-set', name, `${memory}m`]);
  let reached = await now();
  for (const until = clock.now() + BALLOON_SECONDS; reached !== memory && clock.now() < until; reached = await now()) await clock.sleep(LOOK_SECONDS);
  if (reached === memory) return;
  await xl.run(['mem-set', name, `${before}m`]).catch(() => undefined);
  throw new OpExecError(`Instance ${name} has ${reached} MiB instead of ${memory} MiB after ${BALLOON_SECONDS} s: does its system have a balloon driver? It keeps ${before} MiB`);
}
