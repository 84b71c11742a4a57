import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hypervisorContract, testInstance, type GuestDisk } from '@ganeti/node-hypervisor';
import { manualClock } from '@ganeti/node-storage';
import { createPaths, systemClock, type Clock } from '@ganeti/runtime';
import { createXenHypervisor } from './create';
import { deviceName, domainConfig, type Domain } from './config';
import { lastPercent } from './migration';
import { receivedParameters, xenParameters, type XenKind } from './parameters';
import { SimulatedXen, type Wire } from './simulated-xen.fixture';
import { parseInfo, parseList } from './xl';

const disk = (uuid: string): GuestDisk => ({ path: `/dev/${uuid}`, uri: '', device: { uuid, mode: 'rw', size: 64 } }) as unknown as GuestDisk;

const instance = (kind: XenKind, name: string, memory: number, hvparams: Record<string, unknown> = {}) =>
  testInstance({ name, hypervisor: kind, hvparams, beparams: { maxmem: memory, vcpus: 1 } });

function world(kind: XenKind, clock: Clock = systemClock) {
  const dir = mkdtempSync(join(tmpdir(), 'ganeti-xen-'));
  const wire: Wire = new Map();
  const machine = (name: string) => {
    const xen = new SimulatedXen(wire);
    const paths = createPaths(join(dir, name));
    const make = () => createXenHypervisor({ kind, paths, runner: xen.runner, detached: xen.detached, clock });
    return { xen, make, hypervisor: make(), config: (guest: string) => join(dir, name, 'etc/xen', guest) };
  };
  writeFileSync(join(dir, 'vnc'), 'secret\n');
  const [one, two] = [machine('n1'), machine('n2')];
  return { dir, one, two, params: kind === 'xen-hvm' ? { vnc_password_file: join(dir, 'vnc') } : {}, close: async () => {
    await Promise.all([one.hypervisor.close(), two.hypervisor.close()]);
    for (const { pid } of openProcesses(dir)) process.kill(-pid, 'SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  } };
}
/** Receivers a test has left listening. */
function openProcesses(dir: string): { pid: number }[] {
  return ['n1', 'n2'].flatMap((node) => {
    const path = join(dir, node, 'var/run/ganeti/xen-hypervisor');
    if (!existsSync(path)) return [];
    return ['inst1', 'inst2'].flatMap((name) => ['receive', 'migrate'].map((what) => join(path, `${name}.${what}.pid`))).filter((file) => existsSync(file)).map((file) => ({ pid: Number.parseInt(readFileSync(file, 'utf8'), 10) })).filter(({ pid }) => existsSync(`/proc/${pid}`));
  });
}

for (const kind of ['xen-pvm', 'xen-hvm'] as const) {
  hypervisorContract(kind, async () => {
    const { one, two, params, close } = world(kind);
    let made = 0;
    return {
      hypervisor: one.hypervisor,
      target: two.hypervisor,
      targetAddress: '192.0.2.2',
      instance: (memory) => instance(kind, `inst${(made += 1)}`, memory, params),
      disks: ({ name }) => [disk(`disk-${name}`)],
      spareDisk: () => disk('spare'),
      restart: async () => one.make(),
      wrongParameters: { cpu_mask: '3-1' },
      close,
    };
  });
}

describe('a domain', () => {
  it('is asked to stop, and ended when it does not in time', async () => {
    const clock = manualClock();
    clock.flowing = true;
    const { one, close } = world('xen-pvm', clock);
    const web1 = instance('xen-pvm', 'web1', 128);
    await one.hypervisor.start(web1, { paused: false, disks: [] });
    await one.hypervisor.stop(web1, 60);
    expect(one.xen.commands).toContain('xl shutdown web1');
    expect(one.xen.commands).not.toContain('xl destroy web1');
    one.xen.deaf.add('web1');
    await one.hypervisor.start(web1, { paused: false, disks: [] });
    const started = clock.now();
    await one.hypervisor.stop(web1, 60);
    expect(clock.now() - started).toBe(60);
    expect(one.xen.commands.at(-3)).toBe('xl list');
    expect(one.xen.commands.slice(-2)).toEqual(expect.arrayContaining(['xl destroy web1']));
    expect(existsSync(one.config('web1'))).toBe(false);
    await close();
  });

  it('may go by itself while it is ended', async () => {
    const { one, close } = world('xen-pvm');
    const web1 = instance('xen-pvm', 'web1', 128);
    await one.hypervisor.start(web1, { paused: false, disks: [] });
    one.xen.fleeting.add('web1');
    await one.hypervisor.stop(web1, 0);
    expect(await one.hypervisor.status('web1')).toBeNull();
    await close();
  });

  it('keeps other memory over a hard reboot, and what it had when its balloon does not move', async () => {
    const clock = manualClock();
    clock.flowing = true;
    const { one, close } = world('xen-pvm', clock);
    const web1 = instance('xen-pvm', 'web1', 256);
    await one.hypervisor.start(web1, { paused: false, disks: [] });
    await one.hypervisor.setMemory(web1, 192);
    expect(readFileSync(one.config('web1'), 'utf8')).toMatch(/^memory = 192\nmaxmem = 256$/m);
    await one.hypervisor.reboot(web1, 'hard', { timeoutSeconds: 0, disks: [] });
    expect((await one.hypervisor.status('web1'))?.memory).toBe(192);
    one.xen.rigid.add('web1');
    await expect(one.hypervisor.setMemory(web1, 128)).rejects.toThrow(/web1 has 192 MiB instead of 128 MiB after 60 s.*It keeps 192 MiB/);
    expect(one.xen.commands.at(-1)).toBe('xl mem-set web1 192m');
    expect(readFileSync(one.config('web1'), 'utf8')).toMatch(/^memory = 192$/m);
    await close();
  });

  it('is told of when it goes or shuts down by itself', async () => {
    const { one, close } = world('xen-pvm');
    const web1 = instance('xen-pvm', 'web1', 128);
    const told: string[][] = [];
    one.hypervisor.onChange((names) => told.push([...names]));
    await one.hypervisor.start(web1, { paused: false, disks: [] });
    const eventually = async (holds: () => boolean): Promise<void> => {
      for (let tries = 0; tries < 1000 && !holds(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
      expect(holds()).toBe(true);
    };
    await eventually(() => told.length >= 1);
    one.xen.change('web1', '---s--');
    const before = told.length;
    await eventually(() => told.length > before);
    expect(await one.hypervisor.status('web1')).toMatchObject({ state: 'shutdown' });
    // What is left of it makes room for a new one.
    await one.hypervisor.start(web1, { paused: false, disks: [] });
    expect((await one.hypervisor.status('web1'))?.state).toBe('running');
    one.xen.change('web1', null);
    await eventually(() => told.length > before + 1);
    expect(await one.hypervisor.list()).toEqual([]);
    await close();
  });

  it('that does not start leaves its config with the logs', async () => {
    const { one, dir, close } = world('xen-pvm');
    await expect(one.hypervisor.start(instance('xen-pvm', 'web1', 128, { kernel_path: '/broken' }), { paused: false, disks: [] })).rejects.toThrow(/web1 cannot be started.*kernel image does not exist/);
    expect(existsSync(one.config('web1'))).toBe(false);
    expect(existsSync(join(dir, 'n1/var/log/ganeti/xen/web1.cfg'))).toBe(true);
    await close();
  });

  it('belongs to the driver of its kind', async () => {
    const { one, dir, close } = world('xen-pvm');
    const hvm = createXenHypervisor({ kind: 'xen-hvm', paths: createPaths(join(dir, 'n1')), runner: one.xen.runner, detached: one.xen.detached, clock: systemClock });
    await one.hypervisor.start(instance('xen-pvm', 'web1', 128), { paused: false, disks: [] });
    await hvm.start(instance('xen-hvm', 'win1', 128, { vnc_password_file: join(dir, 'vnc') }), { paused: false, disks: [] });
    expect((await one.hypervisor.list()).map(({ name }) => name)).toEqual(['web1']);
    expect((await hvm.list()).map(({ name }) => name)).toEqual(['win1']);
    // It holds a password.
    expect(statSync(one.config('win1')).mode & 0o777).toBe(0o600);
    await close();
  });

  it('is sent with certificates on both ends', async () => {
    const { one, two, close, dir } = world('xen-pvm');
    const web1 = instance('xen-pvm', 'inst1', 128);
    await one.hypervisor.start(web1, { paused: false, disks: [] });
    const { info } = await one.hypervisor.migrationInfo(web1);
    await two.hypervisor.acceptMigration(web1, info, '2001:db8::2');
    await expect(one.hypervisor.migrate(web1, 'node2; rm -rf /', { live: true, progress: () => undefined })).rejects.toThrow(/no IP address/);
    expect(two.xen.commands.at(-1)).toBe(
      `socat -d -d OPENSSL-LISTEN:8002,bind=[2001:db8::2],pf=ip6,reuseaddr,accept-timeout=86400,cert=${dir}/n2/var/lib/ganeti/server.pem,cafile=${dir}/n2/var/lib/ganeti/ca.pem,verify=1,commonname= EXEC:xl migrate-receive`,
    );
    await expect(two.hypervisor.acceptMigration(instance('xen-pvm', 'inst2', 128), info, '2001:db8::2')).rejects.toThrow(/inst2 cannot be received.*port 8002: E bind: Address already in use/);
    const seen: number[] = [];
    await one.hypervisor.migrate(web1, '2001:db8::2', { live: false, progress: (percent) => seen.push(percent) });
    // Its kernel takes part in being suspended, and could not if it were paused.
    expect(one.xen.commands).not.toContain('xl pause inst1');
    expect(one.xen.commands).toContain(`xl migrate -s  inst1 socat STDIO OPENSSL:[2001:db8::2]:8002,cert=${dir}/n1/var/lib/ganeti/server.pem,cafile=${dir}/n1/var/lib/ganeti/ca.pem,verify=1,commonname=,no-sni=1`);
    await one.hypervisor.finishMigrationSource(web1, true);
    await two.hypervisor.finishMigrationTarget(web1, info, true);
    // It is as ready for a reboot there as it was at home.
    expect(readFileSync(two.config('inst1'))).toEqual(info);
    expect(existsSync(one.config('inst1'))).toBe(false);
    await close();
  });
});

describe('the config', () => {
  const settings = { uuid: 'n', name: '', mac: 'aa:00:00:00:00:01', ip: '192.0.2.7', mode: 'bridged' as const, link: 'br0', vlan: '', network: {} };
  const base = { name: 'web1', uuid: '6d6ad1c4-7c0d-4a4e-9d4c-3e3f3e0f1c11', memory: 512, vcpus: 2, disks: [{ path: '/d0', readOnly: false }, { path: '/d1', readOnly: true }], nics: [settings], networkPort: 11_000, keepsShutDown: false };
  const pv = (params: object = {}, more: Partial<Domain> = {}): string => domainConfig({ ...base, kind: 'xen-pvm', params: xenParameters('xen-pvm', params as Record<string, unknown>), ...more } as Domain);
  const hvm = (params: object = {}, more: Partial<Domain> = {}): string => domainConfig({ ...base, kind: 'xen-hvm', vncPassword: 'se"cret', params: xenParameters('xen-hvm', params as Record<string, unknown>), ...more } as Domain);

  it('of a paravirtual domain', () => {
    expect(pv({ kernel_path: '/vmlinuz', initrd_path: '/initrd', cpu_mask: '0-1' })).toBe(
      [
        '# Written by ganeti-noded for each start; changes are lost.', 'name = "web1"', 'uuid = "6d6ad1c4-7c0d-4a4e-9d4c-3e3f3e0f1c11"', 'memory = 512', 'maxmem = 512', 'vcpus = 2', 'cpus = "0,1"', 'cpu_weight = 256',
        'on_poweroff = "destroy"', 'on_reboot = "restart"', 'on_crash = "restart"', 'type = "pv"', 'kernel = "/vmlinuz"', 'ramdisk = "/initrd"', 'root = "/dev/xvda1"', 'extra = "ro"',
        'disk = [ "format=raw,vdev=sda,access=rw,target=/d0", "format=raw,vdev=sdb,access=ro,target=/d1" ]', 'vif = [ "mac=aa:00:00:00:00:01,ip=192.0.2.7,bridge=br0,script=vif-bridge" ]', '',
      ].join('\n'),
    );
  });

  it.each<[object, RegExp]>([
    [{ domain_type: 'pvh' }, /^type = "pvh"$/m],
    [{ use_bootloader: true, bootloader_path: '/pygrub', bootloader_args: '-q' }, /^bootloader = "\/pygrub"\nbootloader_args = "-q"$/m],
    [{ blockdev_prefix: 'xvd' }, /vdev=xvda/],
    [{ cpu_cap: 50, cpu_weight: 512 }, /^cap = 50\ncpu_weight = 512$/m],
    [{ cpu_mask: '0:1-2' }, /^cpus = \[ "0", "1,2" \]$/m],
    [{ cpuid: 'host,x2apic=0' }, /^cpuid = "host,x2apic=0"$/m],
    [{ kernel_args: 'a "b" \\' }, /^extra = "a \\"b\\" \\\\"$/m],
    [{ reboot_behavior: 'exit' }, /^on_reboot = "destroy"$/m],
    [{ vif_script: 'vif-own' }, /script=vif-own/],
  ])('of a paravirtual domain with %j', (params, text) => expect(pv(params)).toMatch(text));
  it('without a root', () => expect(pv({ root_path: null })).not.toMatch(/root =/));

  it.each<[object, RegExp]>([
    [{}, /^type = "hvm"\nboot = "cd"\nacpi = 1\npae = 1\nviridian = 0\nlocaltime = 0$/m],
    [{}, /^vnclisten = "0.0.0.0"\nvncdisplay = 5100\nvncunused = 0\nvncpasswd = "se\\"cret"$/m],
    [{ cdrom_image_path: '/cd.iso' }, /"format=raw,vdev=hdc,access=ro,devtype=cdrom,target=\/cd.iso"/],
    [{ nic_type: 'e1000' }, /type=ioemu,model=e1000/],
    [{ nic_type: 'paravirtual', vif_type: 'vif' }, /script=vif-bridge,type=vif"/],
    [{ acpi: false, pae: false, viridian: true, use_localtime: true }, /acpi = 0\npae = 0\nviridian = 1\nlocaltime = 1/],
    [{ device_model: '/usr/bin/dm', kernel_path: '/loader' }, /^device_model_override = "\/usr\/bin\/dm"\nfirmware_override = "\/loader"$/m],
    [{ pci_pass: '0000:01:00.0;0000:02:00.0' }, /^pci = \[ "0000:01:00.0", "0000:02:00.0" \]$/m],
    [{ soundhw: 'ac97' }, /^soundhw = "ac97"$/m],
  ])('of an emulated domain with %j', (params, text) => expect(hvm(params)).toMatch(text));

  it('connects NICs by the script of their mode', () => {
    const vif = (nic: Partial<typeof settings>): string => /^vif = \[ "(.*)" \]$/m.exec(pv({}, { nics: [{ ...settings, ip: '', ...nic }] }))?.[1] ?? '';
    expect(vif({ mode: 'openvswitch' as never, link: 'sw0', vlan: '.5' })).toBe('mac=aa:00:00:00:00:01,bridge=sw0.5,script=vif-openvswitch');
    expect(vif({ mode: 'routed' as never, ip: '192.0.2.7' })).toBe('mac=aa:00:00:00:00:01,ip=192.0.2.7,script=vif-route');
  });

  it('keeps guests that shut down where their users may do that', () => expect(pv({}, { keepsShutDown: true })).toMatch(/^on_poweroff = "preserve"$/m));

  it('names disks', () => {
    expect([0, 25, 26, 27].map((index) => deviceName('xvd', index))).toEqual(['xvda', 'xvdz', 'xvdaa', 'xvdab']);
    expect(hvm({ cdrom_image_path: '/cd' }, { disks: [1, 2, 3].map((n) => ({ path: `/d${n}`, readOnly: false })) })).toMatch(/vdev=hda.*vdev=hdb.*vdev=hdd.*vdev=hdc,access=ro,devtype=cdrom/);
  });
});

describe('what xl says', () => {
  it('is read', () => {
    const text = 'Name                                        ID   Mem VCPUs\tState\tTime(s)\nDomain-0                                     0   768     1     r-----      12.3\nweb1.example.com                             3   512     2     -b----       0.7\nstill                                        4   512     1     --p---       0.0\ndown                                         5     0     1     ---s--       0.0\nbad                                          6   128     1     ----c-       0.0\n(null)                                       7     0     0     --p--d       0.0\nnow                                          8   128     1     ------       0.0\n';
    const domains = parseList(text);
    expect([...domains].map(([name, { state }]) => [name, state])).toEqual([['Domain-0', 'running'], ['web1.example.com', 'running'], ['still', 'paused'], ['down', 'shutdown'], ['bad', 'crashed'], ['(null)', 'dying'], ['now', 'running']]);
    expect(domains.get('web1.example.com')).toEqual({ id: 3, memory: 512, vcpus: 2, state: 'running', cpuSeconds: 0.7 });
    expect(parseInfo('xen_major : 4\nxen_minor : 17\nxen_extra : .2\ntotal_memory           : 16384\nfree_memory : 100\nnr_cpus : 8\n')).toMatchObject({ version: '4.17.2', totalMemory: 16_384, freeMemory: 100, processors: 8, nodes: 1 });
    expect(lastPercent('')).toBe(-1);
    expect(lastPercent('iter 0: 10/100  10%\riter 0: 50/100  50%')).toBe(50);
  });
});

describe('parameters', () => {
  let hvm: ReturnType<typeof world>;
  let pvm: ReturnType<typeof world>;
  beforeAll(() => {
    hvm = world('xen-hvm');
    pvm = world('xen-pvm');
  });
  afterAll(() => Promise.all([hvm.close(), pvm.close()]));
  it.each<[Record<string, unknown>, RegExp]>([
    [{ cpu_mask: 'x' }, /cpu_mask/],
    [{ vnc_password_file: '/none' }, /vnc_password_file \/none cannot be read/],
    [{ boot_order: 'z' }, /boot_order/],
    [{ cpu_weight: 0 }, /cpu_weight/],
    [{ vnc_bind_address: 'lo' }, /no IP address/],
    [{ vif_script: 'a/b' }, /absolute/],
    [{ device_model: '/none' }, /device_model \/none/],
  ])('%j are wrong', async (hvparams, problem) => expect(await hvm.one.hypervisor.validate(hvparams)).toContainEqual(expect.stringMatching(problem)));
  it('of a paravirtual domain', async () => {
    expect(await pvm.one.hypervisor.validate({ kernel_path: '/none' })).toEqual(['kernel_path /none cannot be read on this node']);
    expect(await pvm.one.hypervisor.validate({ use_bootloader: true, bootloader_path: '' })).toEqual(['use_bootloader needs bootloader_path']);
    expect(receivedParameters('xen-pvm', { root_path: 'null' }).root_path).toBeNull();
  });
});
