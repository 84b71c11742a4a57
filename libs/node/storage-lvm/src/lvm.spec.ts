import { createCommands, recordingRunner, testDevice } from '@ganeti/node-storage';
import { createLvmDriver, lvmPackages } from './create';

/** A machine whose LVM says this; `changes`: what was run beside reports. */
function machine(options: { filter?: string; fails?: (program: string) => string | undefined } = {}) {
  const { filter = 'global_filter=["a|.*|"]', fails } = options;
  const runner = recordingRunner((program) => {
    const failure = fails?.(program);
    if (failure !== undefined) return { exitCode: 5, stderr: failure };
    if (program === 'lvmconfig') return `${filter}\n`;
    if (program === 'lvs') return JSON.stringify({ report: [{ lv: [] }] });
    if (program === 'vgs') return JSON.stringify({ report: [{ vg: [{ vg_name: 'xenvg', vg_size: String(2 ** 30), vg_free: String(2 ** 29), vg_missing_pv_count: '0' }] }] });
    if (program === 'pvs') return JSON.stringify({ report: [{ pv: [] }] });
    return undefined;
  });
  return { runner, driver: createLvmDriver({ commands: createCommands(runner, lvmPackages) }) };
}
const disk = testDevice({ dev_type: 'plain', size: 64, plain: { vg: 'xenvg', lv: 'd1' } });
const filterOf = (calls: readonly (readonly string[])[]): string | undefined => calls.find(([program]) => program === 'lvs')?.[2];

it('never looks at mirrors, and keeps what the administrator keeps out', async () => {
  const plain = machine();
  await plain.driver.status(disk);
  expect(filterOf(plain.runner.calls)).toBe('devices/global_filter=["r|^/dev/drbd|"]');
  const filtered = machine({ filter: 'global_filter=["a|^/dev/sd|","r|^/dev/nvme9|","a/.*/"]' });
  await filtered.driver.status(disk);
  await filtered.driver.status(disk);
  expect(filterOf(filtered.runner.calls)).toBe('devices/global_filter=["r|^/dev/drbd|","a|^/dev/sd|","r|^/dev/nvme9|"]');
  expect(filtered.runner.calls.filter(([program]) => program === 'lvmconfig')).toHaveLength(1);
});

it('makes a volume without asking, and goes from more stripes to fewer only when it is room that lacks', async () => {
  const { driver, runner } = machine({ fails: (program) => (program === 'lvcreate' ? '  Volume group "xenvg" has insufficient free space (3 extents): 16 required.' : undefined) });
  await expect(driver.create(disk, { onPrimary: true, info: 'originstname+web1' })).rejects.toThrow(/Not enough space in volume group xenvg.*64 MiB wanted/);
  expect(runner.calls.at(-1)).toEqual(expect.arrayContaining(['lvcreate', '--yes', '--addtag', 'originstname+web1', '--name', 'd1', '--size', '64m', '--stripes', '1']));
  const broken = machine({ fails: (program) => (program === 'lvcreate' ? 'device-mapper: create ioctl failed' : undefined) });
  await expect(broken.driver.create(disk, { onPrimary: true, info: '' })).rejects.toThrow(/^lvcreate failed on this node: device-mapper/);
});

it('tells what is free in groups, and with exclusive storage on physical volumes that hold nothing', async () => {
  const groups = ['xenvg', 'fast'].map((vg_name) => ({ vg_name, vg_size: String(2 ** 32), vg_free: String(2 ** 31), vg_missing_pv_count: '0' }));
  const physical = (pv_name: string, vg_name: string, used: number, more: object = {}) => ({
    pv_name, vg_name, pv_size: String(2 ** 30), pv_used: String(used), pv_free: String(2 ** 30 - used), pv_allocatable: '1', pv_missing: '0', ...more,
  });
  const pvs = [physical('/dev/a', 'xenvg', 0), physical('/dev/b', 'xenvg', 2 ** 22), physical('/dev/c', 'xenvg', 0, { pv_allocatable: '0' }), physical('/dev/d', 'xenvg', 0, { pv_missing: '1' }), physical('/dev/e', 'fast', 0)];
  const runner = recordingRunner((program) => {
    if (program === 'lvmconfig') return 'global_filter=["a|.*|"]\n';
    return JSON.stringify({ report: [program === 'vgs' ? { vg: groups } : program === 'pvs' ? { pv: pvs } : { lv: [] }] });
  });
  const { space } = createLvmDriver({ commands: createCommands(runner, lvmPackages) });
  const group = (name: string, free = 2048) => ({ type: 'lvm-vg', name, total: 4096, free });
  expect(await space(['xenvg', 'none'])).toEqual([group('xenvg')]);
  expect(await space(['xenvg'], { everyGroup: true })).toEqual([group('xenvg'), group('fast')]);
  expect(await space(['xenvg'], { exclusive: true })).toEqual([group('xenvg', 1024), { type: 'lvm-pv', name: 'xenvg', total: 3, free: 1 }]);
});

it('refuses what it cannot understand', async () => {
  const runner = recordingRunner((program) => (program === 'lvs' ? '{"report": [{"lv": [{"vg_name": "xenvg"}]}]}' : ''));
  const driver = createLvmDriver({ commands: createCommands(runner, lvmPackages) });
  await expect(driver.status(disk)).rejects.toThrow(/report of lvs cannot be understood/);
});
