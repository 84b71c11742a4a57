/** Logical volumes on a real kernel. */
import { asPrimary, plainCreation, storageContract, type BlockDeviceDriver, type Device } from '@ganeti/node-storage';
import type { Guest } from '../guest';
import { bootGuests, type World } from '../world';

let world: World;
let guest: Guest;
let driver: BlockDeviceDriver;
let made = 0;

beforeAll(async () => {
  world = await bootGuests({ disks: [1024, 512, 256, 256, 256], settings: { thinPools: { thinvg: 'pool' } } });
  guest = world.guests[0]!;
  await guest.must('pvcreate', '-q', ...['b', 'c', 'd', 'e', 'f'].map((letter) => `/dev/vd${letter}`));
  await guest.must('vgcreate', '-q', 'xenvg', '/dev/vdb', '/dev/vdc');
  await guest.must('vgcreate', '-q', 'thinvg', '/dev/vdd');
  await guest.must('lvcreate', '-q', '--type', 'thin-pool', '--size', '160m', '--name', 'pool', 'thinvg');
  await guest.must('vgcreate', '-q', 'lossy', '/dev/vde', '/dev/vdf');
  driver = guest.driver('plain');
});
afterAll(() => world?.close());

const volume = (size: number, lv = `disk${(made += 1)}`, vg = 'xenvg', params: Device['params'] = {}): Device => ({
  dev_type: 'plain', size, uuid: `uuid-${lv}`, name: '', mode: 'rw', children: [], params, blockdev_path: '', logical_id: 'plain', plain: { vg, lv },
});
/** A column of a report on one volume, each value once. */
const shown = async (device: Device, column: string): Promise<string> => {
  const lines = (await guest.must('lvs', '--noheadings', '-o', column, `${device.plain?.vg}/${device.plain?.lv}`)).split('\n').map((line) => line.trim());
  return [...new Set(lines)].filter((line) => line !== '').join(' ');
};
const remove = async (...devices: Device[]): Promise<void> => {
  for (const device of devices) {
    await driver.shutdown(device);
    await driver.remove(device);
  }
};
/** Nothing may be left by a test; what is left is taken away, so that the next one is judged by itself. */
const nothingLeft = async (): Promise<void> => {
  const left = (await guest.must('lvs', '--noheadings', '-o', 'vg_name,lv_name,pool_lv', '--separator', '/')).split('\n').map((line) => line.trim()).filter((line) => line !== '' && line !== 'thinvg/pool/');
  for (const line of left) await guest.run('lvremove', ['-q', '--yes', '--force', line.split('/').slice(0, 2).join('/')]);
  expect(left).toEqual([]);
};

storageContract('LVM', async () => ({
  driver,
  device: (size) => volume(size),
  restart: async () => {
    await guest.restart();
    return driver;
  },
  tooLarge: 20_000,
  bytes: guest.bytes,
  close: nothingLeft,
}));

describe('LVM', () => {
  afterEach(nothingLeft);

  it('notes the owner as a tag, and only the last one', async () => {
    const device = volume(32);
    await driver.create(device, plainCreation);
    expect(await shown(device, 'lv_tags')).toBe('originstname+web1');
    await driver.setInfo(device, 'originstname+web2.example.com');
    expect(await shown(device, 'lv_tags')).toBe('originstname+web2.example.com');
    await remove(device);
  });

  it('adopts a volume somebody else has made, with what is on it', async () => {
    await guest.must('lvcreate', '-q', '--size', '64m', '--name', 'theirs', 'xenvg');
    await guest.bytes.write('/dev/xenvg/theirs', 3, 'theirs');
    const [found, adopted] = [volume(64, 'theirs'), volume(64)];
    expect((await driver.listVolumes(['xenvg'])).find(({ lv }) => lv === 'theirs')).toMatchObject({ vg: 'xenvg', size: 64, online: true });
    await driver.rename(found, adopted);
    await driver.setInfo(adopted, plainCreation.info);
    expect(await guest.bytes.read(await driver.assemble(adopted, asPrimary), 3, 6)).toBe('theirs');
    expect(await shown(adopted, 'lv_tags')).toBe('originstname+web1');
    await remove(adopted);
  });

  it('stripes over as many disks as wanted, and over fewer when there is no room for that', async () => {
    const stripes = { stripes: '2' };
    const [striped, tooWide, single] = [volume(64, undefined, 'xenvg', stripes), volume(64, undefined, 'xenvg', { stripes: '5' }), volume(200, undefined, 'xenvg', stripes)];
    await driver.create(striped, plainCreation);
    await driver.create(tooWide, plainCreation);
    await driver.grow(striped, 32, { dryRun: false, backingStore: true });
    expect([await shown(striped, 'stripes'), await shown(tooWide, 'stripes')]).toEqual(['2', '2']);
    // The larger disk is nearly full then.
    const filler = volume(900);
    await driver.create(filler, plainCreation);
    await driver.create(single, plainCreation);
    expect(await shown(single, 'stripes')).toBe('1');
    await remove(striped, tooWide, single, filler);
  });

  it('gives a volume that shares no disk a disk of its own', async () => {
    const [own, second] = [volume(300), volume(300)];
    await driver.create(own, { ...plainCreation, exclusive: true });
    await driver.create(second, { ...plainCreation, exclusive: true });
    const places = [await shown(own, 'devices'), await shown(second, 'devices')].map((text) => text.replace(/\(.*/, ''));
    expect(places.sort()).toEqual(['/dev/vdb', '/dev/vdc']);
    const third = volume(32);
    await expect(driver.create(third, { ...plainCreation, exclusive: true })).rejects.toThrow(/unused physical volumes of group xenvg/);
    await remove(own, second);
  });

  it('makes thin volumes in a group that has a pool, freezes and rolls them back', async () => {
    const [device, snapshot] = [volume(96, undefined, 'thinvg'), volume(96, undefined, 'thinvg')];
    await driver.create(device, plainCreation);
    expect(await shown(device, 'pool_lv')).toBe('pool');
    const path = await driver.assemble(device, asPrimary);
    await guest.bytes.write(path, 5, 'before');
    await driver.snapshots!.take(device, snapshot, { info: plainCreation.info });
    await guest.bytes.write(path, 5, 'after!');
    expect(await guest.bytes.read(await driver.assemble(snapshot, asPrimary), 5, 6)).toBe('before');
    await driver.snapshots!.rollBack(device, snapshot);
    expect(await guest.bytes.read(await driver.assemble(device, asPrimary), 5, 6)).toBe('before');
    await driver.grow(device, 32, { dryRun: false, backingStore: true });
    expect((await driver.status(device)).size).toBe(128);
    expect(await driver.space(['thinvg'])).toMatchObject([{ type: 'lvm-vg', name: 'thinvg', total: 160 }]);
    await remove(snapshot, device);
  });

  it('closes a physical volume for new volumes', async () => {
    await driver.units!.setAllocatable('/dev/vdb', false);
    expect((await driver.units!.list('lvm-pv')).find(({ name }) => name === '/dev/vdb')).toMatchObject({ allocatable: false });
    const device = volume(64);
    await driver.create(device, plainCreation);
    expect(await shown(device, 'devices')).toMatch(/^\/dev\/vdc/);
    await driver.units!.setAllocatable('/dev/vdb', true);
    await remove(device);
  });

  it('tells what lies on a lost physical volume, and repairs the group when nothing does any more', async () => {
    const [here, lost] = [volume(64, undefined, 'lossy'), volume(64, undefined, 'lossy')];
    await driver.create(here, { ...plainCreation, exclusive: true });
    await driver.create(lost, { ...plainCreation, exclusive: true });
    const disk = (await shown(lost, 'devices')).replace(/\(.*/, '');
    await driver.shutdown(lost);
    await guest.must('dd', 'if=/dev/zero', `of=${disk}`, 'bs=1M', 'count=2', 'oflag=direct');

    expect(await driver.status(lost)).toMatchObject({ exists: true, degraded: true, local_disk: 'faulty' });
    expect(await driver.status(here)).toMatchObject({ exists: true, degraded: false, local_disk: 'ok' });
    expect((await driver.units!.list('lvm-vg')).find(({ name }) => name === 'lossy')?.problem).toMatch(/1 physical volumes are missing/);
    await expect(driver.units!.repair('lossy')).rejects.toThrow(new RegExp(`lossy cannot be repaired yet: ${lost.plain?.lv} lies on`));
    await remove(lost);
    await driver.units!.repair('lossy');
    expect((await driver.units!.list('lvm-vg')).find(({ name }) => name === 'lossy')?.problem).toBe('');
    await remove(here);
  });
});
