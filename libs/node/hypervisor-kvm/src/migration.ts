/**
 * Moving a running guest to another node.
 *
 * Both ends use a return path, so that `completed` means: the target has everything and the guest lives there. Whoever asks again
 * after a crash finds the migration under way, or done. QEMU's states: the target is `inmigrate` until then, the source
 * `postmigrate` afterwards.
 */
import { isIP } from 'node:net';
import { OpExecError } from '@ganeti/errors';
import type { InstanceReceived } from '@ganeti/node-api';
import type { GuestDisk, MigrateOptions } from '@ganeti/node-hypervisor';
import type { Clock } from '@ganeti/runtime';
import type { Guests } from './guests';
import { isBlock, type Launcher } from './launch';
import type { LiveGuest } from './live-guest';
import { listOf, receivedParameters, type KvmParameters } from './parameters';
import { decodeRuntime, encodeRuntime, writeRuntime, type Runtime } from './runtime';

const MIB = 1024 * 1024;
const PROGRESS_SECONDS = 1;
const ARRIVAL_SECONDS = 60;
const CANCEL_SECONDS = 60;
const SETTLE_SECONDS = 60;

const UNDER_WAY: ReadonlySet<string> = new Set(['setup', 'wait-unplug', 'active', 'device', 'pre-switchover', 'postcopy-active', 'postcopy-paused', 'postcopy-recover', 'cancelling', 'colo']);

interface QueryMigrate {
  readonly status?: string;
  readonly 'error-desc'?: string;
  readonly downtime?: number;
  readonly ram?: { readonly transferred: number; readonly remaining: number; readonly total: number; readonly 'dirty-sync-count': number };
}

export interface MigrationServices {
  readonly guests: Guests;
  readonly launcher: Launcher;
  readonly clock: Clock;
  readonly postcopyAfterRounds: number;
  readonly requireMemory: (name: string, memory: number) => Promise<void>;
}

export class Migration {
  readonly #services: MigrationServices;
  constructor(services: MigrationServices) {
    this.#services = services;
  }

  async info({ name }: InstanceReceived): Promise<{ info: Buffer; migratable: boolean; reason: string }> {
    const no = (reason: string): { info: Buffer; migratable: boolean; reason: string } => ({ info: Buffer.alloc(0), migratable: false, reason });
    const guest = await this.#services.guests.find(name);
    if (guest === null || guest.visibleState === null) return no(`Instance ${name} does not run on this node`);
    if (guest.visibleState !== 'running' && guest.visibleState !== 'paused') return no(`Instance ${name} is ${guest.visibleState}`);
    if (guest.runtime === null) return no(`Instance ${name} was started by another release, which knows its parameters; shut it down and start it`);
    if (/\bhost:/.test(guest.runtime.guest.params.usb_devices)) return no(`Instance ${name} uses a USB device of this node`);
    return { info: Buffer.from(encodeRuntime({ ...guest.runtime, paused: guest.visibleState === 'paused' })), migratable: true, reason: '' };
  }

  /** On the target. */
  accept(instance: InstanceReceived, info: Buffer, address: string, disks: readonly GuestDisk[]): Promise<void> {
    const { guests, launcher, requireMemory } = this.#services;
    const { name } = instance;
    return guests.turns.run(name, async () => {
      const known = await guests.find(name);
      if (known !== null && known.state !== 'inmigrate') {
        throw new OpExecError(`Instance ${name} runs on this node already and cannot be received here; clean up the migration first`);
      }
      if (known !== null) return this.#listen(known, instance, address);
      const sent = decodeRuntime(info.toString());
      if (sent === null) throw new OpExecError(`Instance ${name} cannot be received: the other node did not say how it was started`);
      await guests.sweep(name);
      await guests.forgetShutDown(name);
      const here = await Promise.all(sent.guest.disks.map((disk) => this.#diskHere(name, disk, disks)));
      const guest = { ...sent.guest, disks: here };
      await requireMemory(name, guest.memory);
      await guests.bringUp(name, async () => {
        const live = await launcher.launch({ guest, tags: instance.tags, files: guests.files(name), listener: guests, incoming: true, migrationInfo: { paused: sent.paused ?? false } });
        guests.adopt(live);
        try {
          await this.#listen(live, instance, address);
        } catch (error) {
          await guests.stop(live, 0);
          throw error;
        }
      });
    });
  }

  /** On the source: answers when the guest lives on the target. */
  async send(instance: InstanceReceived, address: string, { live, progress, signal }: MigrateOptions): Promise<void> {
    const { guests, clock } = this.#services;
    const { name } = instance;
    const guest = await guests.running(name);
    if (!(await this.#hasLeft(guest))) {
      if (!UNDER_WAY.has(await this.#status(guest)) || guest.state === 'inmigrate') await this.#begin(guest, instance, address, live);
      await this.#follow(guest, name, address, progress, signal, clock);
    }
    if (signal?.aborted) return;
    const { downtime } = await guest.qmp.execute<QueryMigrate>('query-migrate');
    progress(100, downtime === undefined ? 'memory has been copied' : `memory has been copied, it stood still for ${downtime} ms`);
  }

  finishSource({ name }: InstanceReceived, success: boolean): Promise<void> {
    const { guests } = this.#services;
    return guests.turns.run(name, async () => {
      const guest = await guests.find(name);
      if (guest === null || guest.state === 'inmigrate') return;
      if (!success) return this.#giveUp(guest);
      if (!(await this.#hasLeft(guest))) throw new OpExecError(`Instance ${name} has not left this node: it is ${guest.state} here`);
      await guests.stop(guest, 0);
    });
  }

  finishTarget(instance: InstanceReceived, success: boolean): Promise<void> {
    const { guests, launcher } = this.#services;
    const { name } = instance;
    const notHere = new OpExecError(`Instance ${name} has not arrived on this node; look where it runs and clean up the migration`);
    return guests.turns.run(name, async () => {
      const guest = await guests.find(name);
      if (guest === null) {
        if (success) throw notHere;
        return guests.sweep(name);
      }
      if (!success) {
        if ((await guest.refresh()) !== 'inmigrate') throw new OpExecError(`Instance ${name} has arrived on this node and is nowhere else; clean up the migration`);
        return guests.stop(guest, 0);
      }
      const arrived = guest.qmp.waitFor(({ event }) => event === 'RESUME' || event === 'STOP', ARRIVAL_SECONDS);
      if ((await guest.refresh()) === 'inmigrate') {
        if (!(await this.#hasMemory(guest))) throw notHere;
        await arrived;
      }
      if ((await guest.refresh()) === 'inmigrate') throw notHere;
      const { runtime } = guest;
      if (guest.state !== 'running' && runtime?.paused !== true) await guest.qmp.execute('cont');
      await guest.refresh();
      await launcher.settle(guest);
      await launcher.arrived(guest);
      guests.tell(name);
    });
  }

  /** Parameters of both ends, then the port is opened. Repeated after a crash it goes on where it was. */
  async #listen(guest: LiveGuest, instance: InstanceReceived, address: string): Promise<void> {
    const params = receivedParameters(instance.hvparams);
    if ((await this.#status(guest)) !== '') return;
    await setUp(guest, params);
    const uri = tcp(address, params.migration_port);
    await guest.qmp.execute('migrate-incoming', { uri }).catch((error: Error) => {
      throw new OpExecError(`Instance ${guest.name} cannot be received at ${uri}: ${error.message}`);
    });
  }

  async #begin(guest: LiveGuest, instance: InstanceReceived, address: string, live: boolean): Promise<void> {
    const params = receivedParameters(instance.hvparams);
    await setUp(guest, params);
    await guest.qmp.execute('migrate-set-parameters', { 'max-bandwidth': params.migration_bandwidth * MIB, 'downtime-limit': params.migration_downtime });
    if (!live && guest.state === 'running') {
      await this.#remember(guest, { resume: true });
      await guest.qmp.execute('stop');
    }
    await guest.qmp.execute('migrate', { uri: tcp(address, params.migration_port) });
  }

  async #follow(guest: LiveGuest, name: string, address: string, progress: MigrateOptions['progress'], signal: AbortSignal | undefined, clock: Clock): Promise<void> {
    const failed = async (why: string): Promise<never> => {
      await this.#resume(guest).catch(() => undefined);
      throw new OpExecError(`Instance ${name} did not reach ${address}: ${why}`);
    };
    let postcopy = false;
    let told = 0;
    for (;;) {
      const changed = guest.qmp.waitFor(({ event }) => event === 'MIGRATION', PROGRESS_SECONDS / 4, signal);
      const now = await guest.qmp.execute<QueryMigrate>('query-migrate').catch((error: Error) => failed(error.message));
      const { status = '', ram } = now;
      if (status === 'completed') break;
      if (!UNDER_WAY.has(status)) await failed(now['error-desc'] ?? `the migration has ${status === 'cancelled' ? 'been cancelled' : status}`);
      if (ram !== undefined && ram.total > 0 && clock.now() >= told + PROGRESS_SECONDS) {
        told = clock.now();
        const percent = Math.min(99, Math.round(100 * (1 - ram.remaining / ram.total)));
        progress(percent, `${Math.round(ram.transferred / MIB)} MiB copied, ${Math.round(ram.remaining / MIB)} MiB left, round ${ram['dirty-sync-count']}`);
      }
      if (!postcopy && status === 'active' && (ram?.['dirty-sync-count'] ?? 0) > this.#services.postcopyAfterRounds && (await allowsPostcopy(guest))) {
        postcopy = true;
        await guest.qmp.execute('migrate-start-postcopy');
        progress(99, 'it runs on the target from now on; the rest of its memory follows');
      }
      await changed;
      if (signal?.aborted) return;
    }
    await this.#hasLeft(guest);
  }

  /** Whether it lives on the target. QEMU says that the migration is completed a moment before the guest's own state says so. */
  async #hasLeft(guest: LiveGuest): Promise<boolean> {
    const { clock } = this.#services;
    for (const until = clock.now() + SETTLE_SECONDS; clock.now() < until; await clock.sleep(0.02)) {
      if ((await guest.refresh()) === 'postmigrate') return true;
      if (guest.state !== 'finish-migrate' || (await this.#status(guest)) !== 'completed') return false;
    }
    throw new OpExecError(`Instance ${guest.name} is neither here nor there: QEMU does not finish its migration; look at both nodes`);
  }

  async #giveUp(guest: LiveGuest): Promise<void> {
    const { name } = guest;
    const { clock } = this.#services;
    const left = new OpExecError(`Instance ${name} has left this node; look where it runs and clean up the migration`);
    if (await this.#hasLeft(guest)) throw left;
    if (UNDER_WAY.has(await this.#status(guest))) {
      await guest.qmp.execute('migrate_cancel');
      const until = clock.now() + CANCEL_SECONDS;
      while (UNDER_WAY.has(await this.#status(guest)) && clock.now() < until) await guest.qmp.waitFor(({ event }) => event === 'MIGRATION', 0.2);
      if (await this.#hasLeft(guest)) throw left;
    }
    await this.#resume(guest);
  }

  /** A guest that stood still only to be moved goes on. */
  async #resume(guest: LiveGuest): Promise<void> {
    if (guest.runtime?.resume !== true) return;
    if ((await guest.refresh()) === 'paused') await guest.qmp.execute('cont');
    await this.#remember(guest, { resume: false });
    await guest.refresh();
    this.#services.guests.tell(guest.name);
  }

  async #remember(guest: LiveGuest, change: Partial<Runtime>): Promise<void> {
    if (guest.runtime === null) return;
    guest.runtime = { ...guest.runtime, ...change };
    await writeRuntime(guest.files.runtime, guest.runtime);
  }

  /** Everything has come, and QEMU is about to run it. */
  async #hasMemory(guest: LiveGuest): Promise<boolean> {
    return ['completed', 'postcopy-active', 'device'].includes(await this.#status(guest));
  }

  async #status(guest: LiveGuest): Promise<string> {
    return (await guest.qmp.execute<QueryMigrate>('query-migrate')).status ?? '';
  }

  async #diskHere(name: string, disk: Runtime['guest']['disks'][number], disks: readonly GuestDisk[]): Promise<Runtime['guest']['disks'][number]> {
    const here = disks.find(({ device }) => device.uuid === disk.uuid);
    if (here === undefined) throw new OpExecError(`Instance ${name} runs with disk ${disk.uuid}, which it no longer has; reboot it first`);
    return { ...disk, path: here.path, block: await isBlock(name, here.path) };
  }
}

async function setUp(guest: LiveGuest, params: KvmParameters): Promise<void> {
  const wanted = new Set(['events', 'return-path', ...listOf(params.migration_caps, /[:,\s]+/)]);
  await guest.qmp.execute('migrate-set-capabilities', { capabilities: [...wanted].map((capability) => ({ capability, state: true })) }).catch((error: Error) => {
    throw new OpExecError(`Instance ${guest.name} cannot be moved as migration_caps wants it: ${error.message}`);
  });
}

async function allowsPostcopy(guest: LiveGuest): Promise<boolean> {
  const capabilities = await guest.qmp.execute<{ capability: string; state: boolean }[]>('query-migrate-capabilities');
  return capabilities.some(({ capability, state }) => capability === 'postcopy-ram' && state);
}

const tcp = (address: string, port: number): string => `tcp:${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
