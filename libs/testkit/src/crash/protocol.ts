/** What a crash test tells the process of its master. */
import type { NodeDoors } from '../simulated-nodes';
import type { Ended, Opcode } from '../unit-master';
import type { Failpoint } from '@ganeti/master-jobs';

export interface Order {
  /** The database of an existing cluster. */
  readonly path: string;
  readonly doors: NodeDoors;
  /** Begin of the fast clock, in seconds of the epoch, and how fast it is. */
  readonly clock: { readonly start: number; readonly factor: number };
  readonly opcode: Opcode;
  /** It kills itself at the nth place where a crash is interesting; null: never. */
  readonly dieAt: number | null;
}
/** The operation and the jobs it has submitted have ended. */
export interface Outcome {
  readonly ended: Ended | null;
  readonly points: readonly Failpoint[];
}
