/** What happens to real guests: by their own doing, by accidents, on their way to another node. */
import { existsSync, readFileSync, writeFileSync, mkdirSync, chmodSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { InstanceReceived } from '@ganeti/node-api';
import type { Hypervisor } from '@ganeti/node-hypervisor';
import { guestFiles } from './files';
import { eventually, missing, realNodes, type RealNode, type RealNodes } from './real-nodes.fixture';

let nodes: RealNodes;
const real = missing === '' ? it : it.skip;
if (missing !== '') console.warn(`The life of guests is not tried with QEMU: ${missing}`);
beforeEach(async () => {
  if (missing === '') nodes = await realNodes();
});
afterEach(async () => {
  if (missing === '') await nodes.close();
});

const filesOf = ({ paths }: RealNode, { name }: InstanceReceived) => guestFiles({ runDir: join(paths.runDir, 'kvm-hypervisor'), dataDir: paths.dataDir, logDir: join(paths.logDir, 'kvm') }, name);
const pidOf = (node: RealNode, instance: InstanceReceived): number => Number(readFileSync(filesOf(node, instance).pid, 'utf8'));
const stateOf = async (hypervisor: Hypervisor, { name }: InstanceReceived): Promise<string | undefined> => (await hypervisor.status(name))?.state;

async function started(hvparams: Record<string, unknown> = {}, memory = 64): Promise<InstanceReceived> {
  const instance = nodes.instance(memory, { serial_console: true, ...hvparams });
  await nodes.one.hypervisor.start(instance, { paused: false, disks: nodes.disks(instance) });
  return instance;
}
/** Types a letter at its console until something has come of it. */
async function typed(letter: string, instance: InstanceReceived, done: () => boolean | Promise<boolean>): Promise<void> {
  const console = connect(filesOf(nodes.one, instance).serial).on('error', () => undefined);
  try {
    await eventually(`"${letter}" is obeyed`, () => {
      console.write(letter);
      return done();
    });
  } finally {
    console.destroy();
  }
}
const counts = (instance: InstanceReceived): Promise<void> => {
  const from = nodes.count(instance);
  return eventually('the guest counts', () => nodes.count(instance) > from);
};

describe('by itself', () => {
  real('a guest that shuts down is gone, and its NICs with it; it can be started again', async () => {
    const instance = await started();
    const told: string[] = [];
    nodes.one.hypervisor.onChange((names) => told.push(...names));
    await typed('q', instance, async () => (await nodes.one.hypervisor.status(instance.name)) === null);
    await eventually('its files are gone', () => !existsSync(filesOf(nodes.one, instance).runtime));
    await eventually('it is told', () => told.includes(instance.name));
    await nodes.one.hypervisor.start(instance, { paused: false, disks: nodes.disks(instance) });
    await counts(instance);
  });

  real('one whose user may shut it down is remembered as shut down, also by a daemon that was away', async () => {
    const instance = await started({ user_shutdown: true });
    const { one } = nodes;
    await one.hypervisor.close();
    await typed('q', instance, async () => {
      const monitor = await one.runner.run('sh', ['-c', `cat /proc/${pidOf(one, instance)}/stat`], { env: { PATH: '/bin:/usr/bin' } });
      return monitor.exitCode === 0 && nodes.count(instance) > 0;
    });
    const hypervisor = await nodes.restart(one);
    await typed('q', instance, async () => (await stateOf(hypervisor, instance)) === 'shutdown').catch(() => undefined);
    await eventually('it is shut down', async () => (await hypervisor.status(instance.name))?.memory === 0);
    expect(await hypervisor.list()).toMatchObject([{ name: instance.name, state: 'shutdown', memory: 0 }]);
    expect((await hypervisor.resources()).memoryFree).toBe(3584);
    await hypervisor.start(instance, { paused: false, disks: nodes.disks(instance) });
    expect(await stateOf(hypervisor, instance)).toBe('running');
    // Stopped from outside is something else.
    await hypervisor.stop(instance, 0);
    expect(await hypervisor.status(instance.name)).toBeNull();
  });

  real('a reset is a reboot, or an end where reboot_behavior says exit', async () => {
    const stays = await started();
    await counts(stays);
    const pid = pidOf(nodes.one, stays);
    await typed('r', stays, () => true);
    await counts(stays);
    expect(pidOf(nodes.one, stays)).toBe(pid);
    const ends = await started({ reboot_behavior: 'exit', user_shutdown: true });
    await typed('r', ends, async () => (await nodes.one.hypervisor.status(ends.name)) === null);
  });
});

describe('from outside', () => {
  real('a stop asks first', async () => {
    const instance = await started();
    await counts(instance);
    const before = nodes.count(instance);
    await nodes.one.hypervisor.stop(instance, 30);
    expect(await nodes.one.hypervisor.status(instance.name)).toBeNull();
    expect(nodes.count(instance)).toBeGreaterThanOrEqual(before);
  });

  real('a stop that a stopping daemon cuts off harms nobody, and can be asked for again', async () => {
    const instance = nodes.instance(64);
    // Without anything to boot from it never obeys.
    await nodes.one.hypervisor.start(instance, { paused: false, disks: [nodes.spareDisk(instance)] });
    const outcome = nodes.one.hypervisor.stop(instance, 600).then(() => 'stopped', (error: Error) => error.message);
    const hypervisor = await nodes.restart(nodes.one);
    expect(await outcome).toMatch(/still shutting down/);
    expect(await stateOf(hypervisor, instance)).toBe('running');
    await hypervisor.stop(instance, 1);
    expect(await hypervisor.status(instance.name)).toBeNull();
  });

  real('a guest without ACPI, or that does not obey, is ended', async () => {
    const deaf = await started({ acpi: false });
    await nodes.one.hypervisor.stop(deaf, 600);
    expect(await nodes.one.hypervisor.status(deaf.name)).toBeNull();
    const paused = nodes.instance(64);
    await nodes.one.hypervisor.start(paused, { paused: true, disks: nodes.disks(paused) });
    await nodes.one.hypervisor.stop(paused, 1);
    expect(await nodes.one.hypervisor.status(paused.name)).toBeNull();
  });

  real('an accident of its process is told, and leaves nothing behind', async () => {
    const instance = await started();
    const told = new Promise<readonly string[]>((resolve) => nodes.one.hypervisor.onChange(resolve));
    process.kill(pidOf(nodes.one, instance), 'SIGKILL');
    expect(await told).toEqual([instance.name]);
    expect(await nodes.one.hypervisor.status(instance.name)).toBeNull();
    await eventually('its files are gone', () => !existsSync(filesOf(nodes.one, instance).runtime));
  });

  real('a reboot keeps the parameters of the start, until it is stopped', async () => {
    const instance = await started({ cpu_type: 'qemu64' });
    const commandOf = (): string => readFileSync(`/proc/${pidOf(nodes.one, instance)}/cmdline`, 'utf8');
    const changed = { ...instance, hvparams: { ...instance.hvparams, cpu_type: '"kvm64"' } };
    const { hypervisor } = nodes.one;
    await hypervisor.reboot(changed, 'hard', { timeoutSeconds: 0, disks: nodes.disks(changed) });
    expect(commandOf()).toContain('qemu64');
    await hypervisor.stop(changed, 0);
    await hypervisor.start(changed, { paused: false, disks: nodes.disks(changed) });
    expect(commandOf()).toContain('kvm64');
  });

  real('a start is not disturbed by those who look meanwhile', async () => {
    const instance = nodes.instance(64);
    const { hypervisor } = nodes.one;
    let starting = true;
    const start = hypervisor.start(instance, { paused: false, disks: nodes.disks(instance) }).finally(() => (starting = false));
    const waits: number[] = [];
    while (starting) {
      const before = Date.now();
      await Promise.all([hypervisor.list(), hypervisor.status(instance.name), hypervisor.resources()]);
      waits.push(Date.now() - before);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await start;
    // One that had to wait for QEMU would have waited for 15 seconds.
    expect(Math.max(...waits)).toBeLessThan(10_000);
    expect(await stateOf(hypervisor, instance)).toBe('running');
  });

  real('a start that was cut off is brought to its end', async () => {
    const instance = nodes.instance(64);
    await nodes.one.hypervisor.start(instance, { paused: true, disks: nodes.disks(instance) });
    const hypervisor = await nodes.restart(nodes.one);
    await hypervisor.start(instance, { paused: false, disks: nodes.disks(instance) });
    expect(await stateOf(hypervisor, instance)).toBe('running');
    await counts(instance);
  });
});

describe('on the way to another node', () => {
  const accepted = async (instance: InstanceReceived): Promise<Buffer> => {
    const { info, migratable } = await nodes.one.hypervisor.migrationInfo(instance);
    expect(migratable).toBe(true);
    await nodes.two.hypervisor.acceptMigration(instance, info, nodes.two.address, nodes.disks(instance));
    return info;
  };
  const options = { live: true, progress: (): void => undefined };

  real('it counts on where it was, with the disk it was given meanwhile', async () => {
    const { one, two } = nodes;
    const instance = await started();
    await counts(instance);
    const spare = nodes.spareDisk(instance);
    await one.hypervisor.hotplug.addDisk(instance, spare);
    const { info } = await one.hypervisor.migrationInfo(instance);
    await two.hypervisor.acceptMigration(instance, info, two.address, [...nodes.disks(instance), spare]);
    const said: string[] = [];
    const before = nodes.count(instance);
    await one.hypervisor.migrate(instance, two.address, { ...options, progress: (_percent, message) => said.push(message) });
    await one.hypervisor.finishMigrationSource(instance, true);
    await two.hypervisor.finishMigrationTarget(instance, info, true);
    expect(said.at(-1)).toMatch(/stood still for \d+ ms/);
    expect(nodes.count(instance)).toBeGreaterThanOrEqual(before);
    await counts(instance);
    expect((await two.hypervisor.hotplug.devices(instance)).disks).toEqual([`disk-of-${instance.name}`, `spare-of-${instance.name}`]);
    await two.hypervisor.hotplug.removeDisk(instance, spare.device);
    // And back again: what it remembers of its first journey does not matter.
    const back = await two.hypervisor.migrationInfo(instance);
    await one.hypervisor.acceptMigration(instance, back.info, one.address, nodes.disks(instance));
    await two.hypervisor.migrate(instance, one.address, options);
    await two.hypervisor.finishMigrationSource(instance, true);
    await one.hypervisor.finishMigrationTarget(instance, back.info, true);
    await counts(instance);
    expect(await two.hypervisor.status(instance.name)).toBeNull();
  });

  real('it stays, unharmed, when it is given up in the middle', async () => {
    const { one, two } = nodes;
    // So slow that it never ends by itself.
    const instance = await started({ migration_bandwidth: 0 }, 256);
    await counts(instance);
    const info = await accepted(instance);
    const files = filesOf(one, instance);
    writeFileSync(files.log, '');
    const seen: number[] = [];
    const slow = { ...instance, hvparams: { ...instance.hvparams, migration_bandwidth: '1', migration_downtime: '1' } };
    const moving = one.hypervisor.migrate(slow, two.address, { ...options, progress: (percent) => seen.push(percent) });
    const outcome = moving.then(() => 'moved', (error: Error) => error.message);
    await eventually('some of it is copied', () => seen.length > 0);
    await one.hypervisor.finishMigrationSource(instance, false);
    expect(await outcome).toMatch(new RegExp(`Instance ${instance.name} did not reach .*cancelled`));
    await two.hypervisor.finishMigrationTarget(instance, info, false);
    expect(await stateOf(one.hypervisor, instance)).toBe('running');
    expect(await two.hypervisor.status(instance.name)).toBeNull();
    await counts(instance);
  });

  real('it goes on at home when the target breaks down, also one that stood still for it', async () => {
    const { one, two } = nodes;
    const instance = await started({}, 256);
    await counts(instance);
    for (const live of [true, false]) {
      const info = await accepted(instance);
      const slow = { ...instance, hvparams: { ...instance.hvparams, migration_bandwidth: '1', migration_downtime: '1' } };
      const seen: number[] = [];
      const outcome = one.hypervisor.migrate(slow, two.address, { live, progress: (percent) => seen.push(percent) }).then(() => 'moved', (error: Error) => error.message);
      await eventually('some of it is copied', () => seen.length > 0);
      process.kill(pidOf(two, instance), 'SIGKILL');
      expect(await outcome).toMatch(/did not reach/);
      await one.hypervisor.finishMigrationSource(instance, false);
      await two.hypervisor.finishMigrationTarget(instance, info, false);
      await counts(instance);
    }
  });

  real('a daemon that is started anew finds it under way, and done', async () => {
    const { one, two } = nodes;
    const instance = await started({}, 256);
    await counts(instance);
    const info = await accepted(instance);
    const slow = { ...instance, hvparams: { ...instance.hvparams, migration_bandwidth: '8' } };
    const stop = new AbortController();
    const seen: number[] = [];
    const first = one.hypervisor.migrate(slow, two.address, { live: true, progress: (percent) => seen.push(percent), signal: stop.signal });
    await eventually('some of it is copied', () => seen.length > 0);
    stop.abort();
    await first;
    const again = await nodes.restart(one);
    await again.migrate(slow, two.address, options);
    const target = await nodes.restart(two);
    await again.finishMigrationSource(instance, true);
    await target.finishMigrationTarget(instance, info, true);
    await counts(instance);
    expect(await stateOf(target, instance)).toBe('running');
  });

  real('one that changes faster than it is copied is switched over where postcopy is allowed', async () => {
    const { one, two } = nodes;
    const instance = await started({ migration_caps: 'postcopy-ram' }, 256);
    await counts(instance);
    const info = await accepted(instance);
    // These nodes switch over in the first round.
    const slow = { ...instance, hvparams: { ...instance.hvparams, migration_bandwidth: '1' } };
    const said: string[] = [];
    await one.hypervisor.migrate(slow, two.address, { ...options, progress: (_percent, message) => said.push(message) });
    expect(said).toContainEqual(expect.stringContaining('it runs on the target from now on'));
    await one.hypervisor.finishMigrationSource(instance, true);
    await two.hypervisor.finishMigrationTarget(instance, info, true);
    await counts(instance);
  });

  real('its NICs are made on the target, and taken down where it was', async () => {
    if (!nodes.namespaces) return;
    const { one, two } = nodes;
    const script = join(two.paths.configDir, 'network/ext/up');
    mkdirSync(join(script, '..'), { recursive: true });
    writeFileSync(script, `#!/bin/sh\necho "$MIGRATION_PHASE" >>${nodes.dir}/phases\n`);
    chmodSync(script, 0o755);
    mkdirSync(join(one.paths.configDir, 'network/ext'), { recursive: true });
    writeFileSync(join(one.paths.configDir, 'network/ext/up'), '#!/bin/sh\n', { mode: 0o755 });
    const plain = nodes.instance(64);
    const nic = nodes.nic(plain);
    const instance = { ...plain, nics: [nic, { ...nic, uuid: 'other', mac: 'aa:00:00:00:00:02', params: { mode: '"ext"', link: '"x"' } }] };
    await one.hypervisor.start(instance, { paused: false, disks: nodes.disks(instance) });
    const info = await accepted(instance);
    await one.hypervisor.migrate(instance, two.address, options);
    await one.hypervisor.finishMigrationSource(instance, true);
    await two.hypervisor.finishMigrationTarget(instance, info, true);
    const taps = async ({ runner }: RealNode): Promise<number> => (JSON.parse((await runner.run('ip', ['-json', 'link', 'show', 'type', 'tun'], { env: { PATH: '/sbin:/usr/sbin:/bin' } })).stdout || '[]') as unknown[]).length;
    expect([await taps(one), await taps(two)]).toEqual([0, 2]);
    expect(readFileSync(join(nodes.dir, 'phases'), 'utf8')).toBe('pre\npost\n');
    await two.hypervisor.stop(instance, 0);
    expect(await taps(two)).toBe(0);
  });
});
