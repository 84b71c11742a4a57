/** The file that `xl create` reads (xl.cfg(5)), from typed parameters: pure functions. */
import { cpuList, parseCpuMask } from '@ganeti/node-hypervisor';
import type { NicSettings } from '@ganeti/node-network';
import { hypervisorParams } from '@ganeti/objects';
import type { CommonParameters, HvmParameters, PvParameters } from './parameters';

export interface DomainDisk {
  readonly path: string;
  readonly readOnly: boolean;
}

interface DomainBase {
  readonly name: string;
  readonly uuid: string;
  /** MiB */
  readonly memory: number;
  readonly vcpus: number;
  readonly disks: readonly DomainDisk[];
  readonly nics: readonly NicSettings[];
  /** TCP port of its VNC display; 0: none. */
  readonly networkPort: number;
  /** A guest that shuts itself down stays to be seen. */
  readonly keepsShutDown: boolean;
}
export type Domain = DomainBase & ({ readonly kind: 'xen-pvm'; readonly params: PvParameters } | { readonly kind: 'xen-hvm'; readonly params: HvmParameters; readonly vncPassword: string });

type Value = string | number | readonly string[];

/** The whole file. */
export function domainConfig(domain: Domain): string {
  const values = { ...common(domain, domain.params), ...(domain.kind === 'xen-pvm' ? paravirtual(domain, domain.params) : emulated(domain, domain.params, domain.vncPassword)) };
  const lines = Object.entries(values).map(([key, value]) => `${key} = ${encode(value)}`);
  return ['# Written by ganeti-noded for each start; changes are lost.', ...lines, ''].join('\n');
}

/** The same domain with other memory (MiB), up to what it was started with. */
export const withMemory = (config: string, memory: number): string => config.replace(/^memory = \d+$/m, `memory = ${memory}`);

function encode(value: Value): string {
  if (typeof value === 'number') return String(value);
  // The file has no escapes but those of Python: a quote ends the text.
  return typeof value === 'string' ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : `[ ${value.map((one) => encode(one)).join(', ')} ]`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function common(domain: Domain, params: CommonParameters): Record<string, Value> {
  const sets = parseCpuMask(params.cpu_mask);
  const pinned: Record<string, Value> = sets.every((set) => set === null) ? {} : { cpus: sets.length === 1 ? cpuList(sets[0] ?? null) : sets.map(cpuList) };
  return {
    name: domain.name,
    ...(UUID.test(domain.uuid) ? { uuid: domain.uuid } : {}),
    memory: domain.memory,
    maxmem: domain.memory,
    vcpus: domain.vcpus,
    ...pinned,
    ...(params.cpu_cap > 0 ? { cap: params.cpu_cap } : {}),
    cpu_weight: params.cpu_weight,
    ...(params.cpuid === '' ? {} : { cpuid: params.cpuid }),
    on_poweroff: domain.keepsShutDown ? 'preserve' : 'destroy',
    on_reboot: params.reboot_behavior === 'exit' ? 'destroy' : 'restart',
    on_crash: 'restart',
  };
}

function paravirtual(domain: Domain, params: PvParameters): Record<string, Value> {
  const boot = params.use_bootloader
    ? { bootloader: params.bootloader_path, ...(params.bootloader_args === '' ? {} : { bootloader_args: params.bootloader_args }) }
    : { kernel: params.kernel_path, ...(params.initrd_path === '' ? {} : { ramdisk: params.initrd_path }) };
  return {
    type: params.domain_type,
    ...boot,
    ...(params.root_path === null || params.root_path === '' ? {} : { root: params.root_path }),
    ...(params.kernel_args === '' ? {} : { extra: params.kernel_args }),
    disk: domain.disks.map((disk, index) => diskText(disk, deviceName(params.blockdev_prefix, index))),
    vif: domain.nics.map((nic) => vifText(nic, params.vif_script, {})),
  };
}

/** First TCP port of VNC displays. */
const VNC_BASE = 5900;

function emulated(domain: Domain, params: HvmParameters, vncPassword: string): Record<string, Value> {
  const defaults = hypervisorParams['xen-hvm'];
  const card: Record<string, string> = params.nic_type === 'paravirtual' ? { type: params.vif_type } : { type: 'ioemu', model: params.nic_type };
  const cd = params.cdrom_image_path === '' ? [] : [`format=raw,vdev=hdc,access=ro,devtype=cdrom,target=${params.cdrom_image_path}`];
  return {
    type: 'hvm',
    boot: params.boot_order,
    acpi: Number(params.acpi),
    pae: Number(params.pae),
    viridian: Number(params.viridian),
    localtime: Number(params.use_localtime),
    // The programs Ganeti's defaults name are gone since long; xl knows its own.
    ...(params.device_model === defaults.device_model.default ? {} : { device_model_override: params.device_model }),
    ...(params.kernel_path === defaults.kernel_path.default ? {} : { firmware_override: params.kernel_path }),
    ...(params.soundhw === '' ? {} : { soundhw: params.soundhw }),
    ...(params.pci_pass === '' ? {} : { pci: params.pci_pass.split(/[;,\s]+/).filter((device) => device !== '') }),
    serial: 'pty',
    usb: 1,
    usbdevice: 'tablet',
    vnc: 1,
    vnclisten: params.vnc_bind_address,
    ...(domain.networkPort >= VNC_BASE ? { vncdisplay: domain.networkPort - VNC_BASE, vncunused: 0 } : { vncunused: 1 }),
    vncpasswd: vncPassword,
    disk: [...domain.disks.map((disk, index) => diskText(disk, deviceName(params.blockdev_prefix, params.cdrom_image_path !== '' && index >= 2 ? index + 1 : index))), ...cd],
    vif: domain.nics.map((nic) => vifText(nic, params.vif_script, card)),
  };
}

/** sda … sdz, sdaa … (hdc is the CD's where there is one). */
export function deviceName(prefix: string, index: number): string {
  const letter = String.fromCharCode(0x61 + (index % 26));
  return `${prefix}${index < 26 ? '' : String.fromCharCode(0x60 + Math.floor(index / 26))}${letter}`;
}

/** xl-disk-configuration(5); the target is the rest of the text, whatever is in it. */
const diskText = ({ path, readOnly }: DomainDisk, name: string): string => `format=raw,vdev=${name},access=${readOnly ? 'ro' : 'rw'},target=${path}`;

/** xl-network-configuration(5). */
function vifText(nic: NicSettings, script: string, card: Readonly<Record<string, string>>): string {
  const own = { bridged: 'vif-bridge', routed: 'vif-route', openvswitch: 'vif-openvswitch', ext: '' }[nic.mode];
  const bridge: Record<string, string> = nic.mode === 'bridged' || nic.mode === 'openvswitch' ? { bridge: `${nic.link}${nic.mode === 'openvswitch' ? nic.vlan : ''}` } : {};
  const options: Record<string, string> = { mac: nic.mac, ...(nic.ip === '' ? {} : { ip: nic.ip }), ...bridge, script: script === '' ? own : script, ...card };
  return Object.entries(options).filter(([, value]) => value !== '').map(([key, value]) => `${key}=${value}`).join(',');
}
