/** Files on real file systems, adopted devices, and external storage of a provider that keeps thin logical volumes. */
import { asPrimary, plainCreation, storageContract, testDevice, type BlockDeviceDriver, type Device, type DeviceBytes, type StorageFixture } from '@ganeti/node-storage';
import { createPaths } from '@ganeti/runtime';
import type { Guest } from '../guest';
import { providerOfThinVolumes } from '../thin-provider';
import { bootGuests, type World } from '../world';

const paths = createPaths('');
const ADOPTED = 6;
let world: World;
let guest: Guest;
let made = 0;

beforeAll(async () => {
  world = await bootGuests({ disks: [768, 512, 512] });
  guest = world.guests[0]!;
  await guest.must('pvcreate', '-q', '/dev/vdb');
  await guest.must('vgcreate', '-q', 'xenvg', '/dev/vdb');
  for (let number = 0; number < ADOPTED; number += 1) await guest.must('lvcreate', '-q', '--yes', '--size', '64m', '--name', `theirs${number}`, 'xenvg');
  await guest.must('lvcreate', '-q', '--type', 'thin-pool', '--size', '256m', '--name', 'pool', 'xenvg');
  await guest.must('modprobe', 'loop');
  await guest.must('mkfs.ext4', '-q', '/dev/vdc');
  await guest.must('mkfs.xfs', '-q', '/dev/vdd');
  await guest.must('mkdir', '-p', '/srv/ext4', '/srv/xfs', paths.configDir, paths.dataDir);
  await guest.must('mount', '/dev/vdc', '/srv/ext4');
  await guest.must('mount', '/dev/vdd', '/srv/xfs');
  await guest.run('tee', [paths.fileStoragePaths], { stdin: '/srv/ext4\n/srv/xfs\n' });
  await guest.run('tee', [paths.ssconf('shared_file_storage_dir')], { stdin: '/srv/xfs' });
  await providerOfThinVolumes(guest, 'thin', 'xenvg/pool');
});
afterAll(() => world?.close());

const file = (directory: string, size: number, dev_type = 'file'): Device => {
  const path = `${directory}/web1/disk${(made += 1)}`;
  return testDevice({ dev_type, size, uuid: `uuid-${path}`, file: { driver: 'loop', path } });
};
/** Any byte that is written has reached the disk; what somebody else wrote is read from there. */
const bytes: DeviceBytes = {
  read: (...args) => guest.bytes.read(...args),
  write: (...args) => guest.bytes.write(...args),
};
const fixture = (type: string, device: (size: number) => Device, left: () => Promise<string[]>, more: Partial<StorageFixture> = {}) => async (): Promise<StorageFixture> => ({
  driver: guest.driver(type),
  device,
  restart: async () => {
    await guest.restart();
    return guest.driver(type);
  },
  bytes,
  close: async () => expect(await left()).toEqual([]),
  ...more,
});
const filesIn = (directory: string) => async (): Promise<string[]> => (await guest.must('find', directory, '-type', 'f')).split('\n').filter((line) => line !== '');

storageContract('file on ext4', fixture('file', (size) => file('/srv/ext4', size), filesIn('/srv/ext4')));
storageContract('sharedfile on XFS', fixture('sharedfile', (size) => file('/srv/xfs', size, 'sharedfile'), filesIn('/srv/xfs')));
describe('preallocated', () => {
  beforeAll(() => guest.open({ preallocate: true }));
  afterAll(() => guest.open({}));
  storageContract('file on ext4', fixture('file', (size) => file('/srv/ext4', size), filesIn('/srv/ext4'), {
    tooLarge: 20_000,
    restart: async () => {
      await guest.restart();
      await guest.open({ preallocate: true });
      return guest.driver('file');
    },
  }));
});
storageContract(
  'adopted device',
  fixture('blockdev', (size) => testDevice({ dev_type: 'blockdev', size, uuid: `uuid-${(made += 1)}`, blockdev_path: `/dev/xenvg/theirs${made % ADOPTED}` }), async () => []),
  { adoptsOnly: true },
);
const external = (size: number): Device => testDevice({ dev_type: 'ext', size, uuid: `uuid-${(made += 1)}`, params: { provider: 'thin', access: 'kernelspace' }, ext: { pool: 'thin', name: `v${made}.ext.disk0` } });
const thinVolumes = async (): Promise<string[]> => (await guest.must('lvs', '--noheadings', '-o', 'lv_name', '-S', 'pool_lv=pool')).split('\n').map((line) => line.trim()).filter((line) => line !== '');
storageContract('external storage', fixture('ext', external, thinVolumes), { canRename: false });

describe('files', () => {
  const made64 = async (directory: string): Promise<{ driver: BlockDeviceDriver; device: Device; path: string }> => {
    const device = file(directory, 64);
    const driver = guest.driver('file');
    await driver.create(device, plainCreation);
    return { driver, device, path: await driver.assemble(device, asPrimary) };
  };
  const used = async (directory: string): Promise<number> => Number((await guest.must('df', '--output=used', '-BM', directory)).replace(/\D/g, ''));
  const attach = async (path: string): Promise<string> => (await guest.must('losetup', '--find', '--show', path)).trim();

  it('are frozen in one moment on XFS, also in use, and take no room for it', async () => {
    const { driver, device, path } = await made64('/srv/xfs');
    await guest.must('dd', 'if=/dev/urandom', `of=${path}`, 'bs=1M', 'count=64', 'conv=notrunc,fsync', 'status=none');
    await bytes.write(path, 3, 'before');
    const loop = await attach(path);
    const before = await used('/srv/xfs');
    const snapshot = file('/srv/xfs', 64);
    await driver.snapshots!.take(device, snapshot, { info: plainCreation.info });
    expect((await used('/srv/xfs')) - before).toBeLessThan(8);
    await guest.must('dd', 'if=/dev/zero', `of=${loop}`, 'bs=1M', 'seek=3', 'count=1', 'oflag=direct', 'status=none');
    expect(await bytes.read(await driver.assemble(snapshot, asPrimary), 3, 6)).toBe('before');
    await expect(driver.snapshots!.rollBack(device, snapshot)).rejects.toThrow(/is in use/);
    await guest.must('losetup', '--detach', loop);
    await driver.snapshots!.rollBack(device, snapshot);
    expect(await bytes.read(path, 3, 6)).toBe('before');
    for (const one of [snapshot, device]) await driver.remove(one);
  });

  it('cannot be frozen in use on ext4', async () => {
    const { driver, device, path } = await made64('/srv/ext4');
    const loop = await attach(path);
    const snapshot = file('/srv/ext4', 64);
    await expect(driver.snapshots!.take(device, snapshot, { info: plainCreation.info })).rejects.toThrow(/in use.*reflinks \(XFS, Btrfs\)/);
    expect((await driver.status(snapshot)).exists).toBe(false);
    await guest.must('losetup', '--detach', loop);
    await driver.remove(device);
  });

  it('tell of the space of both directories', async () => {
    expect(await guest.driver('file').space(['/srv/ext4', '/srv/xfs', '/srv'])).toMatchObject([{ type: 'file', name: '/srv/ext4' }, { type: 'sharedfile', name: '/srv/xfs' }]);
  });
});

describe('adopted devices', () => {
  it('are refused where they are mounted or belong to a volume group', async () => {
    const adopt = (blockdev_path: string) => guest.driver('blockdev').create(testDevice({ dev_type: 'blockdev', size: 64, uuid: 'u', blockdev_path }), plainCreation);
    await expect(adopt('/dev/vdc')).rejects.toThrow(/vdc/);
    await expect(adopt('/dev/vdb')).rejects.toThrow(/vdb/);
    await expect(adopt('/dev/none')).rejects.toThrow(/none/);
  });
});
