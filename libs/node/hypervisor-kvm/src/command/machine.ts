/** Machine, firmware, processors, memory. */
import { deviceArgs, optionText } from './options';
import type { CommandInput, GuestSpec } from './spec';

export function machineArgs({ guest }: CommandInput): string[] {
  const { params, machine } = guest;
  const options = { ...(params.acpi ? {} : { acpi: false }), ...(params.firmware === 'uefi-secure' ? { smm: true } : {}) };
  const accelerator = { enabled: ['-accel', 'kvm'], disabled: ['-accel', 'tcg'] }[params.kvm_flag] ?? [];
  return ['-machine', optionText(machine, options), ...accelerator, '-rtc', `base=${params.use_localtime ? 'localtime' : 'utc'}`];
}

/** UEFI: its code, which nobody changes, and the variables of this guest. */
export function firmwareArgs({ guest, host, files }: CommandInput): string[] {
  const { firmware } = guest.params;
  if (firmware === '') return [];
  const secure = firmware === 'uefi-secure';
  return [
    ...(secure ? ['-global', 'driver=cfi.pflash01,property=secure,value=on'] : []),
    '-drive',
    optionText('if=pflash', { unit: 0, format: 'raw', readonly: true, file: secure ? host.firmware.secureCode : host.firmware.code }),
    '-drive',
    optionText('if=pflash', { unit: 1, format: 'raw', file: files.nvram }),
  ];
}

export function processorArgs({ guest }: CommandInput): string[] {
  const { cpu_type, cpu_cores, cpu_sockets, cpu_threads } = guest.params;
  const topology = { ...(cpu_sockets > 0 ? { sockets: cpu_sockets } : {}), ...(cpu_cores > 0 ? { cores: cpu_cores } : {}), ...(cpu_threads > 0 ? { threads: cpu_threads } : {}) };
  return [...(cpu_type === '' ? [] : ['-cpu', cpu_type]), '-smp', optionText(String(guest.vcpus), topology)];
}

export function memoryArgs({ guest }: CommandInput): string[] {
  const { mem_path } = guest.params;
  return [
    '-m',
    String(guest.memory),
    // All of it at once: a page that is missing later would end the guest.
    ...(mem_path === '' ? [] : ['-mem-path', mem_path, '-mem-prealloc']),
    ...deviceArgs({ driver: 'virtio-balloon-pci', id: 'balloon' }),
  ];
}

export function kernelArgs({ guest }: CommandInput): string[] {
  const { kernel_path, initrd_path } = guest.params;
  if (kernel_path === '') return [];
  return ['-kernel', kernel_path, ...(initrd_path === '' ? [] : ['-initrd', initrd_path]), '-append', kernelLine(guest)];
}

function kernelLine({ params }: GuestSpec): string {
  const root = params.root_path === null || params.root_path === '' ? [] : [`root=${params.root_path}`];
  const serial = params.serial_console ? [`console=ttyS0,${params.serial_speed}`] : [];
  return [...root, params.kernel_args, ...serial].filter((part) => part !== '').join(' ');
}
