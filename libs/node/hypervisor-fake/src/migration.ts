/** Moving a guest from node to node, over the directory that they share. */
import { OpExecError } from '@ganeti/errors';
import type { InstanceReceived } from '@ganeti/node-api';
import { sizeOf, type MigrateOptions } from '@ganeti/node-hypervisor';
import { devicesOf, type Guest, type Guests } from './guests';

/** Reports during a migration. */
const MIGRATION_PARTS = 4;

export class Migration {
  readonly #guests: Guests;
  constructor(guests: Guests) {
    this.#guests = guests;
  }

  async info(instance: InstanceReceived): Promise<{ info: Buffer; migratable: boolean; reason: string }> {
    const guest = this.#guests.current(instance.name);
    const reason = guest?.state === 'running' || guest?.state === 'paused' ? '' : `Instance ${instance.name} does not run on ${this.#guests.node}`;
    return { info: Buffer.from(JSON.stringify(guest ?? {})), migratable: reason === '', reason };
  }

  accept(instance: InstanceReceived, info: Buffer, address: string): Promise<void> {
    return this.#guests.perform('accept-migration', instance, (did) => {
      const { name } = instance;
      const known = this.#guests.record(name);
      if (known?.incoming === true) return;
      if (known !== undefined && known.state !== 'crashed') {
        throw new OpExecError(`Instance ${name} runs on ${this.#guests.node} already and cannot be received there; clean up the migration first`);
      }
      const sent = info.length > 0 ? (JSON.parse(info.toString()) as Partial<Guest>) : {};
      const { memory, vcpus } = { ...sizeOf(instance), ...sent };
      this.#guests.requireMemory(name, memory);
      this.#guests.wire.put(name, { address, arrived: false });
      this.#guests.put(name, { state: 'paused', memory, vcpus, since: this.#guests.simulator.clock.now(), incoming: true, devices: devicesOf(instance) });
      did();
    });
  }

  send(instance: InstanceReceived, targetAddress: string, { live, progress }: MigrateOptions): Promise<void> {
    return this.#guests.perform('migrate', instance, async (did) => {
      const { name } = instance;
      const migration = this.#guests.wire.get(name);
      if (this.#guests.record(name)?.left === true) return progress(100, 'memory has been copied');
      if (migration === null || migration.address !== targetAddress) {
        throw new OpExecError(`Instance ${name} cannot be sent to ${targetAddress}: nothing there waits for it; prepare the target first`);
      }
      if (migration.arrived) {
        progress(100, 'memory has been copied');
        return;
      }
      const guest = this.#guests.running(instance);
      if (!live) this.#guests.put(name, { ...guest, state: 'paused' });
      for (let part = 1; part <= MIGRATION_PARTS; part += 1) {
        await this.#guests.simulator.sleep(guest.memory / this.#guests.simulator.settings.migration_rate / MIGRATION_PARTS);
        // It may have crashed, or the target may have given up meanwhile.
        this.#guests.running(instance);
        if (this.#guests.wire.get(name)?.address !== targetAddress) {
          this.#guests.put(name, { ...guest, state: 'running' });
          throw new OpExecError(`Instance ${name} did not reach ${targetAddress}: the target no longer waits for it`);
        }
        if (part < MIGRATION_PARTS) progress((part * 100) / MIGRATION_PARTS, 'copying memory');
      }
      // Stopped here before it lives there: never in two places at once.
      this.#guests.put(name, { ...guest, state: 'paused', left: true });
      this.#guests.wire.put(name, { address: targetAddress, arrived: true });
      progress(100, 'memory has been copied');
      did();
    });
  }

  finishSource(instance: InstanceReceived, success: boolean): Promise<void> {
    return this.#guests.perform('finish-migration-source', instance, (did) => {
      const guest = this.#guests.record(instance.name);
      if (guest === undefined || (guest.incoming === true && this.#guests.current(instance.name) === undefined)) return;
      if (success && guest.left !== true) throw new OpExecError(`Instance ${instance.name} has not left ${this.#guests.node}; look where it runs and clean up the migration`);
      if (!success && guest.left === true) {
        throw new OpExecError(`Instance ${instance.name} has left ${this.#guests.node}; look where it runs and clean up the migration`);
      }
      if (success) {
        this.#guests.drop(instance.name);
        did();
      } else if (guest.state === 'paused') {
        this.#guests.put(instance.name, { ...guest, state: 'running' });
        did();
      }
    });
  }

  finishTarget(instance: InstanceReceived, success: boolean): Promise<void> {
    return this.#guests.perform('finish-migration-target', instance, (did) => {
      const { name } = instance;
      const guest = this.#guests.record(name);
      if (guest?.incoming !== true) {
        if (success && guest === undefined) throw new OpExecError(`Instance ${name} has not arrived on ${this.#guests.node}; look where it runs and clean up the migration`);
        return;
      }
      const arrived = this.#guests.wire.get(name)?.arrived === true;
      if (success && !arrived) throw new OpExecError(`Instance ${name} has not arrived on ${this.#guests.node}; look where it runs and clean up the migration`);
      if (!success && arrived) throw new OpExecError(`Instance ${name} has arrived on ${this.#guests.node} and is nowhere else; clean up the migration`);
      if (success) this.#guests.put(name, { ...guest, state: 'running', incoming: false });
      else this.#guests.drop(name);
      this.#guests.wire.delete(name);
      did();
    });
  }
}
