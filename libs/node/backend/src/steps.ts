/**
 * The step ledger: what the master asked for under a step id is done once, whoever asks how often.
 *
 *   unknown   -> begin is written, it is done, the result (or error) is written and synced, then answered
 *   under way -> the caller waits for the same execution
 *   finished  -> the stored result (or error) is answered
 *   cut off   -> (begun by an earlier life of noded) done again with `resumed` set; drivers are idempotent
 */
import { decodeError, encodeError, type EncodedError } from '@ganeti/errors';
import { DurableMap } from '@ganeti/node-storage';

type Entry =
  | { readonly job: string; readonly state: 'begun' }
  | { readonly job: string; readonly state: 'done'; readonly result?: unknown }
  | { readonly job: string; readonly state: 'failed'; readonly error: EncodedError };

export interface StepRun {
  /** It was begun before, and it is not known how far it came. */
  readonly resumed: boolean;
  /** Aborted when the daemon stops; not when a caller gives up, since the next one wants the result. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

type Progress = (message: string, percent?: number) => void;

interface Execution {
  readonly result: Promise<unknown>;
  readonly listeners: Set<Progress>;
}

export class StepLedger {
  readonly #entries: DurableMap<Entry>;
  readonly #running = new Map<string, Execution>();
  readonly #closing = new AbortController();

  constructor(path: string) {
    this.#entries = new DurableMap(path);
  }

  /** Does `work` under this step id, or answers what it answered. Results must be JSON. */
  async run<T>(step: string, job: string, progress: Progress, work: (run: StepRun) => Promise<T>): Promise<T> {
    const known = this.#entries.get(step);
    if (known?.state === 'done') return known.result as T;
    if (known?.state === 'failed') throw decodeError(known.error);
    let execution = this.#running.get(step);
    if (execution === undefined) {
      const listeners = new Set<Progress>();
      execution = { listeners, result: this.#execute(step, job, known !== undefined, listeners, work) };
      this.#running.set(step, execution);
    }
    execution.listeners.add(progress);
    try {
      return (await execution.result) as T;
    } finally {
      execution.listeners.delete(progress);
    }
  }

  /** Forgets the results of jobs: `12` with all its opcodes, `12/0`, or one step. What runs is left alone. */
  async forget(jobs: readonly string[]): Promise<void> {
    const wanted = new Set(jobs);
    for (const [step, { job }] of [...this.#entries.entries()]) {
      const names = [step, job, job.split('/', 1)[0] ?? job];
      if (names.some((name) => wanted.has(name)) && !this.#running.has(step)) this.#entries.delete(step);
    }
  }

  /** Steps remembered. */
  get size(): number {
    return this.#entries.size;
  }

  /** What still runs is cut off, and done again when it is asked for the next time. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('The node daemon is stopping'));
    await this.#entries.close();
  }

  async #execute<T>(step: string, job: string, resumed: boolean, listeners: ReadonlySet<Progress>, work: (run: StepRun) => Promise<T>): Promise<T> {
    try {
      // No sync: a begin that is lost with the power is a step that was never begun, and what it had done is found again.
      if (!resumed) this.#entries.set(step, { job, state: 'begun' });
      const progress: Progress = (message, percent) => {
        for (const listener of listeners) listener(message, percent);
      };
      let outcome: { readonly result: T } | { readonly error: unknown };
      try {
        outcome = { result: await work({ resumed, signal: this.#closing.signal, progress }) };
      } catch (error) {
        outcome = { error };
      }
      // Cut off by the end of the daemon: neither done nor failed. Nobody is answered; the connection ends.
      if (this.#closing.signal.aborted) return await new Promise<never>(() => undefined);
      this.#entries.set(
        step,
        'error' in outcome
          ? { job, state: 'failed', error: encodeError(outcome.error) }
          : { job, state: 'done', ...(outcome.result === undefined ? {} : { result: outcome.result }) },
      );
      await this.#entries.flush();
      if ('error' in outcome) throw outcome.error;
      return outcome.result;
    } finally {
      this.#running.delete(step);
    }
  }
}
