/**
 * PCI slots of disks and NICs. They are chosen by us, so that a guest finds its devices where they were after a migration or a
 * reboot. The first `kvm_pci_reservations` are left to QEMU's own devices. On q35 each is a port of its own, since only ports
 * take devices while the guest runs.
 */
import { OpExecError } from '@ganeti/errors';
import { isQ35, type GuestSpec } from './spec';
import { deviceArgs } from './options';

const SLOTS = 32;
/** Where the ports of q35 begin, eight to a slot. */
const PORTS_AT = 0x10;

export function slotOptions(guest: Pick<GuestSpec, 'machine'>, slot: number): { bus: string; addr: string } {
  return isQ35(guest) ? { bus: `port${slot}`, addr: '0x0' } : { bus: 'pci.0', addr: `0x${slot.toString(16)}` };
}

/** The first slot that nobody has. Throws OpExecError when there is none. */
export function freeSlot(guest: Pick<GuestSpec, 'name' | 'params'>, taken: readonly number[]): number {
  for (let slot = guest.params.kvm_pci_reservations; slot < SLOTS; slot += 1) if (!taken.includes(slot)) return slot;
  throw new OpExecError(`Instance ${guest.name} has no PCI slot left for another disk or NIC; remove one, or lower kvm_pci_reservations`);
}

/** The ports of q35; nothing for other machines. */
export function portArgs(guest: Pick<GuestSpec, 'machine' | 'params'>): string[] {
  if (!isQ35(guest)) return [];
  const first = guest.params.kvm_pci_reservations;
  return Array.from({ length: SLOTS - first }, (_, index) => {
    const slot = first + index;
    const addr = `0x${(PORTS_AT + Math.floor(index / 8)).toString(16)}.0x${index % 8}`;
    return deviceArgs({ driver: 'pcie-root-port', id: `port${slot}`, bus: 'pcie.0', addr, chassis: slot, slot, ...(index % 8 === 0 ? { multifunction: true } : {}) });
  }).flat();
}
