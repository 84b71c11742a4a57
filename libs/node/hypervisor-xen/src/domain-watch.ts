/** Tells when domains come, go or change, by watching the xenstore: it says that something has, and a list says what. */
import type { GuestStatus } from '@ganeti/node-hypervisor';
import type { Clock, ProcessRunner } from '@ganeti/runtime';
import { ENVIRONMENT } from './xl';

export interface WatchOptions {
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly list: () => Promise<GuestStatus[]>;
}

/** Seconds until the watch is tried again when it ends, and within which signs are taken together. */
const AGAIN_SECONDS = 10;
const GATHER_SECONDS = 0.1;

export class DomainWatch {
  readonly #options: WatchOptions;
  readonly #listeners = new Set<(names: readonly string[]) => void>();
  #known: Map<string, string> | null = null;
  #stop: AbortController | null = null;
  #due = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  onChange(listener: (names: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    if (this.#stop === null) this.#start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.close();
    };
  }

  /** A call has changed this one. */
  async tell(name: string): Promise<void> {
    for (const listener of this.#listeners) listener([name]);
  }

  close(): void {
    this.#stop?.abort(new Error('no longer watched'));
    this.#stop = null;
    this.#known = null;
  }

  #start(): void {
    const stop = new AbortController();
    this.#stop = stop;
    void this.#follow(stop.signal);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { runner, clock } = this.#options;
    while (!signal.aborted) {
      await this.#compare();
      await runner.run('xenstore-watch', ['@introduceDomain', '@releaseDomain'], { env: ENVIRONMENT, signal, maxOutput: 0, onLine: () => this.#soon() }).catch(() => undefined);
      if (!signal.aborted) await clock.sleep(AGAIN_SECONDS, signal).catch(() => undefined);
    }
  }

  #soon(): void {
    if (this.#due) return;
    this.#due = true;
    this.#options.clock.after(GATHER_SECONDS, () => {
      this.#due = false;
      void this.#compare();
    });
  }

  async #compare(): Promise<void> {
    const guests = await this.#options.list().catch(() => null);
    if (guests === null) return;
    const now = new Map(guests.map(({ name, state, memory }) => [name, `${state} ${memory}`]));
    const before = this.#known ?? now;
    this.#known = now;
    const names = new Set([...before.keys(), ...now.keys()]);
    const changed = [...names].filter((name) => before.get(name) !== now.get(name));
    if (changed.length > 0) for (const listener of this.#listeners) listener(changed);
  }
}
