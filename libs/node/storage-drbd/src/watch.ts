/**
 * The kernel's events, from one `drbdsetup events2` that runs as long as mirrors are used here: for waiting until something has happened,
 * and for what is only ever told once (split brain, the amount a sync began with).
 */
import type { Clock, ProcessRunner } from '@ganeti/runtime';
import { applyEvent, isSyncing, isVerifying, parseEvent, type DrbdEvent, type DrbdResource, type DrbdState } from './events';

/** Seconds before a stream that has ended is begun anew. */
const AGAIN_SECONDS = 1;
const environment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

export interface DrbdWatchOptions {
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  /** The copies of a resource were found to differ, and neither is older. */
  readonly onSplitBrain?: (resource: string) => void;
}

/** Told of one resource beside its state. */
export interface Noted {
  /** Its last attempt to connect ended so. */
  readonly splitBrain: boolean;
  /** Attempts to connect seen since the stream began. */
  readonly attempts: number;
  /** A sync (or a verification) whose beginning was seen: when, and KiB to go then. */
  readonly sync: { readonly since: number; readonly total: number } | null;
}
const nothing: Noted = { splitBrain: false, attempts: 0, sync: null };

export class DrbdWatch {
  readonly #options: DrbdWatchOptions;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #notes = new Map<string, Noted>();
  #state: DrbdState = new Map();
  #stream: Promise<void> | null = null;

  constructor(options: DrbdWatchOptions) {
    this.#options = options;
  }

  /** Sees to it that the stream runs. */
  start(): void {
    if (this.#closing.signal.aborted) return;
    this.#stream ??= this.#follow().finally(() => {
      this.#stream = null;
      this.#tell();
    });
  }

  noted(resource: string): Noted {
    return this.#notes.get(resource) ?? nothing;
  }

  /** Names of those whose ends refused each other, and have not been connected since. */
  splitBrains(): string[] {
    return [...this.#notes].flatMap(([name, { splitBrain }]) => (splitBrain ? [name] : []));
  }

  /** Whether it came to be so within the time. */
  async until(resource: string, condition: (resource: DrbdResource | undefined, noted: Noted) => boolean, seconds: number, signal?: AbortSignal): Promise<boolean> {
    const { clock } = this.#options;
    const deadline = clock.now() + seconds;
    for (;;) {
      signal?.throwIfAborted();
      this.#closing.signal.throwIfAborted();
      const began = this.#stream === null;
      this.start();
      if (condition(this.#state.get(resource), this.noted(resource))) return true;
      const left = deadline - clock.now();
      if (left <= 0) return false;
      // A stream that does not run is tried again from time to time.
      await this.#change(began ? Math.min(left, AGAIN_SECONDS) : left, signal);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The node daemon is stopping'));
    this.#tell();
    await this.#stream;
  }

  #change(seconds: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.#listeners.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#options.clock.after(seconds, done);
      this.#listeners.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }

  async #follow(): Promise<void> {
    const { runner } = this.#options;
    this.#state = new Map();
    this.#notes.forEach((noted, name) => this.#notes.set(name, { ...noted, sync: null }));
    const onLine = (line: string): void => {
      const event = parseEvent(line);
      if (event === null) return;
      this.#note(event);
      this.#tell();
    };
    await runner.run('drbdsetup', ['events2', '--statistics', 'all'], { env: environment, signal: this.#closing.signal, maxOutput: 0, onLine }).catch(() => undefined);
  }

  #note(event: DrbdEvent): void {
    const name = event.fields['name'];
    if (name === undefined) return;
    const [before, was] = [this.noted(name), this.#state.get(name)];
    applyEvent(this.#state, event);
    const now = this.#state.get(name);
    if (now === undefined) {
      this.#notes.delete(name);
      return;
    }
    const noted = { ...before, sync: syncAfter(before.sync, event, was, now, this.#options.clock.now()) };
    if (event.object === 'connection' && event.fields['connection'] === 'Connecting') {
      this.#notes.set(name, { ...noted, splitBrain: false, attempts: before.attempts + 1 });
      return;
    }
    const splitBrain = event.object === 'helper' && event.kind === 'call' && event.fields['helper'] === 'split-brain';
    this.#notes.set(name, { ...noted, splitBrain: before.splitBrain || splitBrain });
    if (splitBrain && !before.splitBrain) this.#options.onSplitBrain?.(name);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

const moves = (resource: DrbdResource): boolean => isSyncing(resource) || isVerifying(resource);

function syncAfter(sync: Noted['sync'], event: DrbdEvent, was: DrbdResource | undefined, now: DrbdResource, time: number): Noted['sync'] {
  if (!moves(now)) return null;
  // What ran already when the stream began has a beginning nobody here saw.
  const begins = event.kind !== 'exists' && was !== undefined && !moves(was);
  if (begins) return { since: time, total: now.outOfSync };
  // More may become known before it really runs (the ends compare what they have).
  return sync !== null && now.outOfSync > sync.total ? { ...sync, total: now.outOfSync } : sync;
}
