/**
 * A simulated hypervisor: guests are records on disk, so they run on when noded is killed. They take memory of the simulated
 * host, stop when asked (unless a fault rule `guest.shutdown` of kind `ignore` says otherwise), crash when told, and move between
 * nodes over the shared directory.
 *
 * To crash guests: write their names, one per line, to `simulator/inject/crash`. To be of another version: write it to
 * `simulator/inject/version`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstanceReceived } from '@ganeti/node-api';
import { sizeOf, type GuestDevices, type GuestDisk, type GuestStatus, type HostResources, type Hotplug, type Hypervisor, type MigrateOptions } from '@ganeti/node-hypervisor';
import type { Simulator } from '@ganeti/node-storage-fake';
import { devicesOf, Guests } from './guests';
import { Migration } from './migration';

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
  readonly #guests: Guests;
  readonly #migration: Migration;

  constructor(simulator: Simulator, name: string) {
    this.name = name;
    this.#guests = new Guests(simulator, name);
    this.#migration = new Migration(this.#guests);
  }

  start(instance: InstanceReceived, { paused }: { readonly paused: boolean; readonly disks: readonly GuestDisk[] }): Promise<void> {
    return this.#guests.perform('start', instance, (did) => {
      const known = this.#guests.current(instance.name);
      if (known !== undefined && known.state !== 'crashed') return;
      const { memory, vcpus } = sizeOf(instance);
      this.#guests.requireMemory(instance.name, memory);
      this.#guests.put(instance.name, { state: paused ? 'paused' : 'running', memory, vcpus, since: this.#guests.simulator.clock.now(), devices: devicesOf(instance) });
      did();
    });
  }

  stop(instance: InstanceReceived, timeoutSeconds: number): Promise<void> {
    return this.#guests.perform('stop', instance, async (did) => {
      const { name } = instance;
      if (this.#guests.current(name) === undefined) return;
      if (timeoutSeconds > 0) {
        const obeys = this.#guests.current(name)?.state === 'running' && !this.#guests.simulator.faults.ignores('guest.shutdown', name);
        await this.#guests.simulator.sleep(obeys ? Math.min(timeoutSeconds, this.#guests.simulator.settings.shutdown_seconds) : timeoutSeconds);
      }
      if (this.#guests.current(name) === undefined) return;
      this.#guests.drop(name);
      did();
    });
  }

  reboot(instance: InstanceReceived, type: 'soft' | 'hard', _options: { readonly timeoutSeconds: number; readonly disks: readonly GuestDisk[] }): Promise<void> {
    return this.#guests.perform(`reboot-${type}`, instance, (did) => {
      const guest = this.#guests.running(instance);
      this.#guests.put(instance.name, { ...guest, state: 'running', since: this.#guests.simulator.clock.now() });
      did();
    });
  }

  setMemory(instance: InstanceReceived, memory: number): Promise<void> {
    return this.#guests.perform('set-memory', instance, (did) => {
      const guest = this.#guests.running(instance);
      if (guest.memory === memory) return;
      this.#guests.requireMemory(instance.name, memory - guest.memory);
      this.#guests.put(instance.name, { ...guest, memory });
      did();
    });
  }

  readonly hotplug: Hotplug = {
    problem: async (instance) => {
      const guest = this.#guests.current(instance.name);
      return guest === undefined || guest.state === 'crashed' ? `Instance ${instance.name} does not run on ${this.#guests.node}` : null;
    },
    devices: async (instance) => this.#guests.running(instance).devices ?? devicesOf(instance),
    addDisk: (instance, { device }) => this.#plug('add-disk', instance, ({ disks, nics }) => ({ nics, disks: [...without(disks, device.uuid), device.uuid] })),
    removeDisk: (instance, device) => this.#plug('remove-disk', instance, ({ disks, nics }) => ({ nics, disks: without(disks, device.uuid) })),
    resizeDisk: (instance) => this.#plug('resize-disk', instance, (devices) => devices),
    addNic: (instance, nic) => this.#plug('add-nic', instance, ({ disks, nics }) => ({ disks, nics: [...without(nics, nic.uuid), nic.uuid] })),
    removeNic: (instance, nic) => this.#plug('remove-nic', instance, ({ disks, nics }) => ({ disks, nics: without(nics, nic.uuid) })),
    changeNic: (instance) => this.#plug('change-nic', instance, (devices) => devices),
  };

  async list(): Promise<GuestStatus[]> {
    this.#guests.takeCrashes();
    return this.#guests.names().flatMap((name) => this.#guests.status(name) ?? []);
  }

  async status(name: string): Promise<GuestStatus | null> {
    this.#guests.takeCrashes();
    return this.#guests.status(name);
  }

  async resources(): Promise<HostResources> {
    const { memory, memory_dom0, cpus } = this.#guests.simulator.settings;
    return {
      memoryTotal: memory,
      memoryFree: this.#guests.memoryFree(),
      memoryDom0: memory_dom0,
      cpuTotal: cpus,
      cpuNodes: 1,
      cpuSockets: 1,
      cpuDom0: 1,
    };
  }

  onChange(listener: (names: readonly string[]) => void): () => void {
    return this.#guests.onChange(listener);
  }

  async validate(hvparams: Readonly<Record<string, unknown>>): Promise<string[]> {
    const mode = hvparams['migration_mode'];
    if (mode === undefined || MIGRATION_MODES.includes(mode)) return [];
    return [`migration_mode is ${JSON.stringify(mode)}; it must be one of ${MIGRATION_MODES.join(', ')}`];
  }

  async verify(): Promise<string[]> {
    try {
      await this.#guests.simulator.faults.strike('hypervisor.verify', this.name, 'before');
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  }

  async version(): Promise<string> {
    const other = join(this.#guests.injectDir, 'version');
    return existsSync(other) ? readFileSync(other, 'utf8').trim() : 'simulated 1';
  }

  migrationInfo(instance: InstanceReceived): Promise<{ info: Buffer; migratable: boolean; reason: string }> {
    return this.#migration.info(instance);
  }
  acceptMigration(instance: InstanceReceived, info: Buffer, address: string): Promise<void> {
    return this.#migration.accept(instance, info, address);
  }
  migrate(instance: InstanceReceived, targetAddress: string, options: MigrateOptions): Promise<void> {
    return this.#migration.send(instance, targetAddress, options);
  }
  finishMigrationSource(instance: InstanceReceived, success: boolean): Promise<void> {
    return this.#migration.finishSource(instance, success);
  }
  finishMigrationTarget(instance: InstanceReceived, _info: Buffer, success: boolean): Promise<void> {
    return this.#migration.finishTarget(instance, success);
  }

  close(): Promise<void> {
    return this.#guests.close();
  }

  #plug(op: string, instance: InstanceReceived, change: (devices: GuestDevices) => GuestDevices): Promise<void> {
    return this.#guests.perform(op, instance, (did) => {
      const guest = this.#guests.running(instance);
      this.#guests.put(instance.name, { ...guest, devices: change(guest.devices ?? devicesOf(instance)) });
      did();
    });
  }
}

const without = (uuids: readonly string[], uuid: string): string[] => uuids.filter((other) => other !== uuid);
