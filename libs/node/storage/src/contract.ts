/**
 * What every storage driver must do, as a jest suite: `storageContract('plain', make)` in the driver's own spec file.
 * Real drivers run it on machines that have the kernel for it. A test that passes leaves no device.
 */
import { localBytes, type DeviceBytes } from './contract-bytes';
import { snapshotContract } from './contract-snapshots';
import type { BlockDeviceDriver, Device } from './port';

export interface StorageFixture {
  readonly driver: BlockDeviceDriver;
  /** A description of a device that does not exist yet; every call answers another one. Size in MiB. */
  device(size: number): Device;
  /** The driver as it is after its daemon was killed and started again. */
  restart(): Promise<BlockDeviceDriver>;
  /** Larger than anything that fits, if the driver's space is limited. MiB. */
  readonly tooLarge?: number;
  /** How the bytes of its devices are reached; default: they are on this machine. */
  readonly bytes?: DeviceBytes;
  close(): Promise<void>;
}

/** Devices that exist before and after (adopted ones) are neither made nor renamed nor grown. */
export interface StorageTraits {
  readonly adoptsOnly?: boolean;
  readonly canRename?: boolean;
  /** Without its other end it is degraded. */
  readonly mirrored?: boolean;
  /** Its devices have no bytes here (programs against a recorder). */
  readonly withoutBytes?: boolean;
}

export const plainCreation = { onPrimary: true, info: 'originstname+web1' };
export const asPrimary = { asPrimary: true, ignoreSize: false };
const nothing = (length: number): string => '\0'.repeat(length);

export function storageContract(name: string, make: () => Promise<StorageFixture>, traits: StorageTraits = {}): void {
  describe(`storage contract: ${name}`, () => {
    let fixture: StorageFixture;
    let bytes: DeviceBytes;
    beforeEach(async () => {
      fixture = await make();
      bytes = fixture.bytes ?? localBytes;
    });
    afterEach(() => fixture?.close());

    const made = async (size = 64): Promise<{ driver: BlockDeviceDriver; device: Device; path: string }> => {
      const { driver } = fixture;
      const device = fixture.device(size);
      await driver.create(device, plainCreation);
      return { driver, device, path: await driver.assemble(device, asPrimary) };
    };
    const gone = async (device: Device, driver = fixture.driver): Promise<void> => {
      await driver.shutdown(device);
      await driver.remove(device);
    };

    it('names the types it serves', () => {
      expect(fixture.driver.types).toContain(fixture.device(64).dev_type);
    });

    it('creates a device, shows it, gives its path, and removes it', async () => {
      const { driver, device, path } = await made();
      expect(path).toMatch(/^\//);
      const status = await driver.status(device);
      expect(status).toMatchObject({ uuid: device.uuid, exists: true, path, degraded: traits.mirrored === true });
      if (!traits.adoptsOnly) expect(status.size).toBe(64);
      await gone(device);
      if (!traits.adoptsOnly) expect((await driver.status(device)).exists).toBe(false);
    });

    it('does everything twice without harm', async () => {
      const { driver, device, path } = await made();
      await driver.create(device, plainCreation);
      expect(await driver.assemble(device, asPrimary)).toBe(path);
      await driver.setInfo(device, 'originstname+web2');
      await driver.setInfo(device, 'originstname+web2');
      await gone(device);
      await gone(device);
    });

    it('has what it had after a restart of its daemon', async () => {
      const { device, path } = await made();
      const again = await fixture.restart();
      expect(await again.status(device)).toMatchObject({ exists: true });
      expect(await again.assemble(device, asPrimary)).toBe(path);
      await gone(device, again);
    });

    it('removes and shuts down what is not there', async () => {
      await gone(fixture.device(64));
    });

    it('wipes with progress up to the end', async () => {
      const { driver, device } = await made();
      const seen: number[] = [];
      await driver.wipe(device, 0, 64, (percent) => seen.push(percent));
      expect(seen.at(-1)).toBe(100);
      expect([...seen].sort((a, b) => a - b)).toEqual(seen);
      await gone(device);
    });

    if (!traits.withoutBytes) {
      it('wipes what it is told to and nothing else', async () => {
        const { driver, device, path } = await made();
        for (const at of [0, 8, 15, 16]) await bytes.write(path, at, `at ${at}`);
        await driver.wipe(device, 8, 8, () => undefined);
        expect([await bytes.read(path, 0, 4), await bytes.read(path, 8, 4), await bytes.read(path, 15, 5), await bytes.read(path, 16, 5)]).toEqual(['at 0', nothing(4), nothing(5), 'at 16']);
        await gone(device);
      });
    }

    if (traits.adoptsOnly) return;

    it('fails to assemble what does not exist, naming it', async () => {
      await expect(fixture.driver.assemble(fixture.device(64), asPrimary)).rejects.toMatchObject({ className: 'OpExecError' });
      expect((await fixture.driver.status(fixture.device(64))).exists).toBe(false);
    });

    it('fails to assemble what is smaller than recorded, unless told to ignore the size', async () => {
      const { driver, device, path } = await made();
      await driver.shutdown(device);
      const larger = { ...device, size: 128, children: device.children.map((child, index) => (index === 0 ? { ...child, size: 128 } : child)) };
      await expect(driver.assemble(larger, asPrimary)).rejects.toMatchObject({ className: 'OpExecError' });
      expect(await driver.assemble(larger, { asPrimary: true, ignoreSize: true })).toBe(path);
      await gone(device);
    });

    it('grows by the amount, keeps what is on it, and a dry run changes nothing', async () => {
      const { driver, device, path } = await made();
      if (!traits.withoutBytes) await bytes.write(path, 63, 'kept');
      await driver.grow(device, 32, { dryRun: true, backingStore: true });
      expect((await driver.status(device)).size).toBe(64);
      await driver.grow(device, 32, { dryRun: false, backingStore: true });
      await driver.grow({ ...device, size: 64 }, 32, { dryRun: false, backingStore: false });
      expect((await driver.status(device)).size).toBe(96);
      // A repeat says the same wanted end size: done already.
      await driver.grow({ ...device, size: 64 }, 32, { dryRun: false, backingStore: true });
      expect((await driver.status(device)).size).toBe(96);
      if (!traits.withoutBytes) {
        await bytes.write(path, 95, 'new part');
        expect([await bytes.read(path, 63, 4), await bytes.read(path, 95, 8)]).toEqual(['kept', 'new part']);
      }
      await gone({ ...device, size: 96 });
    });

    it('says how much is missing when there is no room, and leaves nothing behind', async () => {
      if (fixture.tooLarge === undefined) return;
      const { driver } = fixture;
      const device = fixture.device(fixture.tooLarge);
      const creation = driver.create(device, plainCreation);
      await expect(creation).rejects.toThrow(/MiB wanted.*MiB free/);
      await expect(creation).rejects.toMatchObject({ className: 'OpExecError' });
      expect((await driver.status(device)).exists).toBe(false);
      await driver.remove(device);
    });

    it('says how much is missing when it cannot grow, and stays as it is', async () => {
      if (fixture.tooLarge === undefined) return;
      const { driver, device } = await made();
      await expect(driver.grow(device, fixture.tooLarge, { dryRun: true, backingStore: true })).rejects.toThrow(/MiB wanted.*MiB free/);
      await expect(driver.grow(device, fixture.tooLarge, { dryRun: false, backingStore: true })).rejects.toThrow(/MiB wanted.*MiB free/);
      expect((await driver.status(device)).size).toBe(64);
      await gone(device);
    });

    snapshotContract(() => fixture, traits);

    if (traits.canRename === false) return;

    it('renames with what is on it, and a repeat finds it done', async () => {
      const { driver, device: from, path } = await made();
      const to = fixture.device(64);
      if (!traits.withoutBytes) await bytes.write(path, 1, 'kept');
      await driver.rename(from, to);
      await driver.rename(from, to);
      expect((await driver.status(from)).exists).toBe(false);
      expect((await driver.status(to)).exists).toBe(true);
      const now = await driver.assemble(to, asPrimary);
      if (!traits.withoutBytes) expect(await bytes.read(now, 1, 4)).toBe('kept');
      await gone(to);
    });

    it('does not rename to a name that is taken', async () => {
      const { driver, device: from } = await made();
      const { device: to } = await made();
      await expect(driver.rename(from, to)).rejects.toMatchObject({ className: 'OpExecError' });
      for (const device of [from, to]) {
        expect((await driver.status(device)).exists).toBe(true);
        await gone(device);
      }
    });
  });
}
