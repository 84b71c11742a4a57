import { createCommands, manualClock, volumeStatus, type BlockDeviceDriver, type Device } from '@ganeti/node-storage';
import { createDrbdDriver, type DrbdDriver } from './driver';
import { drbdPackages } from './drbd';
import { fakeDrbd, mirror, type FakeDrbd } from './fixture';

const onPrimary = { onPrimary: true, info: 'originstname+web1' };
const onSecondary = { ...onPrimary, onPrimary: false };
const secondary = { asPrimary: false, ignoreSize: false };
const path = (device: Device): string => `/dev/${device.plain?.vg}/${device.plain?.lv}`;
/** Volumes that are always there. */
const volumes = {
  types: ['plain'],
  create: async () => undefined,
  remove: async () => undefined,
  grow: async () => undefined,
  assemble: async (device: Device) => path(device),
  status: async (device: Device) => volumeStatus(device, { path: path(device), size: 1024 }),
} as unknown as BlockDeviceDriver;

let fake: FakeDrbd;
let drivers: DrbdDriver[];
let problems: string[];
/** The driver of a node over the same kernel. */
function node(name = 'node1'): DrbdDriver & { mirror: Required<NonNullable<DrbdDriver['mirror']>> } {
  const clock = manualClock();
  clock.flowing = true;
  const driver = createDrbdDriver({
    commands: createCommands(fake.runner, drbdPackages),
    runner: fake.runner,
    // Waiting for a peer that never comes is over at once.
    clock: { ...clock, after: (seconds, callback) => (clock.advance(seconds), setImmediate(callback), () => undefined) },
    identity: () => ({ uuid: `uuid-${name}`, name }),
    below: () => volumes,
    module: async () => fake.version,
    onProblem: (message) => problems.push(message),
  });
  drivers.push(driver);
  return driver as ReturnType<typeof node>;
}
beforeEach(() => {
  fake = fakeDrbd();
  [drivers, problems] = [[], []];
});
afterEach(() => Promise.all(drivers.map((driver) => driver.close())));

const mark = 'E7F0A9EE5B9A6C5A';
const shownMark = (lines: string[]): string[] => lines.map((line) => line.replace(/write-dev-uuid [0-9A-F]{16}/, `write-dev-uuid ${mark}`));
const network = '--protocol=C --after-sb-0pri=discard-zero-changes --after-sb-1pri=consensus --verify-alg=md5 --cram-hmac-alg=md5 --shared-secret=secret';

describe('command lines', () => {
  it('of DRBD 8.4, from nothing to primary and back', async () => {
    const [driver, disk] = [node(), mirror()];
    await driver.create(disk, onPrimary);
    await driver.create(disk, onPrimary);
    await driver.mirror.setRole(disk, false);
    await driver.mirror.pauseSync(disk, true);
    await driver.mirror.pauseSync(disk, false);
    await driver.mirror.detachChildren(disk, disk.children);
    await driver.mirror.attachChildren(disk, disk.children);
    await driver.mirror.disconnect(disk);
    await driver.remove(disk);
    expect(shownMark(fake.changes())).toEqual([
      'drbdsetup new-resource resource3',
      'drbdsetup new-minor resource3 3 0',
      'drbdmeta --force 3 v08 /dev/xenvg/meta flex-external create-md',
      `drbdmeta --force 3 v08 /dev/xenvg/meta flex-external write-dev-uuid ${mark}`,
      'drbdmeta --force 3 v08 /dev/xenvg/meta flex-external apply-al',
      'drbdsetup attach 3 /dev/xenvg/data /dev/xenvg/meta flexible --on-io-error=detach --size=64m',
      'drbdsetup disk-options 3 --c-plan-ahead=0 --resync-rate=61440',
      `drbdsetup connect resource3 ipv4:10.0.0.1:11000 ipv4:10.0.0.2:11000 ${network}`,
      'drbdsetup primary 3 --force',
      'drbdsetup secondary 3',
      'drbdsetup pause-sync 3',
      'drbdsetup resume-sync 3',
      'drbdsetup detach 3',
      // The metadata is this disk's already: what it knows is kept.
      'drbdmeta --force 3 v08 /dev/xenvg/meta flex-external apply-al',
      'drbdsetup attach 3 /dev/xenvg/data /dev/xenvg/meta flexible --on-io-error=detach --size=64m',
      'drbdsetup disk-options 3 --c-plan-ahead=0 --resync-rate=61440',
      'drbdsetup disconnect ipv4:10.0.0.1:11000 ipv4:10.0.0.2:11000',
      'drbdsetup down resource3',
    ]);
  });

  it('of DRBD 9, where the other node is a peer with a path', async () => {
    fake.version = '9.1.13';
    const [driver, disk] = [node('node2'), mirror({ address_a: 'fd00::1', address_b: 'fd00::2' }, { 'dynamic-resync': true, 'c-max-rate': 2048 })];
    await driver.create(disk, onSecondary);
    await driver.mirror.setRole(disk, true);
    await driver.mirror.pauseSync(disk, true);
    await driver.mirror.disconnect(disk);
    await driver.shutdown(disk);
    expect(shownMark(fake.changes())).toEqual([
      'drbdsetup new-resource resource7 1 --auto-promote=no',
      'drbdsetup new-minor resource7 7 0',
      'drbdmeta --force 7 v09 /dev/xenvg/meta flex-external create-md 1',
      `drbdmeta --force 7 v09 /dev/xenvg/meta flex-external write-dev-uuid ${mark}`,
      'drbdmeta --force 7 v09 /dev/xenvg/meta flex-external apply-al',
      'drbdsetup attach 7 /dev/xenvg/data /dev/xenvg/meta flexible --on-io-error=detach --size=64m',
      `drbdsetup new-peer resource7 0 --_name=peer ${network}`,
      'drbdsetup new-path resource7 0 ipv6:[fd00::2]:11000 ipv6:[fd00::1]:11000',
      'drbdsetup peer-device-options resource7 0 0 --c-plan-ahead=20 --c-delay-target=1 --c-fill-target=0 --c-max-rate=2048 --c-min-rate=4096',
      'drbdsetup connect resource7 0',
      'drbdsetup primary resource7',
      'drbdsetup pause-sync resource7 0 0',
      'drbdsetup disconnect resource7 0',
      'drbdsetup del-path resource7 0 ipv6:[fd00::2]:11000 ipv6:[fd00::1]:11000',
      'drbdsetup del-peer resource7 0',
      'drbdsetup down resource7',
    ]);
  });

  it('load the module when there is none, and say so when it cannot be', async () => {
    fake.version = null;
    expect((await node().status(mirror())).exists).toBe(false);
    expect(fake.runner.calls).toEqual([]);
    await node().assemble(mirror(), secondary);
    expect(fake.changes()[0]).toBe('modprobe drbd');
    fake.version = null;
    fake.refusals.set('modprobe', { exitCode: 1, stderr: 'FATAL: Module drbd not found' });
    await expect(node().assemble(mirror(), secondary)).rejects.toThrow(/module is not loaded.*Module drbd not found/);
    fake.version = '8.3.11';
    await expect(node().assemble(mirror(), secondary)).rejects.toThrow(/is 8\.3\.11; 8\.4 and 9 are known/);
  });
});

describe('what is there already', () => {
  it('stays: only what lacks is done', async () => {
    const [driver, disk] = [node(), mirror()];
    await driver.create(disk, onSecondary);
    const before = fake.changes().length;
    await driver.assemble(disk, secondary);
    fake.resources.get('resource3')!.connection = 'StandAlone';
    fake.resources.get('resource3')!.peer = '';
    await driver.assemble(disk, { ...secondary, asPrimary: true });
    expect(fake.changes().slice(before).map((line) => line.split(' ')[1])).toEqual(['connect', 'primary']);
  });

  it('is taken from another peer', async () => {
    const [driver, disk] = [node(), mirror()];
    await driver.create(disk, onSecondary);
    const before = fake.changes().length;
    await driver.mirror.connect(mirror({ node_b: 'uuid-node3', address_b: '10.0.0.3' }), false);
    expect(fake.changes().slice(before)).toEqual(['drbdsetup disconnect ipv4:10.0.0.1:11000 ipv4:10.0.0.2:11000', `drbdsetup connect resource3 ipv4:10.0.0.1:11000 ipv4:10.0.0.3:11000 ${network}`]);
  });

  it('is left alone when it is another disk', async () => {
    const driver = node();
    await driver.create(mirror(), onSecondary);
    const other = { ...mirror({ port: 11_001 }), uuid: 'other', children: mirror().children.map((child) => ({ ...child, plain: { vg: 'xenvg', lv: `other-${child.plain?.lv}` } })) };
    await expect(driver.create(other, onSecondary)).rejects.toThrow(/minor 3 is used on this node by \/dev\/xenvg\/data/);
    await driver.shutdown(other);
    await driver.remove(other);
    expect(await driver.mirror.usedMinors()).toEqual([3]);
  });

  it('is never forced to be good data once it has some', async () => {
    const [driver, disk] = [node(), mirror()];
    fake.refusals.set('drbdsetup get-gi', { stdout: '8F650F9F7DCC7309:256101342B790E17:0:0:1:1' });
    await driver.create(disk, onPrimary);
    expect(fake.changes().at(-1)).toBe('drbdsetup primary 3');
  });
});

describe('refusals', () => {
  it.each<[string, string, RegExp]>([
    ['primary', '3: State change failed: (-1) Multiple primaries not allowed by config', /minor 3.*the other end is primary/],
    ['connect', 'resource3: Failure: (102) Local address(port) already in use.', /its port is in use by another mirror/],
    ['attach', '3: Failure: (999) Something new', /drbdsetup attach failed on this node.*Something new/],
  ])('of %s are told in words', async (command, stderr, words) => {
    fake.refusals.set(`drbdsetup ${command}`, { exitCode: 17, stderr });
    await expect(node().assemble(mirror(), { ...secondary, asPrimary: true })).rejects.toMatchObject({ className: 'OpExecError', message: expect.stringMatching(words) });
  });

  it('that mean that it is so already are none', async () => {
    const driver = node();
    await driver.assemble(mirror(), secondary);
    fake.refusals.set('drbdsetup pause-sync', { exitCode: 10, stderr: '3: Failure: (134) Sync-pause flag is already set' });
    await driver.mirror.pauseSync(mirror(), true);
  });

  it('because something looks at the device for a moment are tried again', async () => {
    const driver = node();
    await driver.assemble(mirror(), { ...secondary, asPrimary: true });
    fake.refusals.set('drbdsetup secondary', { exitCode: 11, stderr: '3: State change failed: (-12) Device is held open by someone' });
    await expect(driver.mirror.setRole(mirror(), false)).rejects.toThrow(/something on this node has it open/);
    expect(fake.runner.calls.filter((call) => call.includes('secondary')).length).toBeGreaterThan(2);
  });

  it('of two primaries over a lossy protocol come before anything is done', async () => {
    const [driver, disk] = [node(), mirror({}, { protocol: 'A' })];
    await driver.assemble({ ...disk, drbd: { ...disk.drbd!, port: 0 } }, secondary);
    const before = fake.changes().length;
    await expect(driver.mirror.connect(disk, true)).rejects.toThrow(/protocol C/);
    expect(fake.changes()).toHaveLength(before);
  });

  it('never show the secret', async () => {
    fake.refusals.set('drbdsetup connect', { exitCode: null, signal: 'SIGTERM', timedOut: true });
    const error: Error = await node().assemble(mirror({ secret: 'very secret' }), secondary).catch((thrown: Error) => thrown) as Error;
    expect(error.message).toMatch(/did not end within/);
    expect(error.message).not.toMatch(/very secret/);
  });
});

describe('split brain', () => {
  it('is logged once, reported until the ends are connected again, and never resolved here', async () => {
    const [driver, disk] = [node(), mirror()];
    await driver.assemble(disk, secondary);
    for (let times = 0; times < 2; times += 1) fake.tell('call helper name:resource3 peer-node-id:0 conn-name:peer volume:0 minor:3 helper:split-brain');
    fake.tell('change connection name:resource3 peer-node-id:0 connection:StandAlone');
    expect(problems).toEqual([expect.stringMatching(/resource3.*split brain.*Nothing was discarded.*replace-disks/)]);
    expect(await driver.problems!()).toEqual([{ item: 'resource3', message: problems[0] }]);
    expect(fake.changes().some((line) => line.includes('discard-my-data'))).toBe(false);
    fake.resources.get('resource3')!.connection = 'StandAlone';
    await driver.mirror.connect(disk, false);
    expect(await driver.problems!()).toEqual([]);
  });

  it('is the answer to a connection that ends so', async () => {
    const [driver, disk] = [node(), mirror()];
    await driver.assemble({ ...disk, drbd: { ...disk.drbd!, port: 0 } }, secondary);
    const connecting = driver.mirror.connect(disk, false);
    while (!fake.runner.calls.some(([, command]) => command === 'connect')) await new Promise(setImmediate);
    fake.resources.get('resource3')!.connection = 'StandAlone';
    fake.tell('call helper name:resource3 peer-node-id:0 volume:0 minor:3 helper:split-brain');
    await expect(connecting).rejects.toThrow(/split brain/);
  });
});
