/**
 * What every storage driver must do, as a jest suite: `storageContract('plain', make)` in the driver's own spec file.
 * Real drivers run it on machines that have the kernel for it.
 */
import type { BlockDeviceDriver, Device } from './port';

export interface StorageFixture {
  readonly driver: BlockDeviceDriver;
  /** A description of a device that does not exist yet; every call answers another one. Size in MiB. */
  device(size: number): Device;
  /** The driver as it is after its daemon was killed and started again. */
  restart(): Promise<BlockDeviceDriver>;
  /** Larger than anything that fits, if the driver's space is limited. MiB. */
  readonly tooLarge?: number;
  close(): Promise<void>;
}

/** Devices that exist before and after (adopted ones) are neither made nor renamed nor grown. */
export interface StorageTraits {
  readonly adoptsOnly?: boolean;
  readonly canRename?: boolean;
  /** Without its other end it is degraded. */
  readonly mirrored?: boolean;
}

export function storageContract(name: string, make: () => Promise<StorageFixture>, traits: StorageTraits = {}): void {
  const plain = { onPrimary: true, info: 'originstname+web1' };
  const asPrimary = { asPrimary: true, ignoreSize: false };

  describe(`storage contract: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await make();
    });
    afterEach(() => fixture.close());

    it('names the types it serves', () => {
      expect(fixture.driver.types).toContain(fixture.device(64).dev_type);
    });

    it('creates a device, shows it, gives its path, and removes it', async () => {
      const { driver } = fixture;
      const device = fixture.device(64);
      await driver.create(device, plain);
      const path = await driver.assemble(device, asPrimary);
      expect(path).toMatch(/^\//);
      const status = await driver.status(device);
      expect(status).toMatchObject({ uuid: device.uuid, exists: true, path, degraded: traits.mirrored === true });
      if (!traits.adoptsOnly) expect(status.size).toBe(64);
      await driver.shutdown(device);
      await driver.remove(device);
      if (!traits.adoptsOnly) expect((await driver.status(device)).exists).toBe(false);
    });

    it('does everything twice without harm', async () => {
      const { driver } = fixture;
      const device = fixture.device(64);
      await driver.create(device, plain);
      await driver.create(device, plain);
      const first = await driver.assemble(device, asPrimary);
      expect(await driver.assemble(device, asPrimary)).toBe(first);
      await driver.setInfo(device, 'originstname+web2');
      await driver.setInfo(device, 'originstname+web2');
      await driver.shutdown(device);
      await driver.shutdown(device);
      await driver.remove(device);
      await driver.remove(device);
    });

    it('has what it had after a restart of its daemon', async () => {
      const device = fixture.device(64);
      await fixture.driver.create(device, plain);
      const path = await fixture.driver.assemble(device, asPrimary);
      const again = await fixture.restart();
      expect(await again.status(device)).toMatchObject({ exists: true });
      expect(await again.assemble(device, asPrimary)).toBe(path);
      await again.shutdown(device);
      await again.remove(device);
    });

    it('removes and shuts down what is not there', async () => {
      const device = fixture.device(64);
      await fixture.driver.shutdown(device);
      await fixture.driver.remove(device);
    });

    it('wipes with progress up to the end', async () => {
      const device = fixture.device(64);
      await fixture.driver.create(device, plain);
      await fixture.driver.assemble(device, asPrimary);
      const seen: number[] = [];
      await fixture.driver.wipe(device, 0, 64, (percent) => seen.push(percent));
      expect(seen.at(-1)).toBe(100);
      expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    });

    if (traits.adoptsOnly) return;

    it('fails to assemble what does not exist, naming it', async () => {
      await expect(fixture.driver.assemble(fixture.device(64), asPrimary)).rejects.toMatchObject({ className: 'OpExecError' });
      expect((await fixture.driver.status(fixture.device(64))).exists).toBe(false);
    });

    it('grows by the amount, and a dry run changes nothing', async () => {
      const { driver } = fixture;
      const device = fixture.device(64);
      await driver.create(device, plain);
      await driver.assemble(device, asPrimary);
      await driver.grow(device, 32, { dryRun: true, backingStore: true });
      expect((await driver.status(device)).size).toBe(64);
      await driver.grow(device, 32, { dryRun: false, backingStore: true });
      await driver.grow({ ...device, size: 64 }, 32, { dryRun: false, backingStore: false });
      expect((await driver.status(device)).size).toBe(96);
      // A repeat says the same wanted end size: done already.
      await driver.grow({ ...device, size: 64 }, 32, { dryRun: false, backingStore: true });
      expect((await driver.status(device)).size).toBe(96);
    });

    it('says how much is missing when there is no room, and leaves nothing behind', async () => {
      if (fixture.tooLarge === undefined) return;
      const { driver } = fixture;
      const device = fixture.device(fixture.tooLarge);
      const creation = driver.create(device, plain);
      await expect(creation).rejects.toThrow(/MiB wanted.*MiB free/);
      await expect(creation).rejects.toMatchObject({ className: 'OpExecError' });
      expect((await driver.status(device)).exists).toBe(false);
      await driver.remove(device);
    });

    if (traits.canRename === false) return;

    it('renames, and a repeat finds it done', async () => {
      const { driver } = fixture;
      const [from, to] = [fixture.device(64), fixture.device(64)];
      await driver.create(from, plain);
      await driver.rename(from, to);
      await driver.rename(from, to);
      expect((await driver.status(from)).exists).toBe(false);
      expect((await driver.status(to)).exists).toBe(true);
      await driver.remove(to);
    });
  });
}
