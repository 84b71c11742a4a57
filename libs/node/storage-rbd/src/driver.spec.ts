import { createCommands, recordingRunner, storageContract, testDevice, type Device } from '@ganeti/node-storage';
import { createRbdDriver, rbdPackages } from './driver';
import { fakeCeph, type FakeCeph } from './fixture';

const image = (name: string, size = 64, params: Record<string, unknown> = {}): Device => testDevice({ dev_type: 'rbd', size, uuid: `uuid-${name}`, params, rbd: { pool: 'rbd', name } });
const driverOf = (ceph: Pick<FakeCeph, 'runner'>) => createRbdDriver({ commands: createCommands(ceph.runner, rbdPackages) });
const creation = { onPrimary: true, info: 'originstname+web1' };
const primary = { asPrimary: true, ignoreSize: false };

for (const oldRelease of [false, true]) {
  storageContract(`rbd (a stand-in for Ceph${oldRelease ? ', old release' : ''})`, async () => {
    const ceph = fakeCeph();
    ceph.oldRelease = oldRelease;
    let made = 0;
    return { driver: driverOf(ceph), device: (size) => image(`d${(made += 1)}.rbd.disk0`, size), restart: async () => driverOf(ceph), close: async () => ceph.close() };
  });
}

describe('rbd', () => {
  let ceph: FakeCeph;
  beforeEach(() => {
    ceph = fakeCeph();
  });
  afterEach(() => ceph.close());
  /** Without those that only look. */
  const changes = () => ceph.runner.calls.filter((call) => !call.includes('json')).map((call) => call.slice(1).join(' '));

  it('is run with these commands, in this order', async () => {
    const driver = driverOf(ceph);
    const [disk, snapshot] = [image('a.rbd.disk0', 64, { 'user-id': 'vms' }), image('a.snap', 64, { 'user-id': 'vms' })];
    await driver.create(disk, creation);
    const path = await driver.assemble(disk, primary);
    await driver.grow(disk, 32, { dryRun: false, backingStore: true });
    await driver.snapshots!.take(disk, snapshot, { info: '' });
    await driver.snapshots!.rollBack(disk, snapshot);
    await driver.remove(snapshot);
    await driver.rename(disk, image('b.rbd.disk0', 64, { 'user-id': 'vms' }));
    await driver.remove(image('b.rbd.disk0', 64, { 'user-id': 'vms' }));
    expect(changes()).toEqual(
      [
        'create --size 64M rbd/a.rbd.disk0',
        'image-meta set rbd/a.rbd.disk0 ganeti.owner originstname+web1',
        'map rbd/a.rbd.disk0',
        'resize --no-progress --size 96M rbd/a.rbd.disk0',
        'snap create --no-progress rbd/a.rbd.disk0@a.snap',
        'snap protect rbd/a.rbd.disk0@a.snap',
        'clone rbd/a.rbd.disk0@a.snap rbd/a.snap',
        `unmap ${path}`,
        'snap rollback --no-progress rbd/a.rbd.disk0@a.snap',
        'rm --no-progress rbd/a.snap',
        'snap unprotect rbd/a.rbd.disk0@a.snap',
        'snap rm --no-progress rbd/a.rbd.disk0@a.snap',
        'rename rbd/a.rbd.disk0 rbd/b.rbd.disk0',
        'rm --no-progress rbd/b.rbd.disk0',
      ].map((command) => `${command} --id vms`),
    );
    expect(ceph.images.size).toBe(0);
  });

  it('goes on where a snapshot was cut off, and finds what a removal left', async () => {
    const driver = driverOf(ceph);
    const [disk, snapshot] = [image('a'), image('s')];
    await driver.create(disk, creation);
    await ceph.runner.run('rbd', ['snap', 'create', 'rbd/a@s']);
    await driver.snapshots!.take(disk, snapshot, { info: 'originstname+web1' });
    expect(ceph.images.get('rbd/s')?.meta.get('ganeti.owner')).toBe('originstname+web1');
    await expect(driver.remove(disk)).rejects.toThrow(/has snapshot rbd\/s; remove that first/);
    // Cut off between the clone and what it was made from.
    await ceph.runner.run('rbd', ['rm', 'rbd/s']);
    await driver.remove(disk);
    expect(ceph.images.size).toBe(0);
    await driver.create(disk, creation);
    await driver.create(snapshot, creation);
    await expect(driver.snapshots!.take(disk, snapshot, { info: '' })).rejects.toThrow(/that name is taken/);
  });

  it.each(['-rf', 'a b', 'a@b', 'a/b', ''])('is never asked for an image called "%s"', async (name) => {
    await expect(driverOf(ceph).create(image(name), creation)).rejects.toThrow(/cannot be the name of a Ceph pool or image/);
    expect(ceph.runner.calls).toEqual([]);
  });

  it('is not taken for a missing image when the cluster does not answer', async () => {
    const silent = { runner: recordingRunner(() => ({ exitCode: 1, stderr: 'rbd: couldn\'t connect to the cluster!' })) };
    await expect(driverOf(silent).status(image('a'))).rejects.toThrow(/couldn't connect to the cluster/);
    const strange = { runner: recordingRunner(() => '{"size": "large"}') };
    await expect(driverOf(strange).status(image('a'))).rejects.toThrow(/answer of rbd info cannot be understood/);
  });

  it('tells who still has an image', async () => {
    const driver = driverOf({ runner: recordingRunner((_, [command]) => (command === 'info' ? '{"size":1048576}' : command === 'rm' ? { exitCode: 16, stderr: 'rbd: error: image still has watchers' } : '[]')) });
    await expect(driver.remove(image('a'))).rejects.toThrow(/image rbd\/a is in use, maybe on another node/);
  });
});
