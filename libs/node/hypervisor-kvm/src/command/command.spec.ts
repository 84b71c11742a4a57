import fc from 'fast-check';
import { hypervisorParams } from '@ganeti/objects';
import { kvmParameters, type KvmParameters } from '../parameters';
import { diskParts } from './disks';
import { qemuArgs, type CommandInput, type DiskSpec, type GuestSpec, type HostFacts, type NicSpec } from './index';
import { nicDevice } from './nics';
import { optionText } from './options';
import { freeSlot } from './pci';

const files = { pid: '/p', qmp: '/q', monitor: '/m', serial: '/s', agent: '/a', tpm: '/t', chroot: '/c', nvram: '/n', seed: '/seed' };
const host: HostFacts = { version: [7, 2], vhostNet: true, firmware: { code: '/code', secureCode: '/secure' }, spiceTls: { ca: '/ca', bundle: '/bundle' } };
const disk: DiskSpec = { uuid: '0123456789abcdef0123', name: '', type: 'plain', path: '/d', block: true, size: 64, readOnly: false, slot: 12 };
const nic: NicSpec = { slot: 13, tap: 'tap0', settings: { uuid: 'n1', name: '', mac: 'aa:00:00:00:00:01', ip: '', mode: 'bridged', link: 'br0', vlan: '', network: {} } };
const guest = (params: Partial<KvmParameters> = {}, more: Partial<GuestSpec> = {}): GuestSpec => ({
  name: 'web1', uuid: 'u', memory: 512, vcpus: 2, machine: 'pc-i440fx-7.2', disks: [disk], nics: [nic], networkPort: 11_000, userData: '', user: null, params: kvmParameters({ kernel_path: '', ...params }), ...more,
});
const command = (params: Partial<KvmParameters> = {}, more: Partial<GuestSpec> = {}, input: Partial<CommandInput> = {}): string => qemuArgs({ guest: guest(params, more), files, host, incoming: false, ...input }).join(' ');

it('makes the command line of an ordinary guest', () => {
  expect(qemuArgs({ guest: guest(), files, host, incoming: false })).toEqual([
    '-name', 'web1,debug-threads=on', '-no-user-config', '-nodefaults', '-pidfile', '/p',
    '-machine', 'pc-i440fx-7.2', '-rtc', 'base=utc', '-smp', '2', '-m', '512', '-device', 'virtio-balloon-pci,id=balloon',
    '-chardev', 'socket,id=monitor,path=/m,server=on,wait=off', '-mon', 'chardev=monitor,mode=readline',
    '-chardev', 'socket,id=qmp,path=/q,server=on,wait=off', '-mon', 'chardev=qmp,mode=control',
    '-chardev', 'socket,id=serial0,path=/s,server=on,wait=off', '-device', 'isa-serial,chardev=serial0',
    '-vga', 'std', '-display', 'none',
    '-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny',
    '-blockdev', '{"driver":"host_device","node-name":"file-0123456789abcdef01","filename":"/d","aio":"threads","read-only":false,"cache":{"direct":false,"no-flush":false},"discard":"ignore"}',
    '-blockdev', '{"driver":"raw","node-name":"disk-0123456789abcdef01","file":"file-0123456789abcdef01","read-only":false,"cache":{"direct":false,"no-flush":false},"discard":"ignore"}',
    '-device', 'virtio-blk-pci,bus=pci.0,addr=0xc,id=disk-0123456789abcdef01,drive=disk-0123456789abcdef01,bootindex=1',
    '-netdev', 'tap,id=net-n1,ifname=tap0,script=no,downscript=no,vnet_hdr=on,vhost=on',
    '-device', 'virtio-net-pci,id=nic-n1,netdev=net-n1,mac=aa:00:00:00:00:01,bus=pci.0,addr=0xd,romfile=',
    '-S',
  ]);
});

/** What each parameter puts on the command line, beside what starts.spec.ts tries for real. Null: it is used elsewhere. */
const effects: { readonly [name in keyof KvmParameters]: readonly (readonly [Partial<KvmParameters>, string])[] | null } = {
  acpi: [[{ acpi: false }, '-machine pc-i440fx-7.2,acpi=off']],
  boot_order: [[{ boot_order: 'cdrom', cdrom_image_path: '/cd' }, 'ide-cd,bus=ide.1,unit=1,id=cdrom1-drive,drive=cdrom1,bootindex=1'], [{ boot_order: 'network' }, 'addr=0xd,bootindex=1'], [{ boot_order: 'floppy', floppy_image_path: '/f' }, 'floppy,drive=floppy,bootindex=1']],
  cdrom2_image_path: [[{ cdrom2_image_path: '/cd2' }, '"driver":"file","filename":"/cd2"']],
  cdrom_disk_type: [[{ cdrom_image_path: '/cd', cdrom_disk_type: 'paravirtual' }, 'virtio-blk-pci,id=cdrom1-drive'], [{ cdrom_image_path: '/cd', cdrom_disk_type: 'scsi-cd' }, 'scsi-cd,bus=scsi.0']],
  cdrom_image_path: [[{ cdrom_image_path: 'https://host/cd.iso' }, '"driver":"https","url":"https://host/cd.iso"']],
  cpu_cores: [[{ cpu_cores: 2 }, '-smp 2,cores=2']],
  cpu_mask: null,
  cpu_sockets: [[{ cpu_sockets: 2 }, '-smp 2,sockets=2']],
  cpu_threads: [[{ cpu_threads: 2 }, '-smp 2,threads=2']],
  cpu_type: [[{ cpu_type: 'host,-x2apic' }, '-cpu host,-x2apic']],
  disk_aio: [[{ disk_aio: 'native' }, '"aio":"native","read-only":false,"cache":{"direct":true'], [{ disk_aio: 'io_uring' }, '"aio":"io_uring"']],
  disk_cache: [[{ disk_cache: 'none' }, '"cache":{"direct":true'], [{ disk_cache: 'writethrough' }, 'write-cache=off']],
  disk_discard: [[{ disk_discard: 'unmap' }, '"discard":"unmap"']],
  disk_type: [[{ disk_type: 'ide' }, 'ide-hd,bus=ide.6,unit=0'], [{ disk_type: 'scsi-hd' }, 'scsi-hd,bus=scsi.0,scsi-id=12']],
  floppy_image_path: [[{ floppy_image_path: '/f' }, '-device floppy,drive=floppy']],
  initrd_path: [[{ kernel_path: '/k', initrd_path: '/i' }, '-kernel /k -initrd /i']],
  kernel_args: [[{ kernel_path: '/k', kernel_args: 'quiet' }, '-append root=/dev/vda1 quiet console=ttyS0,38400']],
  kernel_path: [[{ kernel_path: '/k' }, '-kernel /k']],
  keymap: [[{ keymap: 'de' }, '-k de']],
  kvm_extra: [[{ kvm_extra: '-smbios  type=1' }, '-smbios type=1']],
  kvm_flag: [[{ kvm_flag: 'enabled' }, '-accel kvm'], [{ kvm_flag: 'disabled' }, '-accel tcg']],
  kvm_path: null,
  kvm_pci_reservations: null,
  machine_version: null,
  mem_path: [[{ mem_path: '/huge' }, '-m 512 -mem-path /huge -mem-prealloc']],
  migration_bandwidth: null,
  migration_caps: null,
  migration_downtime: null,
  migration_mode: null,
  migration_port: null,
  nic_type: [[{ nic_type: 'e1000' }, '-device e1000,id=nic-n1'], [{ nic_type: 'ne2k_isa' }, 'ne2k_isa,id=nic-n1,netdev=net-n1,mac=aa:00:00:00:00:01 ']],
  reboot_behavior: [[{ reboot_behavior: 'exit' }, '-no-reboot']],
  root_path: [[{ kernel_path: '/k', root_path: null }, '-append ro console']],
  scsi_controller_type: [[{ disk_type: 'scsi-hd', scsi_controller_type: 'virtio-scsi-pci' }, '-device virtio-scsi-pci,id=scsi']],
  security_domain: null,
  security_model: null,
  serial_console: [[{ serial_console: true }, 'isa-serial']],
  serial_speed: [[{ kernel_path: '/k', serial_speed: 9600 }, 'console=ttyS0,9600']],
  soundhw: [[{ soundhw: 'hda' }, '-audiodev none,id=sound -device intel-hda -device hda-duplex,audiodev=sound']],
  spice_bind: [[{ spice_bind: '127.0.0.1' }, '-vga qxl -spice addr=127.0.0.1,port=11000,disable-ticketing=on']],
  spice_image_compression: [[{ spice_bind: '::1', spice_image_compression: 'quic' }, 'image-compression=quic']],
  spice_ip_version: [[{ spice_bind: '::1', spice_ip_version: 6 }, 'ipv6=on']],
  spice_jpeg_wan_compression: [[{ spice_bind: '::1', spice_jpeg_wan_compression: 'never' }, 'jpeg-wan-compression=never']],
  spice_password_file: [[{ spice_bind: '::1', spice_password_file: '/pw' }, 'port=11000,playback']],
  spice_playback_compression: [[{ spice_bind: '::1', spice_playback_compression: false }, 'playback-compression=off']],
  spice_streaming_video: [[{ spice_bind: '::1', spice_streaming_video: 'all' }, 'streaming-video=all']],
  spice_tls_ciphers: [[{ spice_bind: '::1', spice_use_tls: true, spice_tls_ciphers: 'HIGH' }, 'tls-ciphers=HIGH']],
  spice_use_tls: [[{ spice_bind: '::1', spice_use_tls: true }, 'tls-port=11000,x509-cacert-file=/ca,x509-key-file=/bundle,x509-cert-file=/bundle']],
  spice_use_vdagent: [[{ spice_bind: '::1' }, 'virtserialport,chardev=vdagent,name=com.redhat.spice.0'], [{ spice_bind: '::1', spice_use_vdagent: false }, 'agent-mouse=off']],
  spice_zlib_glz_wan_compression: [[{ spice_bind: '::1', spice_zlib_glz_wan_compression: 'auto' }, 'zlib-glz-wan-compression=auto']],
  usb_devices: [[{ usb_devices: 'tablet,host:1.3 host:0a12:1' }, '-usb -device usb-tablet -device usb-host,hostbus=1,hostaddr=3 -device usb-host,vendorid=0x0a12,productid=0x1']],
  usb_mouse: [[{ usb_mouse: 'tablet' }, '-usb -device usb-tablet']],
  use_chroot: [[{ use_chroot: true }, '-chroot /c']],
  use_guest_agent: [[{ use_guest_agent: true }, 'virtserialport,chardev=agent,name=org.qemu.guest_agent.0']],
  use_localtime: [[{ use_localtime: true }, '-rtc base=localtime']],
  user_shutdown: [[{ user_shutdown: true }, '-no-shutdown']],
  vga: [[{ vga: 'qxl' }, '-vga qxl']],
  vhost_net: [[{ vhost_net: false }, 'vhost=off']],
  virtio_net_queues: [[{ virtio_net_queues: 4 }, 'queues=4'], [{ virtio_net_queues: 4 }, 'mq=on,vectors=10']],
  vnc_bind_address: [[{ vnc_bind_address: '192.0.2.1' }, '-vnc 192.0.2.1:5100'], [{ vnc_bind_address: '::' }, '-vnc [::]:5100'], [{ vnc_bind_address: '/dir' }, '-vnc unix:/dir/web1.vnc']],
  vnc_password_file: [[{ vnc_bind_address: '0.0.0.0', vnc_password_file: '/pw' }, ':5100,password=on']],
  vnc_tls: [[{ vnc_bind_address: '0.0.0.0', vnc_tls: true }, '-object tls-creds-anon,id=vnc-tls,endpoint=server -vnc 0.0.0.0:5100,tls-creds=vnc-tls']],
  vnc_x509_path: [[{ vnc_bind_address: '0.0.0.0', vnc_tls: true, vnc_x509_path: '/x' }, 'tls-creds-x509,id=vnc-tls,endpoint=server,dir=/x,verify-peer=off']],
  vnc_x509_verify: [[{ vnc_bind_address: '0.0.0.0', vnc_tls: true, vnc_x509_path: '/x', vnc_x509_verify: true }, 'verify-peer=on']],
  vnet_hdr: [[{ vnet_hdr: false }, 'vnet_hdr=off']],
  firmware: [[{ firmware: 'uefi' }, '-drive if=pflash,unit=0,format=raw,readonly=on,file=/code -drive if=pflash,unit=1,format=raw,file=/n'], [{ firmware: 'uefi-secure' }, 'driver=cfi.pflash01,property=secure,value=on']],
  tpm: [[{ tpm: '2.0' }, '-tpmdev emulator,id=tpm0,chardev=tpm -device tpm-crb,tpmdev=tpm0'], [{ tpm: '1.2' }, 'tpm-tis']],
  sandbox: [[{ sandbox: true }, '-sandbox on']],
  cloud_init: [[{ cloud_init: true }, 'virtio-blk-pci,id=seed-drive,drive=seed']],
};

it('knows every parameter', () => {
  expect(Object.keys(effects).sort()).toEqual(Object.keys(hypervisorParams.kvm).sort());
});

describe('a parameter does what it says', () => {
  const cases = Object.entries(effects).flatMap(([name, list]) => (list ?? []).map(([params, text]) => ({ name, params, text })));
  it.each(cases)('$name: $params', ({ params, text }) => {
    expect(command(params)).toContain(text);
  });
  it('and nothing when it has its default', () => {
    expect(command()).not.toMatch(/acpi=|-cpu|-kernel|-usb|-audiodev|-vnc|-spice|-chroot|-runas|-no-reboot|-no-shutdown|pflash|tpm|seed|-incoming/);
  });
});

it('waits for its memory on the target of a migration', () => {
  expect(command({}, {}, { incoming: true })).toMatch(/-incoming defer$/);
});

it('says what newer QEMU wants to hear', () => {
  const user = { uid: 4000, gid: 4000 };
  expect(command({ use_chroot: true }, { user })).toContain('-runas 4000:4000 -chroot /c -sandbox on,obsolete=deny,spawn=deny,resourcecontrol=deny');
  expect(command({ use_chroot: true }, { user }, { host: { ...host, version: [10, 0] } })).toContain('-run-with user=4000:4000 -run-with chroot=/c');
  expect(command({}, {}, { host: { ...host, vhostNet: false } })).toContain('vhost=off');
});

it('never shows two nodes different content of a shared disk', () => {
  for (const type of ['sharedfile', 'rbd', 'ext', 'gluster', 'blockdev']) expect(diskParts(guest({ disk_cache: 'writeback' }), { ...disk, type }, null).nodes[0]['cache']).toMatchObject({ direct: true });
  expect(diskParts(guest(), { ...disk, type: 'drbd' }, null).nodes[0]['cache']).toMatchObject({ direct: true });
  expect(diskParts(guest(), { ...disk, type: 'file', block: false, readOnly: true }, null).nodes[0]).toMatchObject({ driver: 'file', 'read-only': true });
});

it('gives each device of q35 a port of its own', () => {
  const q35 = guest({}, { machine: 'pc-q35-7.2' });
  expect(nicDevice(q35, nic, null)).toMatchObject({ bus: 'port13', addr: '0x0' });
  const text = command({}, { machine: 'pc-q35-7.2' });
  expect(text.match(/pcie-root-port/g)).toHaveLength(20);
  expect(text).toContain('pcie-root-port,id=port12,bus=pcie.0,addr=0x10.0x0,chassis=12,slot=12,multifunction=on');
});

it('finds free slots until there are none', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 12, max: 31 }), { maxLength: 19 }), (taken) => {
      const slot = freeSlot(guest(), taken);
      expect(taken).not.toContain(slot);
      expect(slot).toBeGreaterThanOrEqual(12);
      expect(slot).toBeLessThan(32);
    }),
  );
  expect(() => freeSlot(guest(), Array.from({ length: 20 }, (_, index) => 12 + index))).toThrow(/web1 has no PCI slot left/);
});

it('doubles commas', () => {
  expect(optionText('a,b', { file: '/x,y', on: true, off: false, n: 3 })).toBe('a,,b,file=/x,,y,on=on,off=off,n=3');
});
