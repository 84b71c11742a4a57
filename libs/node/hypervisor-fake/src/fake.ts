/**
 * A simulated hypervisor: guests are records on disk, so they run on when noded is killed. They take memory of the simulated
 * host, stop when asked (unless a fault rule `guest.shutdown` of kind `ignore` says otherwise), crash when told, and move between
 * nodes over the shared directory.
 *
 * To crash guests: write their names, one per line, to `simulator/inject/crash`. To be of another version: write it to
 * `simulator/inject/version`.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import type { InstanceReceived } from '@ganeti/node-api';
import { sizeOf, type GuestDevices, type GuestDisk, type GuestStatus, type HostResources, type Hotplug, type Hypervisor, type MigrateOptions } from '@ganeti/node-hypervisor';
import { DurableMap } from '@ganeti/node-storage';
import type { Simulator } from '@ganeti/node-storage-fake';
import { Migrations } from './migrations';

interface Guest {
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
/** Reports during a migration. */
const MIGRATION_PARTS = 4;
const MIGRATION_MODES: readonly unknown[] = ['live', 'non-live'];

export interface FakeHypervisorOptions {
  readonly simulator: Simulator;
  /** Name it goes by; default `fake`. */
  readonly name?: string;
}

export function createFakeHypervisor({ simulator, name = 'fake' }: FakeHypervisorOptions): Hypervisor {
  return new Fake(simulator, name);
}

class Fake implements Hypervisor {
  readonly name: string;
  readonly #simulator: Simulator;
  readonly #guests: DurableMap<Guest>;
  readonly #migrations: Migrations;
  readonly #listeners = new Set<(names: readonly string[]) => void>();
  readonly #injectDir: string;
  #watcher: FSWatcher | null = null;

  constructor(simulator: Simulator, name: string) {
    this.name = name;
    this.#simulator = simulator;
    this.#guests = new DurableMap(join(simulator.dir, `guests-${name}.log`));
    this.#migrations = new Migrations(() => simulator.shared('migration'));
    this.#injectDir = join(simulator.dir, 'inject');
    simulator.onReset(() => {
      for (const [guest] of [...this.#guests.entries()]) this.#drop(guest);
    });
  }

  start(instance: InstanceReceived, { paused }: { readonly paused: boolean; readonly disks: readonly GuestDisk[] }): Promise<void> {
    return this.#perform('start', instance, (did) => {
      const known = this.#current(instance.name);
      if (known !== undefined && known.state !== 'crashed') return;
      const { memory, vcpus } = sizeOf(instance);
      this.#requireMemory(instance.name, memory);
      this.#put(instance.name, { state: paused ? 'paused' : 'running', memory, vcpus, since: this.#simulator.clock.now(), devices: devicesOf(instance) });
      did();
    });
  }

  stop(instance: InstanceReceived, timeoutSeconds: number): Promise<void> {
    return this.#perform('stop', instance, async (did) => {
      const { name } = instance;
      if (this.#current(name) === undefined) return;
      if (timeoutSeconds > 0) {
        const obeys = this.#current(name)?.state === 'running' && !this.#simulator.faults.ignores('guest.shutdown', name);
        await this.#simulator.sleep(obeys ? Math.min(timeoutSeconds, this.#simulator.settings.shutdown_seconds) : timeoutSeconds);
      }
      if (this.#current(name) === undefined) return;
      this.#drop(name);
      did();
    });
  }

  reboot(instance: InstanceReceived, type: 'soft' | 'hard', _options: { readonly timeoutSeconds: number; readonly disks: readonly GuestDisk[] }): Promise<void> {
    return this.#perform(`reboot-${type}`, instance, (did) => {
      const guest = this.#running(instance);
      this.#put(instance.name, { ...guest, state: 'running', since: this.#simulator.clock.now() });
      did();
    });
  }

  setMemory(instance: InstanceReceived, memory: number): Promise<void> {
    return this.#perform('set-memory', instance, (did) => {
      const guest = this.#running(instance);
      if (guest.memory === memory) return;
      this.#requireMemory(instance.name, memory - guest.memory);
      this.#put(instance.name, { ...guest, memory });
      did();
    });
  }

  readonly hotplug: Hotplug = {
    problem: async (instance) => {
      const guest = this.#current(instance.name);
      return guest === undefined || guest.state === 'crashed' ? `Instance ${instance.name} does not run on ${this.#node}` : null;
    },
    devices: async (instance) => this.#running(instance).devices ?? devicesOf(instance),
    addDisk: (instance, { device }) => this.#plug('add-disk', instance, ({ disks, nics }) => ({ nics, disks: [...without(disks, device.uuid), device.uuid] })),
    removeDisk: (instance, device) => this.#plug('remove-disk', instance, ({ disks, nics }) => ({ nics, disks: without(disks, device.uuid) })),
    resizeDisk: (instance) => this.#plug('resize-disk', instance, (devices) => devices),
    addNic: (instance, nic) => this.#plug('add-nic', instance, ({ disks, nics }) => ({ disks, nics: [...without(nics, nic.uuid), nic.uuid] })),
    removeNic: (instance, nic) => this.#plug('remove-nic', instance, ({ disks, nics }) => ({ disks, nics: without(nics, nic.uuid) })),
    changeNic: (instance) => this.#plug('change-nic', instance, (devices) => devices),
  };

  async list(): Promise<GuestStatus[]> {
    this.#takeCrashes();
    const names = [...this.#guests.entries()].map(([name]) => name);
    return names.flatMap((name) => this.#status(name) ?? []);
  }

  async status(name: string): Promise<GuestStatus | null> {
    this.#takeCrashes();
    return this.#status(name);
  }

  async resources(): Promise<HostResources> {
    const { memory, memory_dom0, cpus } = this.#simulator.settings;
    return {
      memoryTotal: memory,
      memoryFree: this.#memoryFree(),
      memoryDom0: memory_dom0,
      cpuTotal: cpus,
      cpuNodes: 1,
      cpuSockets: 1,
      cpuDom0: 1,
    };
  }

  onChange(listener: (names: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    if (this.#watcher === null) {
      mkdirSync(this.#injectDir, { recursive: true });
      this.#watcher = watch(this.#injectDir, { persistent: false }, () => this.#takeCrashes());
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#unwatch();
    };
  }

  async validate(hvparams: Readonly<Record<string, unknown>>): Promise<string[]> {
    const mode = hvparams['migration_mode'];
    if (mode === undefined || MIGRATION_MODES.includes(mode)) return [];
    return [`migration_mode is ${JSON.stringify(mode)}; it must be one of ${MIGRATION_MODES.join(', ')}`];
  }

  async verify(): Promise<string[]> {
    try {
      await this.#simulator.faults.strike('hypervisor.verify', this.name, 'before');
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  }

  async version(): Promise<string> {
    const other = join(this.#injectDir, 'version');
    return existsSync(other) ? readFileSync(other, 'utf8').trim() : 'simulated 1';
  }

  async migrationInfo(instance: InstanceReceived): Promise<{ info: Buffer; migratable: boolean; reason: string }> {
    const guest = this.#current(instance.name);
    const reason = guest?.state === 'running' || guest?.state === 'paused' ? '' : `Instance ${instance.name} does not run on ${this.#node}`;
    return { info: Buffer.from(JSON.stringify(guest ?? {})), migratable: reason === '', reason };
  }

  acceptMigration(instance: InstanceReceived, info: Buffer, address: string, _disks: readonly GuestDisk[]): Promise<void> {
    return this.#perform('accept-migration', instance, (did) => {
      const { name } = instance;
      const known = this.#guests.get(name);
      if (known?.incoming === true) return;
      if (known !== undefined && known.state !== 'crashed') {
        throw new OpExecError(`Instance ${name} runs on ${this.#node} already and cannot be received there; clean up the migration first`);
      }
      const sent = info.length > 0 ? (JSON.parse(info.toString()) as Partial<Guest>) : {};
      const { memory, vcpus } = { ...sizeOf(instance), ...sent };
      this.#requireMemory(name, memory);
      this.#migrations.put(name, { address, arrived: false });
      this.#put(name, { state: 'paused', memory, vcpus, since: this.#simulator.clock.now(), incoming: true, devices: devicesOf(instance) });
      did();
    });
  }

  migrate(instance: InstanceReceived, targetAddress: string, { live, progress }: MigrateOptions): Promise<void> {
    return this.#perform('migrate', instance, async (did) => {
      const { name } = instance;
      const migration = this.#migrations.get(name);
      if (this.#guests.get(name)?.left === true) return progress(100, 'memory has been copied');
      if (migration === null || migration.address !== targetAddress) {
        throw new OpExecError(`Instance ${name} cannot be sent to ${targetAddress}: nothing there waits for it; prepare the target first`);
      }
      if (migration.arrived) {
        progress(100, 'memory has been copied');
        return;
      }
      const guest = this.#running(instance);
      if (!live) this.#put(name, { ...guest, state: 'paused' });
      for (let part = 1; part <= MIGRATION_PARTS; part += 1) {
        await this.#simulator.sleep(guest.memory / this.#simulator.settings.migration_rate / MIGRATION_PARTS);
        // It may have crashed, or the target may have given up meanwhile.
        this.#running(instance);
        if (this.#migrations.get(name)?.address !== targetAddress) {
          this.#put(name, { ...guest, state: 'running' });
          throw new OpExecError(`Instance ${name} did not reach ${targetAddress}: the target no longer waits for it`);
        }
        if (part < MIGRATION_PARTS) progress((part * 100) / MIGRATION_PARTS, 'copying memory');
      }
      // Stopped here before it lives there: never in two places at once.
      this.#put(name, { ...guest, state: 'paused', left: true });
      this.#migrations.put(name, { address: targetAddress, arrived: true });
      progress(100, 'memory has been copied');
      did();
    });
  }

  finishMigrationSource(instance: InstanceReceived, success: boolean): Promise<void> {
    return this.#perform('finish-migration-source', instance, (did) => {
      const guest = this.#guests.get(instance.name);
      if (guest === undefined || (guest.incoming === true && this.#current(instance.name) === undefined)) return;
      if (success && guest.left !== true) throw new OpExecError(`Instance ${instance.name} has not left ${this.#node}; look where it runs and clean up the migration`);
      if (!success && guest.left === true) {
        throw new OpExecError(`Instance ${instance.name} has left ${this.#node}; look where it runs and clean up the migration`);
      }
      if (success) {
        this.#drop(instance.name);
        did();
      } else if (guest.state === 'paused') {
        this.#put(instance.name, { ...guest, state: 'running' });
        did();
      }
    });
  }

  finishMigrationTarget(instance: InstanceReceived, _info: Buffer, success: boolean): Promise<void> {
    return this.#perform('finish-migration-target', instance, (did) => {
      const { name } = instance;
      const guest = this.#guests.get(name);
      if (guest?.incoming !== true) {
        if (success && guest === undefined) throw new OpExecError(`Instance ${name} has not arrived on ${this.#node}; look where it runs and clean up the migration`);
        return;
      }
      const arrived = this.#migrations.get(name)?.arrived === true;
      if (success && !arrived) throw new OpExecError(`Instance ${name} has not arrived on ${this.#node}; look where it runs and clean up the migration`);
      if (!success && arrived) throw new OpExecError(`Instance ${name} has arrived on ${this.#node} and is nowhere else; clean up the migration`);
      if (success) this.#put(name, { ...guest, state: 'running', incoming: false });
      else this.#drop(name);
      this.#migrations.delete(name);
      did();
    });
  }

  async close(): Promise<void> {
    this.#unwatch();
    await this.#guests.close();
  }

  get #node(): string {
    return this.#simulator.identity().name;
  }

  #perform<T>(op: string, instance: InstanceReceived, work: (did: () => void) => T | Promise<T>): Promise<T> {
    this.#takeCrashes();
    return this.#simulator.perform(`hypervisor.${op}`, instance.name, work);
  }

  #plug(op: string, instance: InstanceReceived, change: (devices: GuestDevices) => GuestDevices): Promise<void> {
    return this.#perform(op, instance, (did) => {
      const guest = this.#running(instance);
      this.#put(instance.name, { ...guest, devices: change(guest.devices ?? devicesOf(instance)) });
      did();
    });
  }

  /** A guest on its way here is not here yet: it becomes one when its memory has come. */
  #current(name: string): Guest | undefined {
    const guest = this.#guests.get(name);
    if (guest?.left === true) return undefined;
    if (guest?.incoming !== true) return guest;
    return this.#migrations.get(name)?.arrived === true ? { ...guest, state: 'running' } : undefined;
  }

  #running(instance: InstanceReceived): Guest {
    const guest = this.#current(instance.name);
    if (guest === undefined || guest.state === 'crashed') throw new OpExecError(`Instance ${instance.name} does not run on ${this.#node}; start it first`);
    return guest;
  }

  #status(name: string): GuestStatus | null {
    const guest = this.#current(name);
    if (guest === undefined) return null;
    const { state, memory, vcpus, since } = guest;
    const crashed = state === 'crashed';
    const seconds = crashed ? 0 : Math.max(0, this.#simulator.clock.now() - since);
    return { name, state, memory: crashed ? 0 : memory, vcpus, cpuSeconds: Math.round(seconds * vcpus * IDLE_LOAD * 100) / 100 };
  }

  #memoryFree(): number {
    const { memory, memory_dom0 } = this.#simulator.settings;
    let free = memory - memory_dom0;
    for (const guest of this.#guests.values()) if (guest.state !== 'crashed') free -= guest.memory;
    return Math.max(0, free);
  }

  #requireMemory(name: string, wanted: number): void {
    const free = this.#memoryFree();
    if (wanted > free) {
      throw new OpExecError(`Instance ${name} does not fit on ${this.#node}: ${wanted} MiB of memory wanted, ${free} MiB free; stop or move other instances`);
    }
  }

  #put(name: string, guest: Guest): void {
    this.#guests.set(name, guest);
    this.#tell([name]);
  }
  #drop(name: string): void {
    if (this.#guests.delete(name)) this.#tell([name]);
  }
  #tell(names: readonly string[]): void {
    for (const listener of this.#listeners) listener(names);
  }

  #takeCrashes(): void {
    const path = join(this.#injectDir, 'crash');
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
      const guest = this.#guests.get(name);
      if (guest === undefined) continue;
      this.#put(name, { ...guest, state: 'crashed' });
      this.#simulator.did('guest.crash', name);
    }
  }

  #unwatch(): void {
    this.#watcher?.close();
    this.#watcher = null;
  }
}

const without = (uuids: readonly string[], uuid: string): string[] => uuids.filter((other) => other !== uuid);

function devicesOf({ disks, nics }: InstanceReceived): GuestDevices {
  return { disks: disks.map(({ uuid }) => uuid), nics: nics.map(({ uuid }) => uuid) };
}
