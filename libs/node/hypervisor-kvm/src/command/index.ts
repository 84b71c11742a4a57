/** QEMU's arguments from typed parameters: pure functions, one file for each kind of thing. Written for QEMU 6.0 and newer. */
import { listOf } from '../parameters';
import { channelArgs, controlArgs, displayArgs, serialArgs } from './console';
import { controllerArgs, diskArgs, removableArgs, seedArgs } from './disks';
import { soundArgs, tpmArgs, usbArgs } from './extras';
import { firmwareArgs, kernelArgs, machineArgs, memoryArgs, processorArgs } from './machine';
import { nicArgs } from './nics';
import { portArgs } from './pci';
import { securityArgs } from './security';
import type { CommandInput } from './spec';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The guest is not running yet when QEMU has started (-S): passwords, processors and memory are set first. */
export function qemuArgs(input: CommandInput): string[] {
  return [...baseArgs(input), ...diskArgs(input.guest), ...nicArgs(input.guest, input.host), ...(input.incoming ? ['-incoming', 'defer'] : ['-S'])];
}

/** Everything but its disks and NICs: what the guest keeps until it is stopped. */
export function baseArgs(input: CommandInput): string[] {
  const { guest, files } = input;
  const { params } = guest;
  return [
    '-name',
    `${guest.name},debug-threads=on`,
    ...(UUID.test(guest.uuid) ? ['-uuid', guest.uuid] : []),
    '-no-user-config',
    '-nodefaults',
    '-pidfile',
    files.pid,
    ...machineArgs(input),
    ...firmwareArgs(input),
    ...processorArgs(input),
    ...memoryArgs(input),
    ...kernelArgs(input),
    ...portArgs(guest),
    ...controllerArgs(guest),
    ...controlArgs(input),
    ...serialArgs(input),
    ...channelArgs(input),
    ...displayArgs(input),
    ...soundArgs(input),
    ...usbArgs(input),
    ...tpmArgs(input),
    ...removableArgs(guest),
    ...seedArgs(guest, files.seed),
    ...(params.reboot_behavior === 'exit' ? ['-no-reboot'] : []),
    // A guest that has shut down stays to be seen, also by a node daemon that was not there when it happened.
    ...(params.user_shutdown ? ['-no-shutdown'] : []),
    ...securityArgs(input),
    ...listOf(params.kvm_extra, /\s+/),
  ];
}

export * from './spec';
