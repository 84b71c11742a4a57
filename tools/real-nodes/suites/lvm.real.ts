/** Logical volumes on a real kernel. */
import { storageContract, type Device } from '@ganeti/node-storage';
import type { Guest } from '../guest';
import { bootGuests, type World } from '../world';

let world: World;
let guest: Guest;
let made = 0;

beforeAll(async () => {
  world = await bootGuests({ disks: [1024, 512], settings: { thinPools: { thinvg: 'pool' } } });
  guest = world.guests[0]!;
  await guest.must('pvcreate', '-q', '/dev/vdb', '/dev/vdc');
  await guest.must('vgcreate', '-q', 'xenvg', '/dev/vdb', '/dev/vdc');
});
afterAll(() => world?.close());

const volume = (size: number, lv = `disk${(made += 1)}`, fields: Partial<Device> = {}): Device => ({
  dev_type: 'plain', size, uuid: `uuid-${lv}`, name: '', mode: 'rw', children: [], params: {}, blockdev_path: '',
  logical_id: 'plain', plain: { vg: 'xenvg', lv }, ...fields,
});

storageContract('LVM', async () => ({
  driver: guest.driver('plain'),
  device: (size) => volume(size),
  restart: async () => {
    await guest.restart();
    return guest.driver('plain');
  },
  tooLarge: 20_000,
  close: async () => {
    // Nothing may be left by a test.
    expect(await guest.must('lvs', '--noheadings', '-o', 'vg_name,lv_name')).toBe('');
  },
}));
