import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BlockDeviceDriver, Device, MirrorDriver } from '@ganeti/node-storage';
import { mirror, plain, testNodes, type TestNode, type TestNodes } from './fixture';

const info = 'originstname+web1';
const secondary = { asPrimary: false, ignoreSize: false };
const primary = { asPrimary: true, ignoreSize: false };

let nodes: TestNodes;
let [a, b]: TestNode[] = [];
const drbd = (node: TestNode): BlockDeviceDriver & { mirror: MirrorDriver } => node.driver('drbd') as BlockDeviceDriver & { mirror: MirrorDriver };
const disk = mirror('d', 'node1', 'node2', { size: 1000 });
const status = async (node: TestNode, of: Device = disk) => {
  const { role, connection, local_disk, degraded, sync_percent } = await drbd(node).status(of);
  return `${role} ${connection} ${local_disk}${degraded ? ' degraded' : ''}${sync_percent >= 0 ? ` ${Math.round(sync_percent)}%` : ''}`;
};
const createBoth = async (): Promise<void> => {
  await drbd(a!).create(disk, { onPrimary: true, info });
  await drbd(b!).create(disk, { onPrimary: false, info });
};
const head = (path: string, length: number): string => {
  const fd = openSync(path, 'r');
  const bytes = Buffer.alloc(length);
  readSync(fd, bytes, 0, length, 0);
  closeSync(fd);
  return bytes.toString();
};
const devicePath = (node: TestNode): string => join(node.simulator.dir, 'drbd', '0');

beforeEach(() => {
  nodes = testNodes();
  [a, b] = [nodes.node('node1'), nodes.node('node2')];
});
afterEach(() => nodes.close());

describe('simulated drbd', () => {
  it('waits for its peer, syncs with the time, ends in sync', async () => {
    await drbd(a!).create(disk, { onPrimary: true, info });
    expect(await status(a!)).toBe('primary wfconnection ok degraded');
    await drbd(b!).create(disk, { onPrimary: false, info });
    expect(await status(a!)).toBe('primary syncsource ok degraded 0%');
    nodes.clock.advance(2.5);
    expect(await status(b!)).toBe('secondary synctarget syncing degraded 25%');
    expect((await drbd(b!).status(disk)).estimated_time).toBeCloseTo(7.5);
    nodes.clock.advance(7.5);
    expect(await status(a!)).toBe('primary connected ok');
    expect(await status(b!)).toBe('secondary connected ok');
  });

  it('stands still while the sync is paused', async () => {
    await createBoth();
    nodes.clock.advance(5);
    await drbd(a!).mirror.pauseSync(disk, true);
    nodes.clock.advance(100);
    expect(await status(a!)).toBe('primary pausedsyncs ok degraded 50%');
    await drbd(a!).mirror.pauseSync(disk, false);
    nodes.clock.advance(5);
    expect(await status(a!)).toBe('primary connected ok');
  });

  it('shows a promoted secondary what the primary wrote, and both ends later writes', async () => {
    await createBoth();
    nodes.clock.advance(10);
    writeFileSync(devicePath(a!), 'written on a', { flag: 'r+' });
    await drbd(a!).mirror.setRole(disk, false);
    await drbd(b!).mirror.setRole(disk, true);
    expect(head(devicePath(b!), 12)).toBe('written on a');
  });

  it('keeps the data of an end that is cut off, and brings it up to date again', async () => {
    await createBoth();
    nodes.clock.advance(10);
    writeFileSync(devicePath(a!), 'first ', { flag: 'r+' });
    await drbd(b!).mirror.disconnect(disk);
    expect(await status(a!)).toBe('primary wfconnection ok degraded');
    expect(await status(b!)).toBe('secondary standalone ok degraded');
    writeFileSync(devicePath(a!), 'second', { flag: 'r+' });
    expect(head(devicePath(b!), 6)).toBe('first ');
    nodes.clock.advance(60);
    await drbd(b!).mirror.connect(disk, false);
    // Only what was written meanwhile is copied: 600 MiB at 100 MiB/s.
    expect((await drbd(b!).status(disk)).estimated_time).toBeCloseTo(6);
    nodes.clock.advance(6);
    expect(await status(b!)).toBe('secondary connected ok');
    expect(head(devicePath(b!), 6)).toBe('second');
  });

  it('allows two primaries for a migration only when connected so', async () => {
    await createBoth();
    nodes.clock.advance(10);
    await expect(drbd(b!).mirror.setRole(disk, true)).rejects.toThrow(/other end is primary/);
    for (const node of [a!, b!]) await drbd(node).mirror.disconnect(disk);
    for (const node of [a!, b!]) await drbd(node).mirror.connect(disk, true);
    nodes.clock.advance(1);
    await drbd(b!).mirror.setRole(disk, true);
    expect(await status(b!)).toBe('primary connected ok');
    await drbd(a!).mirror.setRole(disk, false);
    for (const node of [a!, b!]) await drbd(node).mirror.disconnect(disk);
    for (const node of [a!, b!]) await drbd(node).mirror.connect(disk, false);
    nodes.clock.advance(1);
    expect([await status(a!), await status(b!)]).toEqual(['secondary connected ok', 'primary connected ok']);
  });

  it('refuses to join two ends that were both written alone', async () => {
    await createBoth();
    nodes.clock.advance(10);
    for (const node of [a!, b!]) await drbd(node).mirror.disconnect(disk);
    await drbd(b!).mirror.setRole(disk, true);
    await drbd(b!).mirror.setRole(disk, false);
    await drbd(a!).mirror.connect(disk, false);
    await expect(drbd(b!).mirror.connect(disk, false)).rejects.toThrow(/split brain/);
    expect([await status(a!), await status(b!)]).toEqual(['primary standalone ok degraded', 'secondary standalone ok degraded']);
  });

  it('goes through shutdown, reboot of the node daemon and assemble without a full sync', async () => {
    await createBoth();
    nodes.clock.advance(10);
    for (const node of [a!, b!]) {
      await drbd(node).mirror.setRole(disk, false);
      await drbd(node).shutdown(disk);
    }
    expect(await drbd(a!).mirror.usedMinors()).toEqual([]);
    [a, b] = [a!.restart(), b!.restart()];
    for (const node of [a, b]) await drbd(node).assemble(disk, secondary);
    await drbd(b).assemble(disk, primary);
    expect([await status(a), await status(b)]).toEqual(['secondary connected ok', 'primary connected ok']);
    expect(await drbd(a).mirror.usedMinors()).toEqual([0]);
  });

  it('replaces a disk in place: detach, rename, attach new storage, full sync', async () => {
    await createBoth();
    nodes.clock.advance(10);
    writeFileSync(devicePath(a!), 'precious', { flag: 'r+' });
    const [data, meta] = disk.children as [Device, Device];
    const fresh = [plain('new_data', 1000), plain('new_meta', 128)] as const;
    const old = [plain('old_data', 1000), plain('old_meta', 128)] as const;
    const volumes = b!.driver('plain');
    for (const child of fresh) await volumes.create(child, { onPrimary: false, info });
    await drbd(b!).mirror.detachChildren(disk, [data, meta]);
    expect(await status(b!)).toBe('secondary connected faulty degraded');
    expect(await status(a!)).toBe('primary connected ok degraded');
    for (const [from, to] of [[data, old[0]], [meta, old[1]], [fresh[0], data], [fresh[1], meta]] as const) await volumes.rename(from, to);
    await drbd(b!).mirror.attachChildren(disk, [data, meta]);
    await drbd(b!).mirror.attachChildren(disk, [data, meta]);
    expect(await status(b!)).toBe('secondary synctarget syncing degraded 0%');
    nodes.clock.advance(10);
    expect(await status(b!)).toBe('secondary connected ok');
    for (const child of old) await volumes.remove(child);
    expect(head(devicePath(b!), 8)).toBe('precious');
  });

  it('moves to another secondary: made without network, then connected', async () => {
    await createBoth();
    nodes.clock.advance(10);
    const c = nodes.node('node3');
    const moved = mirror('d', 'node1', 'node3', { size: 1000, port: 11_005 });
    await drbd(c).create({ ...moved, drbd: { ...moved.drbd!, port: 0 } }, { onPrimary: false, info });
    expect(await status(c, moved)).toBe('secondary standalone faulty degraded');
    await drbd(b!).shutdown(disk);
    await drbd(a!).mirror.disconnect(disk);
    await drbd(a!).mirror.connect(moved, false);
    await drbd(c).mirror.connect(moved, false);
    expect(await status(a!, moved)).toBe('primary syncsource ok degraded 0%');
    nodes.clock.advance(10);
    expect(await status(c, moved)).toBe('secondary connected ok');
    await drbd(b!).remove(disk);
    expect(await status(c, moved)).toBe('secondary connected ok');
  });

  it('reads through its peer when its own disk is gone', async () => {
    await createBoth();
    nodes.clock.advance(10);
    writeFileSync(devicePath(a!), 'far away', { flag: 'r+' });
    await drbd(a!).mirror.detachChildren(disk, disk.children);
    expect(await status(a!)).toBe('primary connected faulty degraded');
    expect(head(devicePath(a!), 8)).toBe('far away');
  });

  it('grows: volumes first, then the device, then a sync of the new part', async () => {
    await createBoth();
    nodes.clock.advance(10);
    await expect(drbd(a!).grow(disk, 500, { dryRun: false, backingStore: false })).rejects.toThrow(/grow that first/);
    for (const node of [a!, b!]) await drbd(node).grow(disk, 500, { dryRun: false, backingStore: true });
    await drbd(a!).grow(disk, 500, { dryRun: false, backingStore: false });
    expect((await drbd(b!).status(disk)).size).toBe(1500);
    expect(await status(a!)).toBe('primary syncsource ok degraded 0%');
    nodes.clock.advance(5);
    expect(await status(a!)).toBe('primary connected ok');
  });

  it('leaves nothing behind when it is removed', async () => {
    await createBoth();
    for (const node of [a!, b!]) await drbd(node).remove(disk);
    for (const node of [a!, b!]) {
      expect(await drbd(node).mirror.usedMinors()).toEqual([]);
      expect(await node.driver('plain').listVolumes(['xenvg'])).toEqual([]);
      expect(await node.driver('plain').space(['xenvg'])).toEqual([{ type: 'lvm-vg', name: 'xenvg', total: 10_240, free: 10_240 }]);
    }
  });

  it('does not give a minor away twice', async () => {
    await drbd(a!).create(disk, { onPrimary: true, info });
    await expect(drbd(a!).create(mirror('other', 'node1', 'node2', { port: 11_001 }), { onPrimary: true, info })).rejects.toThrow(/minor 0 is used/);
  });
});
