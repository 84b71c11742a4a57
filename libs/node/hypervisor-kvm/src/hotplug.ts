/** Disks and NICs of running guests. What QEMU was told is written to the runtime file, so that it is there after a reboot. */
import { chown } from 'node:fs/promises';
import { OpExecError } from '@ganeti/errors';
import type { InstanceReceived, NicReceived } from '@ganeti/node-api';
import type { GuestDisk, Hotplug } from '@ganeti/node-hypervisor';
import { nicSettings, type HostNetwork } from '@ganeti/node-network';
import type { Clock } from '@ganeti/runtime';
import { diskSpec, slotsOf } from './build';
import type { DiskSpec, GuestSpec, NicSpec } from './command';
import { diskId, diskParts } from './command/disks';
import { netdevId, netdevOptions, nicDevice, nicId } from './command/nics';
import { freeSlot } from './command/pci';
import type { Guests } from './guests';
import type { Launcher } from './launch';
import type { LiveGuest } from './live-guest';
import { QmpError } from './qmp/client';
import { writeRuntime, type Runtime } from './runtime';

/** A guest that is busy, or boots, may take its time to let go of a device. */
const RELEASE_SECONDS = 30;

export interface HotplugServices {
  readonly guests: Guests;
  readonly launcher: Launcher;
  readonly network: HostNetwork;
  readonly clock: Clock;
}

export function createHotplug({ guests, launcher, network }: HotplugServices): Hotplug {
  const change = (instance: InstanceReceived, work: (guest: LiveGuest, runtime: Runtime) => Promise<GuestSpec>): Promise<void> =>
    guests.turns.run(instance.name, async () => {
      const guest = await guests.running(instance.name);
      const reason = problemOf(guest);
      if (reason !== null || guest.runtime === null) throw new OpExecError(reason ?? `Instance ${instance.name} cannot be changed`);
      guest.runtime = { ...guest.runtime, guest: await work(guest, guest.runtime) };
      await writeRuntime(guest.files.runtime, guest.runtime);
    });

  const plugNic = async (guest: LiveGuest, { guest: spec, tags }: Runtime, nic: NicSpec, index: number): Promise<NicSpec> => {
    const connected = await launcher.connectNic(spec, tags, guest.files, nic, index);
    try {
      await guest.qmp.execute('netdev_add', netdevOptions(spec, connected, await launcher.hostFacts(spec)));
      await guest.qmp.execute('device_add', nicDevice(spec, connected, null));
      return connected;
    } catch (error) {
      await quietly(guest, 'netdev_del', { id: netdevId(nic.settings.uuid) });
      await network.down({ instance: guest.name, tags, nic: nic.settings, index }).catch(() => undefined);
      throw new OpExecError(`Instance ${guest.name} cannot get NIC ${index} while it runs: ${(error as Error).message}`);
    }
  };
  const unplugNic = async (guest: LiveGuest, { tags }: Runtime, nic: NicSpec, index: number): Promise<void> => {
    await release(guest, nicId(nic.settings.uuid), `NIC ${index}`);
    await quietly(guest, 'netdev_del', { id: netdevId(nic.settings.uuid) });
    await network.down({ instance: guest.name, tags, nic: nic.settings, index });
  };

  return {
    async problem({ name }) {
      const guest = await guests.find(name);
      return guest === null || guest.visibleState === null ? `Instance ${name} does not run on this node` : problemOf(guest);
    },

    async devices({ name }) {
      const { runtime } = await guests.running(name);
      return { disks: (runtime?.guest.disks ?? []).map(({ uuid }) => uuid), nics: (runtime?.guest.nics ?? []).map(({ settings }) => settings.uuid) };
    },

    addDisk: (instance, disk: GuestDisk) =>
      change(instance, async (guest, { guest: spec }) => {
        if (spec.disks.some(({ uuid }) => uuid === disk.device.uuid)) return spec;
        requirePluggable(spec, spec.params.disk_type, ['paravirtual'], ['virtio-scsi-pci']);
        const added = await diskSpec(spec, disk);
        // QEMU may no longer be allowed to open what only root can.
        if (spec.user !== null) await chown(disk.path, spec.user.uid, spec.user.gid);
        await plugDisk(guest, spec, added);
        return { ...spec, disks: [...spec.disks, added] };
      }),

    removeDisk: (instance, device) =>
      change(instance, async (guest, { guest: spec }) => {
        requirePluggable(spec, spec.params.disk_type, ['paravirtual'], ['virtio-scsi-pci']);
        await release(guest, diskId(device.uuid), `disk ${device.uuid}`);
        await removeNodes(guest, device.uuid);
        return { ...spec, disks: spec.disks.filter(({ uuid }) => uuid !== device.uuid) };
      }),

    resizeDisk: (instance, device, size) =>
      change(instance, async (guest, { guest: spec }) => {
        await guest.qmp.execute('block_resize', { 'node-name': diskId(device.uuid), size: size * 1024 * 1024 });
        return { ...spec, disks: spec.disks.map((disk) => (disk.uuid === device.uuid ? { ...disk, size } : disk)) };
      }),

    addNic: (instance, nic: NicReceived) =>
      change(instance, async (guest, runtime) => {
        const { guest: spec } = runtime;
        if (spec.nics.some(({ settings }) => settings.uuid === nic.uuid)) return spec;
        requirePluggable(spec, spec.params.nic_type, ['paravirtual', 'e1000', 'rtl8139', 'ne2k_pci', 'pcnet', 'i82551', 'i82557b', 'i82559er']);
        const added = await plugNic(guest, runtime, { settings: nicSettings(nic), slot: freeSlot(spec, slotsOf(spec)), tap: '' }, spec.nics.length);
        return { ...spec, nics: [...spec.nics, added] };
      }),

    removeNic: (instance, { uuid }) =>
      change(instance, async (guest, runtime) => {
        const { guest: spec } = runtime;
        const index = spec.nics.findIndex(({ settings }) => settings.uuid === uuid);
        const nic = spec.nics[index];
        if (nic !== undefined) await unplugNic(guest, runtime, nic, index);
        return { ...spec, nics: spec.nics.filter(({ settings }) => settings.uuid !== uuid) };
      }),

    changeNic: (instance, nic: NicReceived) =>
      change(instance, async (guest, runtime) => {
        const { guest: spec } = runtime;
        const index = spec.nics.findIndex(({ settings }) => settings.uuid === nic.uuid);
        const old = spec.nics[index];
        if (old === undefined) throw new OpExecError(`Instance ${guest.name} runs without NIC ${nic.uuid}; add it first`);
        await unplugNic(guest, runtime, old, index);
        // The same slot, so that the guest takes it for the same card.
        const changed = await plugNic(guest, runtime, { ...old, settings: nicSettings(nic) }, index);
        return { ...spec, nics: spec.nics.map((other, at) => (at === index ? changed : other)) };
      }),
  };
}

function problemOf({ name, runtime }: LiveGuest): string | null {
  if (runtime === null) return `Instance ${name} was started by another release, which knows its devices; shut it down and start it`;
  if (runtime.guest.params.use_chroot) return `Instance ${name} runs in a chroot, where it cannot open new devices`;
  return null;
}

function requirePluggable({ name, params }: GuestSpec, type: string, types: readonly string[], controllers: readonly string[] = []): void {
  if (types.includes(type) || (type.startsWith('scsi') && controllers.includes(params.scsi_controller_type))) return;
  throw new OpExecError(`Instance ${name}: devices of type ${type} cannot be changed while it runs; stop it first`);
}

async function plugDisk(guest: LiveGuest, spec: GuestSpec, disk: DiskSpec): Promise<void> {
  const { nodes, device } = diskParts(spec, disk, null);
  try {
    // What an earlier try left is not in anybody's use.
    await removeNodes(guest, disk.uuid);
    for (const node of nodes) await guest.qmp.execute('blockdev-add', node);
    await guest.qmp.execute('device_add', device);
  } catch (error) {
    await removeNodes(guest, disk.uuid);
    throw new OpExecError(`Instance ${guest.name} cannot get disk ${disk.uuid} while it runs: ${(error as Error).message}`);
  }
}

async function removeNodes(guest: LiveGuest, uuid: string): Promise<void> {
  for (const node of [diskId(uuid), diskId(uuid).replace('disk-', 'file-')]) await quietly(guest, 'blockdev-del', { 'node-name': node });
}

/** Asks the guest to let go of a device, and waits until it has. */
async function release(guest: LiveGuest, id: string, what: string): Promise<void> {
  const released = guest.qmp.waitFor(({ event, data }) => event === 'DEVICE_DELETED' && data?.['device'] === id, RELEASE_SECONDS);
  try {
    await guest.qmp.execute('device_del', { id });
  } catch (error) {
    if (error instanceof QmpError && error.qmpClass === 'DeviceNotFound') return;
    // Asked before, and not done yet.
    if (!/already in the process of unplug/.test((error as Error).message)) throw error;
  }
  if ((await released) === null) throw new OpExecError(`Instance ${guest.name} has not let go of ${what} within ${RELEASE_SECONDS} s; is it in use inside?`);
}

/** For what may not be there. */
async function quietly(guest: LiveGuest, command: string, args: Record<string, unknown>): Promise<void> {
  try {
    await guest.qmp.execute(command, args);
  } catch (error) {
    if (!(error instanceof QmpError)) throw error;
  }
}
