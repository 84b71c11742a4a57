/** The part of the contract for drivers that can freeze what a device holds. */
import { localBytes } from './contract-bytes';
import { asPrimary, plainCreation, type StorageFixture, type StorageTraits } from './contract';

const text = 'before';
const at = 5;

export function snapshotContract(fixtureNow: () => StorageFixture, traits: StorageTraits): void {
  /** A device that holds the text, and a name for its snapshot; null: this driver has none. */
  const prepared = async () => {
    const fixture = fixtureNow();
    const { driver, bytes = localBytes } = fixture;
    const { snapshots } = driver;
    if (snapshots === undefined || traits.withoutBytes === true) return null;
    const [device, snapshot] = [fixture.device(64), fixture.device(64)];
    await driver.create(device, plainCreation);
    const open = (which = device): Promise<string> => driver.assemble(which, asPrimary);
    const content = async (which = device): Promise<string> => bytes.read(await open(which), at, text.length);
    const write = async (other: string): Promise<void> => bytes.write(await open(), at, other);
    await write(text);
    const end = async (...devices: readonly (typeof device)[]): Promise<void> => {
      for (const one of devices) {
        await driver.shutdown(one);
        await driver.remove(one);
      }
    };
    const take = (): Promise<void> => snapshots.take(device, snapshot, { info: 'originstname+web1' });
    return { driver, snapshots, device, snapshot, content, write, take, end };
  };

  it('freezes what a device holds, under a name of its own', async () => {
    const world = await prepared();
    if (world === null) return;
    const { driver, device, snapshot, content, write, take, end } = world;
    await take();
    await write('after!');
    // A repeat keeps what was taken.
    await take();
    expect([await content(), await content(snapshot)]).toEqual(['after!', text]);
    expect(await driver.status(snapshot)).toMatchObject({ exists: true, size: 64 });
    await end(snapshot);
    expect((await driver.status(snapshot)).exists).toBe(false);
    expect(await content()).toBe('after!');
    await end(device);
  });

  it('rolls a device back to its snapshot, as often as wanted', async () => {
    const world = await prepared();
    if (world === null) return;
    const { snapshots, device, snapshot, content, write, take, end } = world;
    await expect(snapshots.rollBack(device, snapshot)).rejects.toMatchObject({ className: 'OpExecError' });
    await take();
    for (const later of ['after1', 'after2']) {
      await write(later);
      await snapshots.rollBack(device, snapshot);
      expect(await content()).toBe(text);
    }
    await end(snapshot, device);
  });
}
