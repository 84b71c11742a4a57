import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { execaRunner, type ProcessRunner } from '@ganeti/runtime';
import { fatImage } from './fat';
import { kvmParameters } from './parameters';
import { QemuPrograms, parseMachines } from './qemu';
import { decodeRuntime, encodeRuntime, foreignSize, type Runtime } from './runtime';
import { networkConfig } from './seed';
import { Turns } from './turns';
import { GuestUsers } from './users';
import { validateParameters } from './validate';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'ganeti-kvm-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const settings = { uuid: 'n', name: '', mac: 'aa:00:00:00:00:01', ip: '', mode: 'bridged' as const, link: 'br0', vlan: '', network: {} };

describe('runtime files', () => {
  const runtime = fc.record({
    command: fc.array(fc.string()),
    tags: fc.array(fc.string()),
    version: fc.string(),
    guest: fc.record({
      name: fc.string(), uuid: fc.string(), memory: fc.nat(), vcpus: fc.nat(), machine: fc.string(), networkPort: fc.nat(), userData: fc.string(),
      user: fc.option(fc.record({ uid: fc.nat(), gid: fc.nat() })),
      params: fc.constant(kvmParameters({ cpu_type: 'host', root_path: null })),
      disks: fc.array(fc.record({ uuid: fc.string(), name: fc.string(), type: fc.string(), path: fc.string(), block: fc.boolean(), size: fc.nat(), readOnly: fc.boolean(), slot: fc.nat() })),
      nics: fc.array(fc.record({ slot: fc.nat(), tap: fc.string(), settings: fc.constant(settings) })),
    }),
  });
  it('hold what a guest was started with', () => {
    fc.assert(fc.property(runtime, (one) => expect(decodeRuntime(encodeRuntime(one as Runtime))).toEqual(one)));
  });
  it('of Ganeti tell size only; damaged ones nothing', () => {
    const text = JSON.stringify([['/usr/bin/kvm', '-m', '512', '-smp', '2,cores=2'], [], {}, []]);
    expect(decodeRuntime(text)).toBeNull();
    expect(foreignSize(text)).toEqual({ memory: 512, vcpus: 2 });
    expect(decodeRuntime('{')).toBeNull();
    expect(foreignSize('{')).toEqual({ memory: 0, vcpus: 1 });
  });
});

it('one turn at a time for each, also after a failure', async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const work = (name: string, wait: number) => async () => {
    seen.push(`${name} begins`);
    for (let left = wait; left > 0; left -= 1) await Promise.resolve();
    seen.push(`${name} ends`);
    if (name === 'b') throw new Error('b fails');
  };
  await Promise.all([turns.run('x', work('a', 9)), expect(turns.run('x', work('b', 1))).rejects.toThrow('b fails'), turns.run('x', work('c', 1)), turns.run('y', work('d', 0))]);
  expect(seen.filter((line) => !line.startsWith('d'))).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  expect(seen.indexOf('d ends')).toBeLessThan(seen.indexOf('c begins'));
  await turns.idle();
});

describe('the QEMU of a node', () => {
  const help = 'Supported machines are:\npc                   Standard PC (alias of pc-i440fx-7.2)\npc-i440fx-7.2        Standard PC (default)\nq35                  Standard PC (Q35) (alias of pc-q35-7.2)\npc-q35-7.2           Standard PC (Q35)\n';
  const program = (version: string): { runner: ProcessRunner; asked: string[] } => {
    const asked: string[] = [];
    const runner: ProcessRunner = {
      run: async (_program, args) => {
        asked.push(args.join(' '));
        return { exitCode: 0, signal: null, stdout: args[0] === '--version' ? `QEMU emulator version ${version} (Debian)` : help, stderr: '', timedOut: false };
      },
    };
    return { runner, asked };
  };
  it('has machines, some by other names', () => {
    const { machines, defaultMachine } = parseMachines(help);
    expect([defaultMachine, machines.get('q35'), machines.get('pc'), machines.get('pc-q35-7.2')]).toEqual(['pc-i440fx-7.2', 'pc-q35-7.2', 'pc-i440fx-7.2', 'pc-q35-7.2']);
  });
  it('is asked once, and again when it is replaced', async () => {
    const path = join(dir, 'kvm');
    writeFileSync(path, '');
    const { runner, asked } = program('7.2.22');
    const programs = new QemuPrograms(runner);
    expect((await Promise.all([programs.at(path), programs.at(path)]))[0]).toMatchObject({ version: '7.2.22', release: [7, 2] });
    expect(asked).toEqual(['--version', '-machine help']);
    writeFileSync(path, 'another');
    await programs.at(path);
    expect(asked).toHaveLength(4);
  });
  it('must be there, and not too old', async () => {
    await expect(new QemuPrograms(program('7.2.0').runner).at(join(dir, 'none'))).rejects.toThrow(/not at .*none; install/);
    writeFileSync(join(dir, 'old'), '');
    await expect(new QemuPrograms(program('5.2.0').runner).at(join(dir, 'old'))).rejects.toThrow(/6.0 or newer/);
  });
});

describe('users of guests', () => {
  const users = (pool: [number, number][] = [[4000, 4001]]): GuestUsers => new GuestUsers({ lockDir: join(dir, 'pool'), pool: async () => pool, passwd: join(dir, 'passwd') });
  beforeEach(() => writeFileSync(join(dir, 'passwd'), 'root:x:0:0::/:/bin/sh\nvm:x:500:600::/:/bin/false\npooled:x:4001:700::/:/bin/false\n'));
  it('are root, a named one, or each its own of the pool until it is given back', async () => {
    expect(await users().acquire('a', { security_model: 'none', security_domain: '' })).toBeNull();
    expect(await users().acquire('a', { security_model: 'user', security_domain: 'vm' })).toEqual({ uid: 500, gid: 600 });
    await expect(users().acquire('a', { security_model: 'user', security_domain: 'nobody-here' })).rejects.toThrow(/Instance a .*nobody-here/);
    const pool = { security_model: 'pool', security_domain: '' };
    expect(await users().acquire('a', pool)).toEqual({ uid: 4000, gid: 65_534 });
    expect(await users().acquire('a', pool)).toEqual({ uid: 4000, gid: 65_534 });
    expect(await users().acquire('b', pool)).toEqual({ uid: 4001, gid: 700 });
    await expect(users().acquire('c', pool)).rejects.toThrow(/Instance c .*pool has none left/);
    await users().release('a');
    expect(await users().acquire('c', pool)).toEqual({ uid: 4000, gid: 65_534 });
  });
});

describe('parameters', () => {
  const programs = new QemuPrograms({ run: async () => ({ exitCode: 0, signal: null, stdout: 'version 7.2.0\nq35 x\n', stderr: '', timedOut: false }) });
  const firmware = { code: '/none', variables: '/none', secureCode: '/none', secureVariables: '/none' };
  const check = (hvparams: Record<string, unknown>): Promise<string[]> => validateParameters(hvparams, programs, firmware);
  it.each([
    [{ cpu_mask: '3-1' }, /cpu_mask.*ends before/],
    [{ kernel_path: '/no/kernel' }, /kernel_path \/no\/kernel cannot be read/],
    [{ initrd_path: '/bin/sh', kernel_path: '' }, /only with kernel_path/],
    [{ boot_order: 'cdrom', kernel_path: '' }, /no cdrom_image_path/],
    [{ disk_type: 'mtd' }, /other machines than x86/],
    [{ mem_path: '/no/pages' }, /no directory/],
    [{ migration_caps: 'postcopy-ram:fast' }, /migration_caps: fast is not known/],
    [{ soundhw: 'pcspk' }, /soundhw: pcspk/],
    [{ usb_devices: 'tablet,disk:x' }, /"disk:x" is no device/],
    [{ security_model: 'user' }, /needs security_domain/],
    [{ security_domain: 'vm' }, /only with security_model user/],
    [{ vnc_bind_address: 'eth0' }, /neither an IP address nor a directory/],
    [{ vnc_password_file: '/no/password' }, /cannot be read/],
    [{ vnc_x509_verify: true }, /needs vnc_x509_path/],
    [{ spice_bind: '127.0.0.1', vnc_bind_address: '0.0.0.0' }, /not both/],
    [{ spice_bind: '127.0.0.1', spice_ip_version: 6 }, /IP version 6/],
    [{ spice_bind: 'eth0' }, /no IP address/],
    [{ spice_image_compression: 'zip' }, /zip is not known/],
    [{ firmware: 'uefi' }, /install ovmf/],
    [{ firmware: 'uefi-secure', machine_version: '' }, /q35/],
    [{ kvm_pci_reservations: 32 }, /less than 32/],
    [{ virtio_net_queues: 9 }, /more than 8/],
    [{ cpu_cores: -1 }, /negative/],
    [{ kvm_path: '/no/qemu' }, /not at \/no\/qemu/],
  ])('%j are wrong', async (hvparams, problem) => {
    expect(await check(hvparams)).toContainEqual(expect.stringMatching(problem));
  });
  it('of an ordinary guest are right', async () => {
    const path = join(dir, 'qemu');
    writeFileSync(path, '');
    expect(await check({ ...kvmParameters({}), kvm_path: path, kvm_flag: 'disabled', kernel_path: '' })).toEqual([]);
    expect(await check({ kvm_path: path, kvm_flag: 'disabled', machine_version: 'vax' })).toEqual([expect.stringContaining('no machine "vax"')]);
  });
});

describe('the disk of cloud-init', () => {
  it('says how NICs are addressed', () => {
    const network = { NETWORK_SUBNET: '192.0.2.0/24', NETWORK_GATEWAY: '192.0.2.1' };
    const nics = [{ slot: 1, tap: '', settings: { ...settings, ip: '192.0.2.7', network } }, { slot: 2, tap: '', settings }];
    expect(networkConfig({ nics })).toEqual({
      version: 2,
      ethernets: {
        nic0: { match: { macaddress: settings.mac }, addresses: ['192.0.2.7/24'], routes: [{ to: '0.0.0.0/0', via: '192.0.2.1' }] },
        nic1: { match: { macaddress: settings.mac }, dhcp4: true },
      },
    });
  });

  it('is a file system that others read', async () => {
    const big = Buffer.alloc(70_000, 'x');
    const files = [{ name: 'meta-data', content: Buffer.from('{"a":1}\n') }, { name: 'a name of more than twenty-six letters', content: big }, { name: 'empty', content: Buffer.alloc(0) }];
    const path = join(dir, 'fat.img');
    writeFileSync(path, fatImage('CIDATA', files));
    const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', MTOOLS_SKIP_CHECK: '0' };
    const listed = await execaRunner.run('mdir', ['-b', '-i', path, '::'], { env }).catch(() => null);
    if (listed === null) {
      console.warn('The FAT image is not read by another program: mtools are not installed');
      return;
    }
    expect(listed.stdout.trim().split('\n')).toEqual(files.map(({ name }) => `::/${name}`));
    mkdirSync(join(dir, 'out'));
    await execaRunner.run('mcopy', ['-i', path, '::*', join(dir, 'out')], { env });
    for (const { name, content } of files) expect(readFileSync(join(dir, 'out', name)).equals(content)).toBe(true);
    const checked = await execaRunner.run('fsck.vfat', ['-n', path], { env }).catch(() => null);
    if (checked !== null) expect(checked).toMatchObject({ exitCode: 0 });
  });

  it('is not made larger than it can be', () => {
    expect(() => fatImage('X', [{ name: 'x', content: Buffer.alloc(2 << 20) }])).toThrow(RangeError);
  });
});
