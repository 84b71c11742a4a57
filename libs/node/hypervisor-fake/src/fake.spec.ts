import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hypervisorContract, testInstance, type GuestDisk, type Hypervisor } from '@ganeti/node-hypervisor';
import { manualClock } from '@ganeti/node-storage';
import { Simulator, simulatorSettings } from '@ganeti/node-storage-fake';
import { systemIds } from '@ganeti/runtime';
import { createFakeHypervisor } from './fake';

const instance = (name: string, memory: number) => testInstance({ name, beparams: { maxmem: memory, vcpus: 2 } });

const starting = { paused: false, disks: [] };
const spare = { path: '/dev/null', uri: '', device: { uuid: 'spare', size: 64 } } as unknown as GuestDisk;

function setUp(settings: Record<string, unknown> = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'ganeti-hv-'));
  const clock = manualClock();
  const open: { close(): unknown }[] = [];
  const make = (name: string): Hypervisor => {
    const simulator = new Simulator({
      dir: join(dir, name),
      settings: simulatorSettings.parse({ memory: 4096, memory_dom0: 512, shared_dir: join(dir, 'shared'), ...settings }),
      identity: () => ({ uuid: name, name }),
      clock,
      ids: systemIds,
    });
    const hypervisor = createFakeHypervisor({ simulator });
    open.push(hypervisor, simulator);
    return hypervisor;
  };
  return {
    dir,
    clock,
    make,
    close: async () => {
      for (const part of open) await part.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

hypervisorContract('fake', async () => {
  const { make, clock, close } = setUp();
  clock.flowing = true;
  let made = 0;
  return {
    hypervisor: make('node1'),
    target: make('node2'),
    targetAddress: '192.0.2.2',
    instance: (memory) => instance(`inst${(made += 1)}`, memory),
    disks: () => [],
    spareDisk: () => spare,
    spareNic: () => ({ uuid: 'nic', name: '', mac: 'aa:00:00:00:00:01', ip: '', params: {}, network: {} }),
    restart: async () => make('node1'),
    wrongParameters: { migration_mode: 'sideways' },
    close,
  };
});

describe('simulated guests', () => {
  it('take their time to stop, and no longer than allowed when they do not obey', async () => {
    const world = setUp({ shutdown_seconds: 3 });
    world.clock.flowing = true;
    const hypervisor = world.make('node1');
    await hypervisor.start(instance('polite', 128), starting);
    await hypervisor.start(instance('stubborn', 128), starting);
    writeFileSync(join(world.dir, 'node1', 'faults.json'), JSON.stringify([{ operation: 'guest.shutdown', object: 'stubborn', kind: 'ignore' }]));
    const started = world.clock.now();
    await hypervisor.stop(instance('polite', 128), 120);
    expect(world.clock.now() - started).toBe(3);
    await hypervisor.stop(instance('stubborn', 128), 120);
    expect(world.clock.now() - started).toBe(123);
    expect(await hypervisor.list()).toEqual([]);
    await world.close();
  });

  it('crash when told, say so at once, and can be started again', async () => {
    const world = setUp();
    const hypervisor = world.make('node1');
    await hypervisor.start(instance('web1', 1024), starting);
    const told = new Promise<readonly string[]>((resolve) => hypervisor.onChange(resolve));
    mkdirSync(join(world.dir, 'node1', 'inject'), { recursive: true });
    writeFileSync(join(world.dir, 'node1', 'inject', 'crash'), 'web1\n');
    expect(await told).toEqual(['web1']);
    expect(await hypervisor.status('web1')).toMatchObject({ state: 'crashed', memory: 0 });
    expect((await hypervisor.resources()).memoryFree).toBe(4096 - 512);
    expect(existsSync(join(world.dir, 'node1', 'inject', 'crash'))).toBe(false);
    await hypervisor.start(instance('web1', 1024), starting);
    expect((await hypervisor.status('web1'))?.state).toBe('running');
    await world.close();
  });

  it('stay at home when they crash on the way', async () => {
    const world = setUp({ migration_rate: 128 });
    const [source, target] = [world.make('node1'), world.make('node2')];
    const web1 = instance('web1', 1024);
    await source.start(web1, starting);
    await target.acceptMigration(web1, (await source.migrationInfo(web1)).info, '192.0.2.2', []);
    const moving = source.migrate(web1, '192.0.2.2', { live: true, progress: () => undefined });
    await new Promise((resolve) => setImmediate(resolve));
    mkdirSync(join(world.dir, 'node1', 'inject'), { recursive: true });
    writeFileSync(join(world.dir, 'node1', 'inject', 'crash'), 'web1\n');
    await source.list();
    world.clock.advance(100);
    await expect(moving).rejects.toThrow(/does not run/);
    await expect(target.finishMigrationTarget(web1, Buffer.alloc(0), true)).rejects.toThrow(/not arrived/);
    await world.close();
  });
});
