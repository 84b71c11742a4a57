/** What is wrong with hypervisor parameters on this node. Only parameters that are given are looked at. */
import { access, constants, stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import { parseCpuMask } from '@ganeti/node-hypervisor';
import { soundCards, usbDevice } from './command/extras';
import type { Firmware } from './launch';
import { kvmParameters, listOf, type KvmParameters } from './parameters';
import type { QemuPrograms } from './qemu';
import { readPassword } from './passwords';

type Check = (params: KvmParameters) => string | null | Promise<string | null>;

/** Capabilities of migrations that make sense between two nodes (QEMU's MigrationCapability). */
const CAPABILITIES = ['xbzrle', 'rdma-pin-all', 'auto-converge', 'zero-blocks', 'compress', 'postcopy-ram', 'postcopy-blocktime', 'postcopy-preempt', 'multifd', 'dirty-bitmaps', 'zero-copy-send', 'switchover-ack'];
const NO_LONGER: Readonly<Record<string, string>> = {
  mtd: 'disks of type mtd are for other machines than x86',
  pflash: 'pflash holds firmware, which the parameter firmware sets up',
  sd: 'disks of type sd are for other machines than x86',
};
const SPICE_VALUES: readonly string[] = ['auto_glz', 'auto_lz', 'quic', 'glz', 'lz', 'off'];

export async function validateParameters(hvparams: Readonly<Record<string, unknown>>, programs: QemuPrograms, firmware: Firmware): Promise<string[]> {
  const params = kvmParameters(hvparams);
  const checks: readonly (readonly [keyof KvmParameters, Check])[] = [
    ['kvm_path', ({ kvm_path }) => problemOf(programs.at(kvm_path))],
    ['kvm_path', ({ kvm_flag }) => (kvm_flag === 'disabled' ? null : file('/dev/kvm', 'the kernel offers no KVM; load kvm_intel or kvm_amd, or set kvm_flag to disabled', constants.R_OK | constants.W_OK))],
    ['machine_version', (given) => (given.machine_version === '' ? null : machine(given, programs))],
    ...(['kernel_path', 'initrd_path', 'cdrom_image_path', 'cdrom2_image_path', 'floppy_image_path'] as const).map(
      (name) => [name, (given: KvmParameters) => (given[name] === '' || /^(https?|ftps?):/.test(given[name]) ? null : file(given[name], `${name} ${given[name]} cannot be read on this node`, constants.R_OK))] as const,
    ),
    ['initrd_path', ({ initrd_path, kernel_path }) => (initrd_path !== '' && kernel_path === '' ? 'initrd_path makes sense only with kernel_path' : null)],
    ...(['vnc_password_file', 'spice_password_file'] as const).map((name) => [name, (given: KvmParameters) => (given[name] === '' ? null : problemOf(readPassword(given[name])))] as const),
    ['cpu_mask', ({ cpu_mask }) => problemOf(Promise.resolve().then(() => parseCpuMask(cpu_mask)), 'cpu_mask: ')],
    ['boot_order', ({ boot_order, cdrom_image_path, kernel_path }) => (boot_order === 'cdrom' && kernel_path === '' && cdrom_image_path === '' ? 'boot_order is cdrom, but there is no cdrom_image_path' : null)],
    ['disk_type', ({ disk_type }) => NO_LONGER[disk_type] ?? null],
    ['cdrom_disk_type', ({ cdrom_disk_type }) => NO_LONGER[cdrom_disk_type] ?? null],
    ['mem_path', ({ mem_path }) => (mem_path === '' ? null : directory(mem_path, `mem_path ${mem_path} is no directory; mount hugetlbfs there`))],
    ['migration_caps', ({ migration_caps }) => unknown('migration_caps', listOf(migration_caps, /[:,\s]+/), CAPABILITIES)],
    ['soundhw', ({ soundhw }) => unknown('soundhw', listOf(soundhw), soundCards)],
    ['usb_devices', ({ usb_devices }) => first(listOf(usb_devices).filter((name) => usbDevice(name) === null).map((name) => `usb_devices: "${name}" is no device; write tablet, host:BUS.ADDRESS, host:VENDOR:PRODUCT or a usb-… device of QEMU`))],
    ['security_domain', ({ security_model, security_domain }) => security(security_model, security_domain)],
    ['security_model', ({ security_model, security_domain }) => security(security_model, security_domain)],
    ['vnc_bind_address', ({ vnc_bind_address: bind }) => (bind === '' || bind.startsWith('/') || isIP(bind) !== 0 ? null : `vnc_bind_address "${bind}" is neither an IP address nor a directory`)],
    ['vnc_x509_path', ({ vnc_x509_path, vnc_tls }) => (vnc_x509_path === '' || !vnc_tls ? null : directory(vnc_x509_path, `vnc_x509_path ${vnc_x509_path} is no directory`))],
    ['vnc_x509_verify', ({ vnc_x509_verify, vnc_x509_path }) => (vnc_x509_verify && vnc_x509_path === '' ? 'vnc_x509_verify needs vnc_x509_path' : null)],
    ['spice_bind', spice],
    ['spice_image_compression', ({ spice_image_compression: value }) => (value === '' ? null : unknown('spice_image_compression', [value], SPICE_VALUES))],
    ['firmware', ({ firmware: kind, machine_version }) => uefi(kind, machine_version, firmware)],
    ...(['cpu_cores', 'cpu_sockets', 'cpu_threads', 'kvm_pci_reservations', 'virtio_net_queues'] as const).map((name) => [name, (given: KvmParameters) => (given[name] >= 0 ? null : `${name} must not be negative`)] as const),
    ['kvm_pci_reservations', ({ kvm_pci_reservations: slots }) => (slots < 32 ? null : 'kvm_pci_reservations leaves no slot for disks and NICs; it must be less than 32')],
    ['virtio_net_queues', ({ virtio_net_queues: queues }) => (queues <= 8 ? null : 'virtio_net_queues must not be more than 8')],
  ];
  const given = checks.filter(([name]) => name in hvparams);
  const found = await Promise.all(given.map(async ([, check]) => check(params)));
  return [...new Set(found.filter((problem) => problem !== null))];
}

const first = (problems: readonly string[]): string | null => problems[0] ?? null;

const problemOf = (work: Promise<unknown>, prefix = ''): Promise<string | null> => work.then(() => null, (error: Error) => prefix + error.message);

const file = (path: string, problem: string, mode: number): Promise<string | null> => access(path, mode).then(() => null, () => problem);

const directory = (path: string, problem: string): Promise<string | null> => stat(path).then((found) => (found.isDirectory() ? null : problem), () => problem);

function unknown(name: string, values: readonly string[], known: readonly string[]): string | null {
  const wrong = values.filter((value) => !known.includes(value));
  return wrong.length === 0 ? null : `${name}: ${wrong.join(', ')} is not known; known are ${known.join(', ')}`;
}

async function machine({ machine_version, kvm_path }: KvmParameters, programs: QemuPrograms): Promise<string | null> {
  const qemu = await programs.at(kvm_path).catch(() => null);
  if (qemu === null || qemu.machines.has(machine_version)) return null;
  return `machine_version: QEMU ${qemu.version} has no machine "${machine_version}"`;
}

function security(model: string, domain: string): string | null {
  if (model === 'user' && domain === '') return 'security_model user needs security_domain, the name of the user';
  return model !== 'user' && domain !== '' ? 'security_domain makes sense only with security_model user' : null;
}

function spice({ spice_bind: bind, spice_ip_version, vnc_bind_address }: KvmParameters): string | null {
  if (bind === '') return null;
  if (vnc_bind_address !== '') return 'a guest has VNC or SPICE, not both; clear vnc_bind_address or spice_bind';
  const version = isIP(bind);
  if (version === 0) return `spice_bind "${bind}" is no IP address`;
  return spice_ip_version !== 0 && spice_ip_version !== version ? `spice_bind ${bind} is no address of IP version ${spice_ip_version}` : null;
}

async function uefi(kind: string, machineVersion: string, { code, variables, secureCode, secureVariables }: Firmware): Promise<string | null> {
  if (kind === '') return null;
  if (kind === 'uefi-secure' && !machineVersion.includes('q35')) return 'firmware uefi-secure needs a machine_version of type q35';
  const needed = kind === 'uefi-secure' ? [secureCode, secureVariables] : [code, variables];
  const missing = await Promise.all(needed.map((path) => file(path, path, constants.R_OK)));
  const paths = missing.filter((path) => path !== null);
  return paths.length === 0 ? null : `firmware ${kind} is not installed: ${paths.join(', ')} cannot be read; install ovmf`;
}
