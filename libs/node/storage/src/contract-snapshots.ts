/** The part of the contract for drivers that can freeze what a device holds. */
import { localBytes } from './contract-bytes';
import { asPrimary, plainCreation, type StorageFixture, type StorageTraits } from './contract';
import type { SnapshotDriver } from './port';

export function snapshotContract(fixtureNow: () => StorageFixture, traits: StorageTraits): void {
  const info = { info: 'originstname+web1' };
  const snapshotsOf = ({ driver }: StorageFixture): SnapshotDriver | null => (traits.withoutBytes ? null : (driver.snapshots ?? null));

  it('freezes what a device holds, under a name of its own', async () => {
    const fixture = fixtureNow();
    const { driver, bytes = localBytes } = fixture;
    const snapshots = snapshotsOf(fixture);
    if (snapshots === null) return;
    const [device, snapshot] = [fixture.device(64), fixture.device(64)];
    await driver.create(device, plainCreation);
    const path = await driver.assemble(device, asPrimary);
    await bytes.write(path, 5, 'before');
    await snapshots.take(device, snapshot, info);
    await bytes.write(path, 5, 'after!');
    // A repeat keeps what was taken.
    await snapshots.take(device, snapshot, info);
    const frozen = await driver.assemble(snapshot, asPrimary);
    expect([await bytes.read(path, 5, 6), await bytes.read(frozen, 5, 6)]).toEqual(['after!', 'before']);
    expect(await driver.status(snapshot)).toMatchObject({ exists: true, size: 64 });
    await driver.shutdown(snapshot);
    await driver.remove(snapshot);
    expect((await driver.status(snapshot)).exists).toBe(false);
    expect(await bytes.read(await driver.assemble(device, asPrimary), 5, 6)).toBe('after!');
    await driver.shutdown(device);
    await driver.remove(device);
  });

  it('rolls a device back to its snapshot, as often as wanted', async () => {
    const fixture = fixtureNow();
    const { driver, bytes = localBytes } = fixture;
    const snapshots = snapshotsOf(fixture);
    if (snapshots === null) return;
    const [device, snapshot] = [fixture.device(64), fixture.device(64)];
    await driver.create(device, plainCreation);
    await expect(snapshots.rollBack(device, snapshot)).rejects.toMatchObject({ className: 'OpExecError' });
    await bytes.write(await driver.assemble(device, asPrimary), 5, 'before');
    await snapshots.take(device, snapshot, info);
    for (const text of ['after1', 'after2']) {
      await bytes.write(await driver.assemble(device, asPrimary), 5, text);
      await snapshots.rollBack(device, snapshot);
      expect(await bytes.read(await driver.assemble(device, asPrimary), 5, 6)).toBe('before');
    }
    for (const one of [snapshot, device]) {
      await driver.shutdown(one);
      await driver.remove(one);
    }
  });
}
