/** What a guest is going to be, from the instance and this node: every choice is made here. */
import { OpExecError } from '@ganeti/errors';
import type { InstanceReceived } from '@ganeti/node-api';
import { parameter, sizeOf, type GuestDisk } from '@ganeti/node-hypervisor';
import { nicSettings } from '@ganeti/node-network';
import type { DiskSpec, GuestSpec } from './command';
import { usesVnc } from './command/console';
import { isScsi } from './command/disks';
import { freeSlot } from './command/pci';
import { isBlock } from './launch';
import { receivedParameters, type KvmParameters } from './parameters';
import type { Qemu } from './qemu';

/** Throws OpExecError naming what does not fit. */
export async function buildGuest(instance: InstanceReceived, disks: readonly GuestDisk[], qemu: Qemu): Promise<GuestSpec> {
  const params = receivedParameters(instance.hvparams);
  const { memory, vcpus } = sizeOf(instance);
  const machine = machineOf(instance.name, params, qemu);
  const empty: GuestSpec = { name: instance.name, uuid: instance.uuid, memory, vcpus, params, machine, disks: [], nics: [], networkPort: instance.network_port, userData: userDataOf(instance), user: null };
  if (usesVnc(empty) && !params.vnc_bind_address.startsWith('/') && instance.network_port < 5900) {
    throw new OpExecError(`Instance ${instance.name} shall have VNC, but has no network port of 5900 or more`);
  }
  let guest = empty;
  for (const disk of disks) guest = { ...guest, disks: [...guest.disks, await diskSpec(guest, disk)] };
  for (const nic of instance.nics) guest = { ...guest, nics: [...guest.nics, { settings: nicSettings(nic), slot: freeSlot(guest, slotsOf(guest)), tap: '' }] };
  return guest;
}

/** OS definitions that work with cloud-init have a parameter `user_data`. */
function userDataOf({ osparams }: InstanceReceived): string {
  const value = parameter(osparams, 'user_data');
  return typeof value === 'string' ? value : '';
}

/** The machine's full name. Throws OpExecError when this QEMU has no such one. */
export function machineOf(name: string, params: Pick<KvmParameters, 'machine_version'>, qemu: Qemu): string {
  const wanted = params.machine_version === '' ? qemu.defaultMachine : params.machine_version;
  const machine = qemu.machines.get(wanted);
  if (machine === undefined) throw new OpExecError(`Instance ${name}: QEMU ${qemu.version} has no machine "${wanted}"; see "qemu-system-x86_64 -machine help"`);
  return machine;
}

/** A disk as this guest gets it, at the next free place. */
export async function diskSpec(guest: GuestSpec, { device, path }: GuestDisk): Promise<DiskSpec> {
  const { disk_type: type } = guest.params;
  const taken = guest.disks.map((disk) => disk.slot);
  const slot = type === 'paravirtual' ? freeSlot(guest, slotsOf(guest)) : firstFree(taken);
  return {
    uuid: device.uuid,
    name: device.name,
    type: device.dev_type,
    path,
    block: await isBlock(guest.name, path),
    size: device.size,
    readOnly: device.mode === 'ro' || type === 'scsi-cd',
    slot,
  };
}

/** PCI slots in use. */
export function slotsOf({ disks, nics, params }: GuestSpec): number[] {
  return [...(isScsi(params.disk_type) || params.disk_type === 'ide' ? [] : disks), ...nics].map(({ slot }) => slot);
}

function firstFree(taken: readonly number[]): number {
  let free = 0;
  while (taken.includes(free)) free += 1;
  return free;
}
