/** What is wrong with hypervisor parameters on this node. Only parameters that are given are looked at. */
import { access, constants } from 'node:fs/promises';
import { isIP } from 'node:net';
import { isAbsolute } from 'node:path';
import { parseCpuMask } from '@ganeti/node-hypervisor';
import { hypervisorParams } from '@ganeti/objects';
import type { XenKind } from './parameters';

export async function validateParameters(kind: XenKind, hvparams: Readonly<Record<string, unknown>>): Promise<string[]> {
  const text = (name: string): string => (typeof hvparams[name] === 'string' ? hvparams[name] : '');
  const bootloader = hvparams['use_bootloader'] === true;
  const files = kind === 'xen-pvm' ? [...(bootloader ? ['bootloader_path'] : ['kernel_path', 'initrd_path'])] : ['vnc_password_file', 'cdrom_image_path', ...(changed('device_model') ? ['device_model'] : []), ...(changed('kernel_path') ? ['kernel_path'] : [])];
  function changed(name: 'device_model' | 'kernel_path'): boolean {
    return text(name) !== '' && text(name) !== hypervisorParams['xen-hvm'][name].default;
  }
  const unreadable = await Promise.all(files.filter((name) => text(name) !== '').map(async (name) => (await readable(text(name)) ? null : `${name} ${text(name)} cannot be read on this node`)));
  const others = [
    maskProblem(text('cpu_mask')),
    bootloader && text('bootloader_path') === '' ? 'use_bootloader needs bootloader_path' : null,
    'cpu_cap' in hvparams && Number(hvparams['cpu_cap']) < 0 ? 'cpu_cap must not be negative' : null,
    'cpu_weight' in hvparams && (Number(hvparams['cpu_weight']) < 1 || Number(hvparams['cpu_weight']) > 65_535) ? 'cpu_weight must be between 1 and 65535' : null,
    text('vnc_bind_address') !== '' && isIP(text('vnc_bind_address')) === 0 ? `vnc_bind_address "${text('vnc_bind_address')}" is no IP address` : null,
    kind === 'xen-hvm' && 'boot_order' in hvparams && !/^[acdn]+$/.test(text('boot_order')) ? `boot_order "${text('boot_order')}" must be made of a (floppy), c (disk), d (CD) and n (network)` : null,
    text('vif_script') !== '' && text('vif_script').includes('/') && !isAbsolute(text('vif_script')) ? 'vif_script must be a name in /etc/xen/scripts or an absolute path' : null,
  ];
  return [...unreadable, ...others].filter((problem) => problem !== null);
}

const readable = (path: string): Promise<boolean> => access(path, constants.R_OK).then(() => true, () => false);

function maskProblem(mask: string): string | null {
  try {
    if (mask !== '') parseCpuMask(mask);
    return null;
  } catch (error) {
    return `cpu_mask: ${(error as Error).message}`;
  }
}
