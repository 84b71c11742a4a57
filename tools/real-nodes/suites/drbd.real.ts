/** Mirrors between two real kernels, over logical volumes. */
import { asPrimary, plainCreation, storageContract, testDevice, type BlockDeviceDriver, type Device, type MirrorDriver } from '@ganeti/node-storage';
import type { Guest } from '../guest';
import { bootGuests, type World } from '../world';

type DrbdDriver = BlockDeviceDriver & { readonly mirror: Required<MirrorDriver> };

let world: World;
let [a, b]: Guest[] = [];
let made = 0;
const drbd = (guest: Guest): DrbdDriver => guest.driver('drbd') as DrbdDriver;
const both = <T>(effect: (guest: Guest) => Promise<T>): Promise<T[]> => Promise.all([a!, b!].map(effect));

beforeAll(async () => {
  world = await bootGuests({ disks: [1200] }, { disks: [1200] });
  [a, b] = world.guests as [Guest, Guest];
  await both(async (guest) => {
    await guest.must('modprobe', 'drbd');
    await guest.must('pvcreate', '-q', '/dev/vdb');
    await guest.must('vgcreate', '-q', 'xenvg', '/dev/vdb');
  });
});
afterAll(() => world?.close());

const volume = (lv: string, size: number): Device => testDevice({ dev_type: 'plain', size, plain: { vg: 'xenvg', lv } });
/** A mirror that does not exist yet. */
function mirror(size: number, params: Record<string, unknown> = {}): Device {
  made += 1;
  return testDevice({
    dev_type: 'drbd',
    size,
    uuid: `uuid-disk${made}`,
    params: { 'net-custom': '--ping-int=1 --ping-timeout=10', 'disk-barriers': 'bf', 'meta-barriers': true, ...params },
    children: [volume(`disk${made}_data`, size), volume(`disk${made}_meta`, 128)],
    drbd: { node_a: 'uuid-node1', node_b: 'uuid-node2', port: 11_000 + made, minor_a: made, minor_b: made + 20, secret: 'a secret', address_a: '192.168.77.1', address_b: '192.168.77.2' },
  });
}
/** Nothing may be left by a test; what is left is taken away, so that the next one is judged by itself. */
async function nothingLeft(guest: Guest): Promise<void> {
  const resources = (await guest.must('drbdsetup', 'events2', '--now', 'all')).split('\n').flatMap((line) => /^exists resource name:(\S+)/.exec(line)?.[1] ?? []);
  for (const name of resources) await guest.run('drbdsetup', ['down', name]);
  const volumes = (await guest.must('lvs', '--noheadings', '-o', 'vg_name,lv_name', '--separator', '/')).split('\n').map((line) => line.trim()).filter((line) => line !== '');
  for (const name of volumes) await guest.run('lvremove', ['-q', '--yes', '--force', name]);
  expect([guest.name, resources, volumes]).toEqual([guest.name, [], []]);
}

storageContract(
  'DRBD, one end alone',
  async () => ({
    driver: drbd(a!),
    device: (size) => mirror(size),
    restart: async () => {
      await a!.restart();
      return drbd(a!);
    },
    tooLarge: 20_000,
    bytes: a!.bytes,
    close: () => nothingLeft(a!),
  }),
  { canRename: false, mirrored: true },
);

describe('DRBD, two ends', () => {
  let disk: Device;
  const pathOn = (guest: Guest): string => `/dev/drbd${guest === a ? disk.drbd?.minor_a : disk.drbd?.minor_b}`;
  const shown = async (guest: Guest): Promise<string> => {
    const { role, connection, local_disk, degraded } = await drbd(guest).status(disk);
    return `${role} ${connection} ${local_disk}${degraded ? ' degraded' : ''}`;
  };
  /** Both ends must come to be shown so. */
  const becomes = async (...wanted: readonly (string | RegExp)[]): Promise<void> => {
    const fits = (text: string, index: number): boolean => (wanted[index] instanceof RegExp ? wanted[index].test(text) : text === wanted[index]);
    let now: string[] = [];
    for (let tries = 0; tries < 300; tries += 1) {
      now = await both(shown);
      if (now.every(fits)) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(now).toEqual(wanted);
  };
  const inSync = (): Promise<void> => becomes('primary connected ok', 'secondary connected ok');
  const synced = (guest: Guest) => guest.must('drbdsetup', 'events2', '--now', '--statistics', `resource${guest === a ? disk.drbd?.minor_a : disk.drbd?.minor_b}`);
  const remove = async (device: Device): Promise<void> => {
    await both((guest) => drbd(guest).shutdown(device));
    await both((guest) => drbd(guest).remove(device));
  };

  beforeAll(async () => {
    disk = mirror(64, { 'resync-rate': 8192 });
    await both((guest) => drbd(guest).create(disk, { onPrimary: guest === a, info: plainCreation.info }));
  });
  afterAll(async () => {
    await remove(disk);
    await both(nothingLeft);
  });

  it('syncs at its rate, tells how far it is, stands still when it is told to', async () => {
    await becomes(/^primary syncsource ok degraded/, /^secondary synctarget syncing degraded/);
    await drbd(a!).mirror.pauseSync(disk, true);
    await drbd(a!).mirror.pauseSync(disk, true);
    await becomes('primary pausedsyncs ok degraded', /^secondary (pausedsynct|synctarget) syncing degraded/);
    const { sync_percent } = await drbd(a!).status(disk);
    expect(sync_percent).toBeGreaterThanOrEqual(0);
    expect(sync_percent).toBeLessThan(100);
    await drbd(a!).mirror.pauseSync(disk, false);
    await inSync();
    expect(await drbd(a!).status(disk)).toMatchObject({ sync_percent: -1, estimated_time: -1, size: 64, path: pathOn(a!) });
    expect(await both((guest) => drbd(guest).mirror.usedMinors())).toEqual([[disk.drbd?.minor_a], [disk.drbd?.minor_b]]);
  });

  it('shows on one end what was written on the other', async () => {
    await a!.bytes.write(pathOn(a!), 5, 'from a');
    await expect(drbd(b!).mirror.setRole(disk, true)).rejects.toThrow(/the other end is primary/);
    await drbd(a!).mirror.setRole(disk, false);
    await drbd(b!).mirror.setRole(disk, true);
    expect(await b!.bytes.read(pathOn(b!), 5, 6)).toBe('from a');
    await b!.bytes.write(pathOn(b!), 6, 'from b');
    await drbd(b!).mirror.setRole(disk, false);
    await drbd(a!).mirror.setRole(disk, true);
    expect(await a!.bytes.read(pathOn(a!), 6, 6)).toBe('from b');
    await inSync();
  });

  it('is primary on both ends for a migration, and only then', async () => {
    await both((guest) => drbd(guest).mirror.disconnect(disk));
    await becomes('primary standalone ok degraded', 'secondary standalone ok degraded');
    await both((guest) => drbd(guest).mirror.connect(disk, true));
    await drbd(b!).mirror.setRole(disk, true);
    await becomes('primary connected ok', 'primary connected ok');
    await a!.bytes.write(pathOn(a!), 7, 'both');
    expect(await b!.bytes.read(pathOn(b!), 7, 4)).toBe('both');
    await expect(drbd(a!).mirror.connect(disk, false)).rejects.toThrow(/both ends are primary/);
    await drbd(b!).mirror.setRole(disk, false);
    await both((guest) => drbd(guest).mirror.connect(disk, false));
    await expect(drbd(b!).mirror.setRole(disk, true)).rejects.toThrow(/the other end is primary/);
    await inSync();
  });

  it('brings over only what changed after its network was cut', async () => {
    const sent = async (): Promise<number> => Number(/ sent:(\d+)/.exec(await synced(a!))?.[1]);
    world.network.setLink(2, false);
    await becomes('primary wfconnection ok degraded', 'secondary wfconnection ok degraded');
    for (const at of [3, 30, 60]) await a!.bytes.write(pathOn(a!), at, 'while apart');
    await drbd(a!).mirror.disconnect(disk);
    const before = await sent();
    world.network.setLink(2, true);
    await drbd(a!).mirror.connect(disk, false);
    await inSync();
    expect((await sent()) - before).toBeLessThan(1024);
    await drbd(a!).mirror.setRole(disk, false);
    await drbd(b!).mirror.setRole(disk, true);
    expect(await b!.bytes.read(pathOn(b!), 60, 11)).toBe('while apart');
    await drbd(b!).mirror.setRole(disk, false);
    await drbd(a!).mirror.setRole(disk, true);
  });

  it('grows on both ends', async () => {
    await both((guest) => drbd(guest).grow(disk, 32, { dryRun: false, backingStore: true }));
    await drbd(a!).grow(disk, 32, { dryRun: false, backingStore: false });
    disk = { ...disk, size: 96, children: disk.children.map((child, index) => (index === 0 ? { ...child, size: 96 } : child)) };
    await inSync();
    expect((await both((guest) => drbd(guest).status(disk))).map(({ size }) => size)).toEqual([96, 96]);
    await a!.bytes.write(pathOn(a!), 95, 'new part');
  });

  it('finds by a verification what differs, and brings it over when it connects anew', async () => {
    expect(await drbd(a!).mirror.verify(disk)).toBe(0);
    await b!.bytes.write(`/dev/xenvg/${disk.children[0]?.plain?.lv}`, 20, 'rotten');
    expect(await drbd(a!).mirror.verify(disk)).toBe(4);
    await drbd(a!).mirror.disconnect(disk);
    await drbd(a!).mirror.connect(disk, false);
    await inSync();
    expect(await drbd(a!).mirror.verify(disk)).toBe(0);
  });

  it('goes on with new volumes below', async () => {
    const old = disk.children;
    const fresh = [volume('fresh_data', 96), volume('fresh_meta', 128)];
    const aside = [volume('aside_data', 96), volume('aside_meta', 128)];
    const lvm = b!.driver('plain');
    for (const child of fresh) await lvm.create(child, plainCreation);
    await drbd(b!).mirror.detachChildren(disk, old);
    await becomes(/^primary connected ok degraded/, /^secondary connected faulty degraded/);
    for (const index of [0, 1] as const) {
      await lvm.rename(old[index]!, aside[index]!);
      await lvm.rename(fresh[index]!, old[index]!);
    }
    await drbd(b!).mirror.attachChildren(disk, old);
    await drbd(b!).mirror.attachChildren(disk, old);
    await inSync();
    for (const child of aside) await lvm.remove(child);
    expect(await drbd(a!).mirror.verify(disk)).toBe(0);
  });

  it('never lets LVM look at it', async () => {
    await a!.must('pvcreate', '-q', '--force', '--yes', pathOn(a!));
    expect(await a!.must('pvs', '--noheadings', '-o', 'pv_name')).toContain(pathOn(a!));
    expect((await a!.driver('plain').units!.list('lvm-pv')).map(({ name }) => name)).toEqual(['/dev/vdb']);
  });

  it('refuses a minor or a port that another mirror has', async () => {
    const other = mirror(32);
    const id = other.drbd!;
    const sameMinor = { ...other, drbd: { ...id, minor_a: disk.drbd!.minor_a } };
    await expect(drbd(a!).create(sameMinor, plainCreation)).rejects.toThrow(/minor \d+ is used on this node by \/dev\/xenvg\/disk/);
    // It belongs to another one, so it stays up.
    await drbd(a!).remove(sameMinor);
    const samePort = { ...other, drbd: { ...id, port: disk.drbd!.port } };
    await expect(drbd(a!).create(samePort, plainCreation)).rejects.toThrow(/port is in use by another mirror/);
    await drbd(a!).remove(other);
    await inSync();
  });

  it('tells of a split brain, and gives up neither copy', async () => {
    world.network.setLink(2, false);
    await becomes('primary wfconnection ok degraded', 'secondary wfconnection ok degraded');
    await a!.bytes.write(pathOn(a!), 40, 'only a');
    await drbd(b!).mirror.setRole(disk, true);
    await b!.bytes.write(pathOn(b!), 40, 'only b');
    world.network.setLink(2, true);
    // The end that sees it first hangs up; the other one may have heard nothing yet.
    const problems = async () => (await both((guest) => drbd(guest).problems!())).flat();
    for (let tries = 0; tries < 100 && (await problems()).length === 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 200));
    await becomes(/^primary (standalone|wfconnection) ok degraded/, /^primary (standalone|wfconnection) ok degraded/);
    expect(await problems()).toContainEqual({ item: expect.stringMatching(/^resource/), message: expect.stringMatching(/split brain.*Nothing was discarded.*replace-disks/) });
    await drbd(b!).mirror.setRole(disk, false);
    const refused = await both((guest) => drbd(guest).mirror.connect(disk, false).then(() => '', (error: Error) => error.message));
    expect(refused).toContainEqual(expect.stringMatching(/split brain/));
    expect(await a!.bytes.read(pathOn(a!), 40, 6)).toBe('only a');
    expect(await b!.bytes.read(`/dev/xenvg/${disk.children[0]?.plain?.lv}`, 40, 6)).toBe('only b');

    // What the advice says: the copy of b is made anew.
    await drbd(b!).remove(disk);
    await drbd(b!).create(disk, { onPrimary: false, info: plainCreation.info });
    await drbd(a!).mirror.connect(disk, false);
    await inSync();
    expect(await drbd(a!).problems!()).toEqual([]);
    expect(await b!.bytes.read(`/dev/xenvg/${disk.children[0]?.plain?.lv}`, 40, 6)).toBe('only a');
  });

  it('comes back as it was after both ends were shut down', async () => {
    await both((guest) => drbd(guest).shutdown(disk));
    expect(await shown(a!)).toBe('unknown unconfigured faulty degraded');
    await both((guest) => drbd(guest).assemble(disk, { ...asPrimary, asPrimary: guest === a }));
    await inSync();
    expect(await a!.bytes.read(pathOn(a!), 95, 8)).toBe('new part');
  });
});
