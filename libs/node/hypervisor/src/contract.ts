/**
 * What every hypervisor driver must do, as a jest suite: `hypervisorContract('fake', make)` in the driver's own spec file.
 * Real drivers run it on machines that have the kernel for it.
 */
import type { InstanceReceived } from '@ganeti/node-api';
import type { Hypervisor } from './port';

export interface HypervisorFixture {
  readonly hypervisor: Hypervisor;
  /** A second node guests can move to, and the address it is reached at. */
  readonly target: Hypervisor;
  readonly targetAddress: string;
  /** An instance that does not run yet; every call answers another one. Memory in MiB. */
  instance(memory: number): InstanceReceived;
  /** The first node's driver as it is after its daemon was killed and started again. */
  restart(): Promise<Hypervisor>;
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

    it('starts a guest, accounts its memory, stops it', async () => {
      const { hypervisor } = fixture;
      const instance = fixture.instance(256);
      const before = await hypervisor.resources();
      expect(before.memoryFree).toBeLessThanOrEqual(before.memoryTotal);
      await hypervisor.start(instance, { paused: false });
      expect(await hypervisor.status(instance.name)).toMatchObject({ name: instance.name, state: 'running', memory: 256 });
      expect((await hypervisor.list()).map((guest) => guest.name)).toContain(instance.name);
      expect((await hypervisor.resources()).memoryFree).toBe(before.memoryFree - 256);
      await hypervisor.stop(instance, 0);
      expect(await hypervisor.status(instance.name)).toBeNull();
      expect((await hypervisor.resources()).memoryFree).toBe(before.memoryFree);
    });

    it('starts paused when asked', async () => {
      const instance = fixture.instance(128);
      await fixture.hypervisor.start(instance, { paused: true });
      expect((await fixture.hypervisor.status(instance.name))?.state).toBe('paused');
    });

    it('refuses a guest that does not fit, saying how much is free', async () => {
      const { memoryTotal } = await fixture.hypervisor.resources();
      const instance = fixture.instance(memoryTotal + 1);
      await expect(fixture.hypervisor.start(instance, { paused: false })).rejects.toThrow(/MiB/);
      expect(await fixture.hypervisor.status(instance.name)).toBeNull();
    });

    it('keeps guests running when its daemon is killed', async () => {
      const instance = fixture.instance(128);
      await fixture.hypervisor.start(instance, { paused: false });
      expect(await (await fixture.restart()).status(instance.name)).toMatchObject({ state: 'running', memory: 128 });
    });

    it('stops what does not run, and starts what runs, without an error', async () => {
      const instance = fixture.instance(128);
      await fixture.hypervisor.stop(instance, 5);
      await fixture.hypervisor.start(instance, { paused: false });
      await fixture.hypervisor.start(instance, { paused: false });
      expect(await fixture.hypervisor.list()).toHaveLength(1);
    });

    it('reboots what runs and nothing else', async () => {
      const instance = fixture.instance(128);
      await expect(fixture.hypervisor.reboot(instance, 'soft')).rejects.toThrow(new RegExp(instance.name));
      await fixture.hypervisor.start(instance, { paused: false });
      for (const type of ['soft', 'hard'] as const) await fixture.hypervisor.reboot(instance, type);
      expect((await fixture.hypervisor.status(instance.name))?.state).toBe('running');
    });

    it('changes memory of a running guest', async () => {
      const instance = fixture.instance(256);
      await fixture.hypervisor.start(instance, { paused: false });
      await fixture.hypervisor.setMemory(instance, 192);
      expect((await fixture.hypervisor.status(instance.name))?.memory).toBe(192);
    });

    it('tells changes without being asked, until told to stop', async () => {
      const seen: string[] = [];
      const stop = fixture.hypervisor.onChange((names) => seen.push(...names));
      const [one, two] = [fixture.instance(128), fixture.instance(128)];
      await fixture.hypervisor.start(one, { paused: false });
      expect(seen).toContain(one.name);
      stop();
      await fixture.hypervisor.start(two, { paused: false });
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
      await hypervisor.start(instance, { paused: false });
      const { info, migratable } = await hypervisor.migrationInfo(instance);
      expect(migratable).toBe(true);
      await target.acceptMigration(instance, info, targetAddress);
      expect((await target.status(instance.name))?.state).not.toBe('running');
      const seen: number[] = [];
      await hypervisor.migrate(instance, targetAddress, true, (percent) => seen.push(percent));
      expect(seen.at(-1)).toBe(100);
      // A repeat after a crash finds it moved.
      await hypervisor.migrate(instance, targetAddress, true, () => undefined);
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
      await hypervisor.start(instance, { paused: false });
      const before = await target.resources();
      const { info } = await hypervisor.migrationInfo(instance);
      await target.acceptMigration(instance, info, targetAddress);
      await target.finishMigrationTarget(instance, info, false);
      await hypervisor.finishMigrationSource(instance, false);
      expect((await hypervisor.status(instance.name))?.state).toBe('running');
      expect(await target.status(instance.name)).toBeNull();
      expect((await target.resources()).memoryFree).toBe(before.memoryFree);
    });

    it('does not migrate to a node that is not ready for it, nor what does not run', async () => {
      const { hypervisor, targetAddress } = fixture;
      const instance = fixture.instance(128);
      expect((await hypervisor.migrationInfo(instance)).migratable).toBe(false);
      await hypervisor.start(instance, { paused: false });
      await expect(hypervisor.migrate(instance, targetAddress, true, () => undefined)).rejects.toThrow(new RegExp(instance.name));
      expect((await hypervisor.status(instance.name))?.state).toBe('running');
    });
  });
}
