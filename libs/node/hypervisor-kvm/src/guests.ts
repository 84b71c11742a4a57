/** The guests of this node: found by their runtime files, connected, watched; told to whoever listens. */
import { existsSync, readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import type { Clock } from '@ganeti/runtime';
import { guestFiles, type KvmGuestFiles, type KvmPaths } from './files';
import type { Launcher } from './launch';
import { LiveGuest, type GuestListener } from './live-guest';
import { guestPid, runtimeNames } from './runtime';
import { Turns } from './turns';

export interface GuestsOptions {
  readonly paths: KvmPaths;
  readonly clock: Clock;
  readonly launcher: Launcher;
}

export class Guests implements GuestListener {
  readonly turns = new Turns();
  readonly #options: GuestsOptions;
  readonly #live = new Map<string, LiveGuest>();
  readonly #attaching = new Map<string, Promise<LiveGuest | null>>();
  /** Being stopped by us: what they do now is not their user's doing. */
  readonly #stopping = new Set<string>();
  /** Being started: QEMU speaks to one at a time, and that is who starts it. */
  readonly #starting = new Set<string>();
  readonly #listeners = new Set<(names: readonly string[]) => void>();
  readonly #closing = new AbortController();

  constructor(options: GuestsOptions) {
    this.#options = options;
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted;
  }

  files(name: string): KvmGuestFiles {
    return guestFiles(this.#options.paths, name);
  }

  onChange(listener: (names: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    // Guests that run already are watched from now on.
    void this.all().catch(() => undefined);
    return () => this.#listeners.delete(listener);
  }

  tell(name: string): void {
    for (const listener of this.#listeners) listener([name]);
  }

  /** Null: it does not run here. Throws OpExecError when its QEMU does not answer. */
  async find(name: string): Promise<LiveGuest | null> {
    const known = this.#live.get(name);
    if (known !== undefined) return known;
    const attaching = this.#attaching.get(name) ?? this.#attach(name);
    this.#attaching.set(name, attaching);
    return attaching.finally(() => this.#attaching.delete(name));
  }

  /** Throws OpExecError when it does not run here. */
  async running(name: string): Promise<LiveGuest> {
    const live = await this.find(name);
    if (live === null || live.state === 'inmigrate') throw new OpExecError(`Instance ${name} does not run on this node; start it first`);
    return live;
  }

  async all(): Promise<LiveGuest[]> {
    const names = await runtimeNames(this.#options.paths.runDir);
    const found = await Promise.all(names.map((name) => this.find(name).catch(() => null)));
    return found.filter((guest) => guest !== null);
  }

  /** Names of instances whose user has shut them down. */
  shutDown(): string[] {
    try {
      return readdirSync(join(this.#options.paths.runDir, 'ctrl')).flatMap((file) => (file.endsWith('.shutdown') ? [file.slice(0, -'.shutdown'.length)] : []));
    } catch {
      return [];
    }
  }
  hasBeenShutDown(name: string): boolean {
    return existsSync(this.files(name).shutdown);
  }
  async forgetShutDown(name: string): Promise<void> {
    await rm(this.files(name).shutdown, { force: true });
  }

  /** While a guest is being started nobody else looks for it; `work` adopts it. */
  async bringUp(name: string, work: () => Promise<void>): Promise<void> {
    this.#starting.add(name);
    try {
      await work();
    } finally {
      this.#starting.delete(name);
    }
  }

  adopt(guest: LiveGuest): void {
    this.#live.set(guest.name, guest);
    this.tell(guest.name);
  }

  /** Ends a guest and what belongs to it. `timeoutSeconds`: asked first, again every five seconds; 0: at once. */
  async stop(guest: LiveGuest, timeoutSeconds: number, options: { readonly keepRuntime?: boolean } = {}): Promise<void> {
    const { launcher } = this.#options;
    this.#stopping.add(guest.name);
    try {
      if (timeoutSeconds > 0) await this.#ask(guest, timeoutSeconds);
      // It has not had its time: whoever asked for this asks the next daemon again.
      if (this.#closed) throw new OpExecError(`Instance ${guest.name} is still shutting down, and this node daemon stops`);
      await guest.kill();
      this.#live.delete(guest.name);
      await launcher.cleanUp(guest.name, guest.files, options);
    } finally {
      this.#stopping.delete(guest.name);
      this.tell(guest.name);
    }
  }

  /** After guests that ended when nobody looked. */
  async sweep(name: string): Promise<void> {
    if ((await this.find(name)) === null) await this.#options.launcher.cleanUp(name, this.files(name));
  }

  changed(guest: LiveGuest): void {
    this.tell(guest.name);
  }

  hasShutDown(guest: LiveGuest, byGuest: boolean): void {
    if (this.#stopping.has(guest.name) || this.#closed || guest.runtime?.guest.params.user_shutdown !== true) return;
    void this.turns.run(guest.name, () => this.#endShutDown(guest, byGuest)).catch(() => undefined);
  }

  gone(guest: LiveGuest): void {
    if (this.#live.get(guest.name) === guest) this.#live.delete(guest.name);
    if (this.#stopping.has(guest.name) || this.#closed) return;
    this.tell(guest.name);
    void this.turns
      .run(guest.name, async () => {
        if (this.#live.has(guest.name) || this.#closed) return;
        // A process that has lost its connection but lives is found again.
        await this.sweep(guest.name);
      })
      .catch(() => undefined)
      .finally(() => this.tell(guest.name));
  }

  /** Guests run on, and stops that wait for one are cut off. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.turns.idle();
    for (const guest of this.#live.values()) guest.qmp.close();
    this.#live.clear();
    this.#listeners.clear();
  }

  async #attach(name: string): Promise<LiveGuest | null> {
    const files = this.files(name);
    const pid = await guestPid(files.pid, name);
    // Whoever has started it meanwhile has the connection.
    const known = this.#live.get(name);
    if (known !== undefined) return known;
    if (pid === null || this.#starting.has(name)) return null;
    let guest: LiveGuest | null;
    try {
      guest = await LiveGuest.attach(name, pid, files, { clock: this.#options.clock, listener: this });
    } catch (error) {
      throw new OpExecError(`Instance ${name} runs on this node, but its QEMU does not answer: ${(error as Error).message}`);
    }
    if (guest === null) return null;
    this.#live.set(name, guest);
    // It shut down while nobody was there to see it.
    if (guest.state === 'shutdown') this.hasShutDown(guest, true);
    return guest;
  }

  async #endShutDown(guest: LiveGuest, byGuest: boolean): Promise<void> {
    if (this.#live.get(guest.name) !== guest) return;
    if (byGuest) await writeFile(guest.files.shutdown, '');
    await this.stop(guest, 0);
  }

  async #ask(guest: LiveGuest, timeoutSeconds: number): Promise<void> {
    const { clock } = this.#options;
    const until = clock.now() + timeoutSeconds;
    const shutDown = guest.qmp.waitFor(({ event }) => event === 'SHUTDOWN', timeoutSeconds, this.#closing.signal);
    if ((await guest.refresh().catch(() => 'gone')) !== 'running') return;
    // The first time it may have been too young to notice.
    let pause = 1;
    for (let left = timeoutSeconds; left > 0; left = until - clock.now(), pause = 5) {
      const asked = await guest.qmp.execute('system_powerdown').then(() => true, () => false);
      const enough = new AbortController();
      const ended = await Promise.race([shutDown.then(() => true), clock.sleep(Math.min(pause, left), enough.signal).then(() => false, () => false)]);
      enough.abort();
      if (!asked || ended) return;
    }
  }
}
