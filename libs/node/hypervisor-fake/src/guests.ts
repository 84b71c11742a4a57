/** The guests of a simulated node: records on disk, and who is told of their changes. */
import { mkdirSync, readFileSync, rmSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import type { InstanceReceived } from '@ganeti/node-api';
import type { GuestDevices, GuestStatus } from '@ganeti/node-hypervisor';
import { DurableMap } from '@ganeti/node-storage';
import type { Simulator } from '@ganeti/node-storage-fake';
import { Wire } from './wire';

export interface Guest {
  readonly state: GuestStatus['state'];
  readonly memory: number;
  readonly vcpus: number;
  /** When it was started, seconds since the epoch. */
  readonly since: number;
  /** Waits for its memory to come from another node. */
  readonly incoming?: boolean;
  /** Lives on another node now; here only its memory is still taken. */
  readonly left?: boolean;
  /** Missing in what older releases wrote. */
  readonly devices?: GuestDevices;
}

/** Part of a processor an idle guest takes. */
const IDLE_LOAD = 0.01;

export class Guests {
  readonly wire: Wire;
  readonly injectDir: string;
  readonly #records: DurableMap<Guest>;
  readonly #listeners = new Set<(names: readonly string[]) => void>();
  #watcher: FSWatcher | null = null;

  constructor(
    readonly simulator: Simulator,
    hypervisor: string,
  ) {
    this.#records = new DurableMap(join(simulator.dir, `guests-${hypervisor}.log`));
    this.wire = new Wire(() => simulator.shared('migration'));
    this.injectDir = join(simulator.dir, 'inject');
    simulator.onReset(() => {
      for (const [guest] of [...this.#records.entries()]) this.drop(guest);
    });
  }

  /** Name of the node. */
  get node(): string {
    return this.simulator.identity().name;
  }

  perform<T>(op: string, instance: InstanceReceived, work: (did: () => void) => T | Promise<T>): Promise<T> {
    this.takeCrashes();
    return this.simulator.perform(`hypervisor.${op}`, instance.name, work);
  }

  names(): string[] {
    return [...this.#records.entries()].map(([name]) => name);
  }

  /** Also one on its way here, or one that has left. */
  record(name: string): Guest | undefined {
    return this.#records.get(name);
  }

  /** A guest on its way here is not here yet: it becomes one when its memory has come. */
  current(name: string): Guest | undefined {
    const guest = this.#records.get(name);
    if (guest?.left === true) return undefined;
    if (guest?.incoming !== true) return guest;
    return this.wire.get(name)?.arrived === true ? { ...guest, state: 'running' } : undefined;
  }

  running(instance: InstanceReceived): Guest {
    const guest = this.current(instance.name);
    if (guest === undefined || guest.state === 'crashed') throw new OpExecError(`Instance ${instance.name} does not run on ${this.node}; start it first`);
    return guest;
  }

  status(name: string): GuestStatus | null {
    const guest = this.current(name);
    if (guest === undefined) return null;
    const { state, memory, vcpus, since } = guest;
    const crashed = state === 'crashed';
    const seconds = crashed ? 0 : Math.max(0, this.simulator.clock.now() - since);
    return { name, state, memory: crashed ? 0 : memory, vcpus, cpuSeconds: Math.round(seconds * vcpus * IDLE_LOAD * 100) / 100 };
  }

  memoryFree(): number {
    const { memory, memory_dom0 } = this.simulator.settings;
    let free = memory - memory_dom0;
    for (const guest of this.#records.values()) if (guest.state !== 'crashed') free -= guest.memory;
    return Math.max(0, free);
  }

  requireMemory(name: string, wanted: number): void {
    const free = this.memoryFree();
    if (wanted > free) {
      throw new OpExecError(`Instance ${name} does not fit on ${this.node}: ${wanted} MiB of memory wanted, ${free} MiB free; stop or move other instances`);
    }
  }

  put(name: string, guest: Guest): void {
    this.#records.set(name, guest);
    this.#tell([name]);
  }

  drop(name: string): void {
    if (this.#records.delete(name)) this.#tell([name]);
  }

  onChange(listener: (names: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    if (this.#watcher === null) {
      mkdirSync(this.injectDir, { recursive: true });
      this.#watcher = watch(this.injectDir, { persistent: false }, () => this.takeCrashes());
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#unwatch();
    };
  }

  takeCrashes(): void {
    const path = join(this.injectDir, 'crash');
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      return;
    }
    // An empty file is one that is being written.
    if (text === '') return;
    rmSync(path, { force: true });
    for (const name of text.split('\n').filter((line) => line !== '')) {
      const guest = this.#records.get(name);
      if (guest === undefined) continue;
      this.put(name, { ...guest, state: 'crashed' });
      this.simulator.did('guest.crash', name);
    }
  }

  async close(): Promise<void> {
    this.#unwatch();
    await this.#records.close();
  }

  #tell(names: readonly string[]): void {
    for (const listener of this.#listeners) listener(names);
  }

  #unwatch(): void {
    this.#watcher?.close();
    this.#watcher = null;
  }
}

export function devicesOf({ disks, nics }: InstanceReceived): GuestDevices {
  return { disks: disks.map(({ uuid }) => uuid), nics: nics.map(({ uuid }) => uuid) };
}
