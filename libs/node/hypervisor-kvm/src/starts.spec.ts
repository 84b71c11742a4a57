/** Real QEMU takes what the parameters say: each set starts a guest that stands still, which is looked at and ended. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstanceReceived } from '@ganeti/node-api';
import { guestFiles } from './files';
import { missing, realNodes, type RealNodes } from './real-nodes.fixture';

let nodes: RealNodes;
const available = missing === '';
if (!available) console.warn(`Command lines are not tried with QEMU: ${missing}`);
const real = available ? it : it.skip;

beforeAll(async () => {
  if (available) nodes = await realNodes();
});
afterAll(async () => {
  if (available) await nodes.close();
});

const filesOf = ({ name }: InstanceReceived) => {
  const { paths } = nodes.one;
  return guestFiles({ runDir: join(paths.runDir, 'kvm-hypervisor'), dataDir: paths.dataDir, logDir: join(paths.logDir, 'kvm') }, name);
};
const statusOf = (pid: number, key: string): string => new RegExp(`^${key}:\\s+(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';

/** Starts, hands over the process, stops. */
async function tried(hvparams: Record<string, unknown>, look: (pid: number, instance: InstanceReceived) => void | Promise<void> = () => undefined, change: (instance: InstanceReceived) => InstanceReceived = (same) => same): Promise<void> {
  const { hypervisor } = nodes.one;
  const instance = change(nodes.instance(64, hvparams));
  await hypervisor.start(instance, { paused: true, disks: nodes.disks(instance) });
  try {
    expect((await hypervisor.status(instance.name))?.state).toBe('paused');
    await look(Number(readFileSync(filesOf(instance).pid, 'utf8')), instance);
  } finally {
    await hypervisor.stop(instance, 0);
  }
  const files = filesOf(instance);
  for (const path of [files.pid, files.qmp, files.monitor, files.runtime, files.seed, files.tpm, files.chroot, files.uid, files.nics]) expect([path, existsSync(path)]).toEqual([path, false]);
}

/** Programs and files that not every machine has. */
const needs = (...paths: string[]): typeof it => {
  const absent = paths.filter((path) => !existsSync(path));
  if (available && absent.length > 0) console.warn(`Not tried with QEMU: ${absent.join(', ')} missing`);
  return absent.length === 0 ? real : it.skip;
};

real('an old PC with everything on it', async () => {
  const iso = join(nodes.dir, 'cd.iso');
  const password = join(nodes.dir, 'password');
  const floppy = join(nodes.dir, 'floppy.img');
  writeFileSync(iso, Buffer.alloc(1 << 20));
  writeFileSync(floppy, Buffer.alloc(1_474_560));
  writeFileSync(password, 'secret\n');
  const bind = nodes.dir;
  const params = {
    disk_type: 'ide', cdrom_image_path: iso, cdrom2_image_path: iso, floppy_image_path: floppy, boot_order: 'cdrom', vga: 'cirrus', usb_mouse: 'tablet', usb_devices: 'keyboard,usb-ccid',
    soundhw: 'ac97,hda,sb16,es1370', use_guest_agent: true, use_localtime: true, acpi: false, reboot_behavior: 'exit', vnc_bind_address: bind, vnc_password_file: password, vnc_tls: true,
    keymap: 'de', cpu_type: 'qemu64,-x2apic', serial_console: true, disk_cache: 'writethrough',
  };
  await tried(params, (_pid, { name }) => expect(existsSync(join(bind, `${name}.vnc`))).toBe(true));
});

real.each([
  { scsi_controller_type: 'virtio-scsi-pci', disk_type: 'scsi-hd', cdrom_disk_type: 'scsi-cd' },
  { scsi_controller_type: 'lsi', disk_type: 'scsi' },
  { scsi_controller_type: 'megasas', disk_type: 'scsi-hd' },
  { scsi_controller_type: 'dc390', disk_type: 'scsi-hd' },
  { disk_aio: 'native', disk_discard: 'unmap' },
  { disk_cache: 'none', disk_aio: 'threads' },
])('disks: %j', (params) => tried(params));

needs('/usr/share/OVMF/OVMF_CODE_4M.fd')('q35 with UEFI, whose variables stay', async () => {
  await tried({ machine_version: 'q35', firmware: 'uefi', cloud_init: true, user_shutdown: true }, (_pid, instance) => {
    const { nvram, runtime } = filesOf(instance);
    expect(existsSync(nvram)).toBe(true);
    // Not the alias: another QEMU would make another machine of it.
    expect(readFileSync(runtime, 'utf8')).toMatch(/"pc-q35-\d+\.\d+"/);
  });
});

needs('/usr/share/OVMF/OVMF_CODE_4M.secboot.fd')('secure boot', () => tried({ machine_version: 'q35', firmware: 'uefi-secure' }));

needs('/usr/bin/swtpm')('a TPM, whose process ends with the guest', async () => {
  let tpm = 0;
  await tried({ machine_version: 'q35', tpm: '2.0' }, (_pid, instance) => {
    tpm = Number(readFileSync(filesOf(instance).tpmPid, 'utf8'));
    expect(readFileSync(`/proc/${tpm}/cmdline`, 'utf8')).toContain('--tpm2');
  });
  for (let tries = 0; tries < 250 && existsSync(`/proc/${tpm}/cmdline`) && readFileSync(`/proc/${tpm}/cmdline`, 'utf8') !== ''; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(existsSync(`/proc/${tpm}/cmdline`) && readFileSync(`/proc/${tpm}/cmdline`, 'utf8')).toBeFalsy();
});

needs('/usr/lib/x86_64-linux-gnu/qemu/ui-spice-core.so')('SPICE with a password', async () => {
  const password = join(nodes.dir, 'spice-password');
  writeFileSync(password, 'secret\n');
  const params = { spice_bind: nodes.one.address, spice_ip_version: 4, spice_password_file: password, spice_image_compression: 'auto_glz', spice_jpeg_wan_compression: 'never', spice_zlib_glz_wan_compression: 'always', spice_streaming_video: 'filter', vga: 'qxl', soundhw: 'hda' };
  await tried(params, undefined, (instance) => ({ ...instance, network_port: 11_000 }));
});

real('a sandbox', () =>
  tried({}, (pid) => {
    expect(statusOf(pid, 'Seccomp')).toBe('2');
    expect(statusOf(pid, 'NoNewPrivs')).toBe('1');
  }));

real('no sandbox when that is not wanted', () => tried({ sandbox: false }, (pid) => expect(statusOf(pid, 'Seccomp')).toBe('0')));

(process.getuid?.() === 0 ? real : it.skip)('a user of its own in a directory of its own', async () => {
  const { paths } = nodes.one;
  mkdirSync(paths.dataDir, { recursive: true });
  writeFileSync(paths.ssconf('uid_pool'), '64100-64101\n');
  await tried({ security_model: 'pool', use_chroot: true }, (pid, instance) => {
    expect(statusOf(pid, 'Uid').split(/\s+/)).toEqual(['64100', '64100', '64100', '64100']);
    expect(statusOf(pid, 'Seccomp')).toBe('2');
    expect(readFileSync(filesOf(instance).uid, 'utf8')).toBe('64100\n');
  });
});

real('processors: topology, and bound to one of the host', async () => {
  await tried({ cpu_sockets: 1, cpu_cores: 2, cpu_threads: 1, cpu_mask: '0:all' }, undefined, (instance) => ({ ...instance, beparams: { maxmem: '64', vcpus: '2' } }));
  await tried({ cpu_mask: '0' }, (pid) => expect(statusOf(pid, 'Cpus_allowed_list')).toBe('0'));
  const wrong = nodes.instance(64, { cpu_mask: '0:0:0' });
  await expect(nodes.one.hypervisor.start(wrong, { paused: false, disks: nodes.disks(wrong) })).rejects.toThrow(/3 processors, but the guest has 1/);
  expect(await nodes.one.hypervisor.status(wrong.name)).toBeNull();
});

real('memory of a file system, all of it at once', async () => {
  const pages = join(nodes.dir, 'pages');
  mkdirSync(pages);
  await tried({ mem_path: pages }, (pid) => expect(Number.parseInt(statusOf(pid, 'VmRSS'), 10)).toBeGreaterThan(64 * 1024));
});

real('NICs of every kind', async () => {
  if (!nodes.namespaces) {
    console.warn('NICs are not tried with QEMU: no network namespaces may be made here');
    return;
  }
  for (const params of [{ virtio_net_queues: 2 }, { vnet_hdr: false, vhost_net: false }, { nic_type: 'e1000' }, { nic_type: 'rtl8139', machine_version: 'q35' }, { nic_type: 'ne2k_isa' }, { boot_order: 'network' }]) {
    await tried(params, undefined, (instance) => ({ ...instance, nics: [nodes.nic(instance)] }));
  }
  const { stdout } = await nodes.one.runner.run('ip', ['-json', 'link', 'show', 'type', 'tun'], { env: { PATH: '/sbin:/usr/sbin:/bin:/usr/bin' } });
  expect(JSON.parse(stdout || '[]')).toEqual([]);
});

real('says what QEMU says when it does not start, and leaves nothing', async () => {
  const instance = nodes.instance(64, { kvm_extra: '-no-such-option' });
  await expect(nodes.one.hypervisor.start(instance, { paused: false, disks: nodes.disks(instance) })).rejects.toThrow(new RegExp(`Instance ${instance.name} cannot be started.*no-such-option`, 's'));
  expect(await nodes.one.hypervisor.list()).toEqual([]);
  expect(existsSync(filesOf(instance).runtime)).toBe(false);
  const none = nodes.instance(64, { machine_version: 'vax' });
  await expect(nodes.one.hypervisor.start(none, { paused: false, disks: nodes.disks(none) })).rejects.toThrow(/has no machine "vax"/);
});
