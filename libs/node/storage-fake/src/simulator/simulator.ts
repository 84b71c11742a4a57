import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Ids } from '@ganeti/runtime';
import { Faults } from './faults';
import { OperationLog } from './operations';
import type { SimulatorSettings } from './settings';

/** Who the simulated node is; drbd ends and migrations are told apart by it. */
export interface NodeIdentity {
  readonly uuid: string;
  readonly name: string;
}

export interface SimulatorOptions {
  /** The node's own state, `/var/lib/ganeti/simulator` below its root. */
  readonly dir: string;
  readonly settings: SimulatorSettings;
  /** May change until the master's first handshake. */
  readonly identity: () => NodeIdentity;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** One simulated machine: what its drivers share. Its state outlives noded, as real hardware does. */
export class Simulator {
  readonly dir: string;
  readonly sharedDir: string;
  readonly settings: SimulatorSettings;
  readonly identity: () => NodeIdentity;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly faults: Faults;
  readonly #operations: OperationLog;
  readonly #closing = new AbortController();
  readonly #onReset: (() => void | Promise<void>)[] = [];

  constructor(options: SimulatorOptions) {
    this.dir = options.dir;
    this.settings = options.settings;
    this.sharedDir = options.settings.shared_dir ?? join(options.dir, 'shared');
    this.identity = options.identity;
    this.clock = options.clock;
    this.ids = options.ids;
    this.faults = new Faults(options.dir, options.clock);
    this.#operations = new OperationLog(options.dir);
  }

  /** Does `work` with the faults that are ordered for it. `work` calls `did` at the moment it has changed something. */
  async perform<T>(operation: string, object: string, work: (did: () => void) => T | Promise<T>): Promise<T> {
    await this.faults.strike(operation, object, 'before', this.#closing.signal);
    const result = await work(() => this.did(operation, object));
    await this.faults.strike(operation, object, 'after', this.#closing.signal);
    return result;
  }

  /** Called when the machine is reset: what lives in its memory is lost. */
  onReset(listener: () => void | Promise<void>): void {
    this.#onReset.push(listener);
  }

  /** The power button: guests and mirrors are gone, volumes stay. noded, outside of the simulation, goes on. */
  async reset(): Promise<void> {
    this.did('machine.reset', this.identity().name);
    for (const listener of this.#onReset) await listener();
  }

  /** Notes an effect in operations.log. */
  did(operation: string, object: string): void {
    this.#operations.write(this.clock.now(), operation, object);
  }

  /** Like `clock.sleep`, but ends (with an error) when the simulator is closed. */
  sleep(seconds: number): Promise<void> {
    return this.clock.sleep(seconds, this.#closing.signal);
  }

  /** A directory shared by all simulated nodes, made when missing. */
  shared(...parts: string[]): string {
    const dir = join(this.sharedDir, ...parts);
    mkdirSync(dir, { recursive: true, mode: 0o750 });
    return dir;
  }

  close(): void {
    this.#closing.abort(new Error('The node daemon is stopping'));
    this.#operations.close();
  }
}
