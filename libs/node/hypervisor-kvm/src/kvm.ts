/**
 * KVM: each guest is a QEMU process of its own, that outlives this daemon. See docs/hypervisors.md.
 * Errors: OpExecError.
 */
import { OpExecError } from '@ganeti/errors';
import type { InstanceReceived } from '@ganeti/node-api';
import { hostMemory, hostProcessors, processorSeconds, residentMemory, type GuestDisk, type GuestStatus, type HostMemory, type HostResources, type Hotplug, type Hypervisor, type MigrateOptions } from '@ganeti/node-hypervisor';
import type { Clock } from '@ganeti/runtime';
import { buildGuest } from './build';
import type { GuestSpec } from './command';
import { Guests } from './guests';
import { createHotplug } from './hotplug';
import { Launcher, isBlock, type LaunchOptions } from './launch';
import type { LiveGuest } from './live-guest';
import type { KvmPaths } from './files';
import { Migration } from './migration';
import { receivedParameters } from './parameters';
import { runtimeNames } from './runtime';
import { validateParameters } from './validate';

const MIB = 1024 * 1024;
/** How long a guest may take to give memory back. */
const BALLOON_SECONDS = 60;

export interface KvmOptions extends LaunchOptions {
  readonly paths: KvmPaths;
  readonly clock: Clock;
  /** The program a node must have, whatever its instances say. */
  readonly program: string;
  /** Rounds of copying after which a guest that changes faster than it is copied is switched over, where postcopy is allowed. */
  readonly postcopyAfterRounds: number;
  readonly memory?: () => Promise<HostMemory>;
}

export class KvmHypervisor implements Hypervisor {
  readonly name = 'kvm';
  readonly hotplug: Hotplug;
  readonly #options: KvmOptions;
  readonly #launcher: Launcher;
  readonly #guests: Guests;
  readonly #migration: Migration;

  constructor(options: KvmOptions) {
    this.#options = options;
    this.#launcher = new Launcher(options);
    this.#guests = new Guests({ paths: options.paths, clock: options.clock, launcher: this.#launcher });
    this.#migration = new Migration({ guests: this.#guests, launcher: this.#launcher, clock: options.clock, postcopyAfterRounds: options.postcopyAfterRounds, requireMemory: (name, memory) => this.#requireMemory(name, memory) });
    this.hotplug = createHotplug({ guests: this.#guests, launcher: this.#launcher, network: options.network, clock: options.clock });
  }

  start(instance: InstanceReceived, { paused, disks }: { readonly paused: boolean; readonly disks: readonly GuestDisk[] }): Promise<void> {
    const { name } = instance;
    return this.#guests.turns.run(name, async () => {
      const running = await this.#guests.find(name);
      // A start that was cut off before the guest ran is brought to its end.
      if (running !== null) return running.state === 'prelaunch' ? this.#go(running, paused) : undefined;
      await this.#guests.sweep(name);
      await this.#guests.forgetShutDown(name);
      const qemu = await this.#options.programs.at(receivedParameters(instance.hvparams).kvm_path);
      const guest = await buildGuest(instance, disks, qemu);
      await this.#requireMemory(name, guest.memory);
      await this.#bringUp(guest, instance.tags, paused);
    });
  }

  stop({ name }: InstanceReceived, timeoutSeconds: number): Promise<void> {
    return this.#guests.turns.run(name, async () => {
      const guest = await this.#guests.find(name);
      if (guest !== null) await this.#guests.stop(guest, guest.runtime?.guest.params.acpi === false ? 0 : timeoutSeconds);
      else await this.#guests.sweep(name);
      await this.#guests.forgetShutDown(name);
      this.#guests.tell(name);
    });
  }

  reboot({ name }: InstanceReceived, type: 'soft' | 'hard', { timeoutSeconds, disks }: { readonly timeoutSeconds: number; readonly disks: readonly GuestDisk[] }): Promise<void> {
    return this.#guests.turns.run(name, async () => {
      const old = await this.#guests.running(name);
      const { runtime } = old;
      if (runtime === null) throw new OpExecError(`Instance ${name} was started by another release, which knows its parameters; shut it down and start it`);
      await this.#guests.stop(old, type === 'soft' && runtime.guest.params.acpi ? timeoutSeconds : 0, { keepRuntime: true });
      // Links are named by place, which may have changed since the start: the disk decides.
      const pathOf = (uuid: string, before: string): string => disks.find(({ device }) => device.uuid === uuid)?.path ?? before;
      const found = runtime.guest.disks.map(async (disk) => {
        const path = pathOf(disk.uuid, disk.path);
        return { ...disk, path, block: await isBlock(name, path) };
      });
      const guest = { ...runtime.guest, disks: await Promise.all(found) };
      await this.#bringUp(guest, runtime.tags, false);
    });
  }

  setMemory({ name }: InstanceReceived, memory: number): Promise<void> {
    return this.#guests.turns.run(name, async () => {
      const guest = await this.#guests.running(name);
      const most = guest.runtime?.guest.memory ?? memory;
      if (memory > most) throw new OpExecError(`Instance ${name} was started with ${most} MiB of memory and cannot have ${memory} MiB before it is stopped and started`);
      if (memory === guest.memory) return;
      if (memory > guest.memory) await this.#requireMemory(name, memory - guest.memory);
      const reached = guest.qmp.waitFor(({ event, data }) => event === 'BALLOON_CHANGE' && Math.round(Number(data?.['actual']) / MIB) === memory, BALLOON_SECONDS);
      await guest.qmp.execute('balloon', { value: memory * MIB });
      await reached;
      const { actual } = await guest.qmp.execute<{ actual: number }>('query-balloon');
      guest.memory = Math.round(actual / MIB);
      this.#guests.tell(name);
      if (guest.memory !== memory) {
        throw new OpExecError(`Instance ${name} shall have ${memory} MiB of memory, but has ${guest.memory} MiB after ${BALLOON_SECONDS} s; does it have a balloon driver?`);
      }
    });
  }

  async list(): Promise<GuestStatus[]> {
    const live = await this.#guests.all();
    const states = await Promise.all(live.map((guest) => this.#statusOf(guest)));
    const names = new Set(live.map(({ name }) => name));
    return [...states.filter((state) => state !== null), ...this.#guests.shutDown().filter((name) => !names.has(name)).map(shutDownStatus)];
  }

  async status(name: string): Promise<GuestStatus | null> {
    const guest = await this.#guests.find(name);
    if (guest !== null) return this.#statusOf(guest);
    return this.#guests.hasBeenShutDown(name) ? shutDownStatus(name) : null;
  }

  async resources(): Promise<HostResources> {
    const [{ total, available }, cpus, guests] = await Promise.all([(this.#options.memory ?? hostMemory)(), hostProcessors(), this.#guests.all()]);
    const resident = await Promise.all(guests.map(async ({ pid }) => (this.#options.memory === undefined ? residentMemory(pid) : 0)));
    // What guests have not touched yet looks available, but is theirs.
    const own = Math.round(Math.max(0, total - available - resident.reduce((sum, memory) => sum + memory, 0)));
    const promised = guests.reduce((sum, { memory }) => sum + memory, 0);
    return { memoryTotal: total, memoryFree: Math.max(0, total - own - promised), memoryDom0: own, cpuTotal: cpus.total, cpuNodes: cpus.nodes, cpuSockets: cpus.sockets, cpuDom0: 1 };
  }

  onChange(listener: (names: readonly string[]) => void): () => void {
    return this.#guests.onChange(listener);
  }

  validate(hvparams: Readonly<Record<string, unknown>>): Promise<string[]> {
    return validateParameters(hvparams, this.#options.programs, this.#options.firmware);
  }

  async verify(): Promise<string[]> {
    try {
      await this.#options.programs.at(this.#options.program);
    } catch (error) {
      return [(error as Error).message];
    }
    const names = await runtimeNames(this.#options.paths.runDir);
    const problems = await Promise.all(names.map((name) => this.#guests.find(name).then(() => [], (error: Error) => [error.message])));
    return problems.flat();
  }

  async version(): Promise<string> {
    return (await this.#options.programs.at(this.#options.program)).version;
  }

  migrationInfo(instance: InstanceReceived): Promise<{ info: Buffer; migratable: boolean; reason: string }> {
    return this.#migration.info(instance);
  }
  acceptMigration(instance: InstanceReceived, info: Buffer, address: string, disks: readonly GuestDisk[]): Promise<void> {
    return this.#migration.accept(instance, info, address, disks);
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

  #bringUp(guest: GuestSpec, tags: readonly string[], paused: boolean): Promise<void> {
    const { name } = guest;
    return this.#guests.bringUp(name, async () => {
      await this.#go(await this.#launcher.launch({ guest, tags, files: this.#guests.files(name), listener: this.#guests, incoming: false }), paused);
    });
  }

  async #go(guest: LiveGuest, paused: boolean): Promise<void> {
    try {
      await this.#launcher.settle(guest);
      if (!paused) await guest.qmp.execute('cont');
      await guest.refresh();
      this.#guests.adopt(guest);
    } catch (error) {
      await this.#guests.stop(guest, 0).catch(() => undefined);
      throw new OpExecError(`Instance ${guest.name} cannot be started: ${(error as Error).message}`);
    }
  }

  async #statusOf(guest: LiveGuest): Promise<GuestStatus | null> {
    const { name, visibleState: state, memory, vcpus } = guest;
    return state === null ? null : { name, state, memory, vcpus, cpuSeconds: await processorSeconds(guest.pid) };
  }

  async #requireMemory(name: string, memory: number): Promise<void> {
    const { memoryFree } = await this.resources();
    if (memory > memoryFree) throw new OpExecError(`Instance ${name} does not fit on this node: ${memory} MiB of memory wanted, ${memoryFree} MiB free; stop or move other instances`);
  }
}

const shutDownStatus = (name: string): GuestStatus => ({ name, state: 'shutdown', memory: 0, vcpus: 0, cpuSeconds: 0 });

