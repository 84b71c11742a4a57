/**
 * What every hypervisor driver must do, as a jest suite: `hypervisorContract('fake', make)` in the driver's own spec file.
 * Real drivers run it on machines that have the kernel for it.
 */
import type { InstanceReceived, NicReceived } from '@ganeti/node-api';
import type { GuestDisk, Hypervisor } from './port';

export interface HypervisorFixture {
  readonly hypervisor: Hypervisor;
  /** A second node guests can move to, and the address it is reached at. */
  readonly target: Hypervisor;
  readonly targetAddress: string;
  /** An instance that does not run yet; every call answers another one. Memory in MiB. */
  instance(memory: number): InstanceReceived;
  /** Its disks on either node, in order; drivers that boot guests need at least one. */
  disks(instance: InstanceReceived): GuestDisk[];
  /** A further disk for it, that is not one of its own. */
  spareDisk(instance: InstanceReceived): GuestDisk;
  /** A NIC for it that can be plugged in here; missing: this machine cannot make one. */
  spareNic?(instance: InstanceReceived): NicReceived;
  /** The first node's driver as it is after its daemon was killed and started again. */
  restart(): Promise<Hypervisor>;
  /** MiB of memory a running guest costs at most beside its own; missing: none. */
  readonly overhead?: number;
  /** Parameters that must be found wrong. */
  readonly wrongParameters: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

export function hypervisorContract(name: string, make: () => Promise<HypervisorFixture>): void {
  describe(`hypervisor contract: ${name}`, () => {
    let fixture: HypervisorFixture;
    beforeEach(async () => {
      fixture = await make();
    });
    afterEach(() => fixture.close());
    const run = (instance: InstanceReceived): { paused: boolean; disks: GuestDisk[] } => ({ paused: false, disks: fixture.disks(instance) });
    /** What is free again may take a moment to be counted. */
    const freeIs = async (hypervisor: Hypervisor, wanted: number): Promise<void> => {
      const { overhead = 0 } = fixture;
      let free = (await hypervisor.resources()).memoryFree;
      for (let tries = 0; tries < 100 && overhead > 0 && Math.abs(free - wanted) > overhead; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        free = (await hypervisor.resources()).memoryFree;
      }
      if (Math.abs(free - wanted) > overhead) expect(free).toBe(wanted);
    };
    const quiet = { live: true, progress: () => undefined };

    it('starts a guest, accounts its memory, stops it', async () => {
      const { hypervisor } = fixture;
      const instance = fixture.instance(256);
      const before = await hypervisor.resources();
      expect(before.memoryFree).toBeLessThanOrEqual(before.memoryTotal);
      await hypervisor.start(instance, run(instance));
      expect(await hypervisor.status(instance.name)).toMatchObject({ name: instance.name, state: 'running', memory: 256 });
      expect((await hypervisor.list()).map((guest) => guest.name)).toContain(instance.name);
      await freeIs(hypervisor, before.memoryFree - 256);
      await hypervisor.stop(instance, 0);
      expect(await hypervisor.status(instance.name)).toBeNull();
      await freeIs(hypervisor, before.memoryFree);
    });

    it('starts paused when asked', async () => {
      const instance = fixture.instance(128);
      await fixture.hypervisor.start(instance, { ...run(instance), paused: true });
      expect((await fixture.hypervisor.status(instance.name))?.state).toBe('paused');
    });

    it('refuses a guest that does not fit, saying how much is free', async () => {
      const { memoryTotal } = await fixture.hypervisor.resources();
      const instance = fixture.instance(memoryTotal + 1);
      await expect(fixture.hypervisor.start(instance, run(instance))).rejects.toThrow(/MiB/);
      expect(await fixture.hypervisor.status(instance.name)).toBeNull();
    });

    it('keeps guests running when its daemon is killed', async () => {
      const instance = fixture.instance(128);
      await fixture.hypervisor.start(instance, run(instance));
      expect(await (await fixture.restart()).status(instance.name)).toMatchObject({ state: 'running', memory: 128 });
    });

    it('stops what does not run, and starts what runs, without an error', async () => {
      const instance = fixture.instance(128);
      await fixture.hypervisor.stop(instance, 5);
      await fixture.hypervisor.start(instance, run(instance));
      await fixture.hypervisor.start(instance, run(instance));
      expect(await fixture.hypervisor.list()).toHaveLength(1);
    });

    it('reboots what runs and nothing else', async () => {
      const instance = fixture.instance(128);
      await expect(fixture.hypervisor.reboot(instance, 'soft', { timeoutSeconds: 20, disks: fixture.disks(instance) })).rejects.toThrow(new RegExp(instance.name));
      await fixture.hypervisor.start(instance, run(instance));
      for (const type of ['soft', 'hard'] as const) await fixture.hypervisor.reboot(instance, type, { timeoutSeconds: 20, disks: fixture.disks(instance) });
      expect((await fixture.hypervisor.status(instance.name))?.state).toBe('running');
    });

    it('changes memory of a running guest', async () => {
      const instance = fixture.instance(256);
      await fixture.hypervisor.start(instance, run(instance));
      await fixture.hypervisor.setMemory(instance, 192);
      expect((await fixture.hypervisor.status(instance.name))?.memory).toBe(192);
    });

    it('adds, resizes and removes disks of a running guest, also after a restart of its daemon', async () => {
      const { hypervisor } = fixture;
      if (hypervisor.hotplug === undefined) return;
      const instance = fixture.instance(128);
      const spare = fixture.spareDisk(instance);
      const own = fixture.disks(instance).map(({ device }) => device.uuid);
      expect(await hypervisor.hotplug.problem(instance)).toMatch(instance.name);
      await hypervisor.start(instance, run(instance));
      expect(await hypervisor.hotplug.problem(instance)).toBeNull();
      expect((await hypervisor.hotplug.devices(instance)).disks).toEqual(own);
      for (let times = 0; times < 2; times += 1) await hypervisor.hotplug.addDisk(instance, spare);
      await hypervisor.hotplug.resizeDisk(instance, spare.device, spare.device.size);
      expect((await hypervisor.hotplug.devices(instance)).disks).toEqual([...own, spare.device.uuid]);
      const later = await fixture.restart();
      expect((await later.hotplug?.devices(instance))?.disks).toEqual([...own, spare.device.uuid]);
      for (let times = 0; times < 2; times += 1) await later.hotplug?.removeDisk(instance, spare.device);
      expect((await later.hotplug?.devices(instance))?.disks).toEqual(own);
      expect((await later.status(instance.name))?.state).toBe('running');
    });

    it('adds, changes and removes NICs of a running guest', async () => {
      const { hypervisor } = fixture;
      const instance = fixture.instance(128);
      const nic = fixture.spareNic?.(instance);
      if (hypervisor.hotplug === undefined || nic === undefined) return;
      await hypervisor.start(instance, run(instance));
      for (let times = 0; times < 2; times += 1) await hypervisor.hotplug.addNic(instance, nic);
      expect((await hypervisor.hotplug.devices(instance)).nics).toEqual([nic.uuid]);
      await hypervisor.hotplug.changeNic(instance, nic);
      expect((await hypervisor.hotplug.devices(instance)).nics).toEqual([nic.uuid]);
      for (let times = 0; times < 2; times += 1) await hypervisor.hotplug.removeNic(instance, nic);
      expect((await hypervisor.hotplug.devices(instance)).nics).toEqual([]);
    });

    it('tells changes without being asked, until told to stop', async () => {
      const seen: string[] = [];
      const stop = fixture.hypervisor.onChange((names) => seen.push(...names));
      const [one, two] = [fixture.instance(128), fixture.instance(128)];
      await fixture.hypervisor.start(one, run(one));
      expect(seen).toContain(one.name);
      stop();
      await fixture.hypervisor.start(two, run(two));
      expect(seen).not.toContain(two.name);
    });

    it('finds wrong parameters and is content with none', async () => {
      expect(await fixture.hypervisor.validate({})).toEqual([]);
      expect(await fixture.hypervisor.validate(fixture.wrongParameters)).not.toEqual([]);
      expect(await fixture.hypervisor.verify()).toEqual([]);
      expect(await fixture.hypervisor.version()).not.toBe('');
    });

    it('migrates a guest: it runs on the target and nowhere else', async () => {
      const { hypervisor, target, targetAddress } = fixture;
      const instance = fixture.instance(256);
      await hypervisor.start(instance, run(instance));
      const { info, migratable } = await hypervisor.migrationInfo(instance);
      expect(migratable).toBe(true);
      await target.acceptMigration(instance, info, targetAddress, fixture.disks(instance));
      expect(await target.status(instance.name)).toBeNull();
      expect((await target.list()).map((guest) => guest.name)).not.toContain(instance.name);
      const seen: number[] = [];
      await hypervisor.migrate(instance, targetAddress, { live: true, progress: (percent) => seen.push(percent) });
      expect(seen.at(-1)).toBe(100);
      // Seen in one place only, whatever else fails from here on.
      expect(await hypervisor.status(instance.name)).toBeNull();
      // A repeat after a crash finds it moved.
      await hypervisor.migrate(instance, targetAddress, quiet);
      for (let times = 0; times < 2; times += 1) {
        await target.finishMigrationTarget(instance, info, true);
        await hypervisor.finishMigrationSource(instance, true);
      }
      expect(await hypervisor.status(instance.name)).toBeNull();
      expect(await target.status(instance.name)).toMatchObject({ state: 'running', memory: 256 });
    });

    it('goes on at home when a migration is given up', async () => {
      const { hypervisor, target, targetAddress } = fixture;
      const instance = fixture.instance(256);
      await hypervisor.start(instance, run(instance));
      const before = await target.resources();
      const { info } = await hypervisor.migrationInfo(instance);
      await target.acceptMigration(instance, info, targetAddress, fixture.disks(instance));
      await target.finishMigrationTarget(instance, info, false);
      await hypervisor.finishMigrationSource(instance, false);
      expect((await hypervisor.status(instance.name))?.state).toBe('running');
      expect(await target.status(instance.name)).toBeNull();
      await freeIs(target, before.memoryFree);
    });

    it('moves a guest that stands still meanwhile', async () => {
      const { hypervisor, target, targetAddress } = fixture;
      const instance = fixture.instance(128);
      await hypervisor.start(instance, run(instance));
      const { info } = await hypervisor.migrationInfo(instance);
      await target.acceptMigration(instance, info, targetAddress, fixture.disks(instance));
      await hypervisor.migrate(instance, targetAddress, { ...quiet, live: false });
      await hypervisor.finishMigrationSource(instance, true);
      await target.finishMigrationTarget(instance, info, true);
      expect(await hypervisor.status(instance.name)).toBeNull();
      expect((await target.status(instance.name))?.state).toBe('running');
    });

    it('gives up no guest that has arrived', async () => {
      const { hypervisor, target, targetAddress } = fixture;
      const instance = fixture.instance(128);
      await hypervisor.start(instance, run(instance));
      const { info } = await hypervisor.migrationInfo(instance);
      await target.acceptMigration(instance, info, targetAddress, fixture.disks(instance));
      await hypervisor.migrate(instance, targetAddress, quiet);
      await expect(hypervisor.finishMigrationSource(instance, false)).rejects.toThrow(new RegExp(instance.name));
      await expect(target.finishMigrationTarget(instance, info, false)).rejects.toThrow(new RegExp(instance.name));
      expect((await target.status(instance.name))?.state).toBe('running');
      expect((await hypervisor.status(instance.name))?.state).not.toBe('running');
    });

    it('does not migrate to a node that is not ready for it, nor what does not run', async () => {
      const { hypervisor, targetAddress } = fixture;
      const instance = fixture.instance(128);
      expect((await hypervisor.migrationInfo(instance)).migratable).toBe(false);
      await hypervisor.start(instance, run(instance));
      await expect(hypervisor.migrate(instance, targetAddress, quiet)).rejects.toThrow(new RegExp(instance.name));
      expect((await hypervisor.status(instance.name))?.state).toBe('running');
    });
  });
}
