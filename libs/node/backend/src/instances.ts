import { OpExecError } from '@ganeti/errors';
import { parameters, type GuestDisk, type GuestStatus, type Hotplug } from '@ganeti/node-hypervisor';
import type { BlockDeviceReceived, InstanceReceived, InstanceStatusMessage } from '@ganeti/node-api';
import type { Drivers } from './drivers';
import type { DiskLinks } from './disk-links';
import { required, type ServiceHandlers } from './handlers';

export function instanceStatus(hypervisor: string, guest: GuestStatus): InstanceStatusMessage {
  const { name, state, memory, vcpus, cpuSeconds } = guest;
  return { name, hypervisor, state, memory, vcpus, cpu_seconds: cpuSeconds };
}

const isUp = (guest: GuestStatus | null): boolean => guest !== null && guest.state !== 'crashed' && guest.state !== 'shutdown';

export function instancesHandlers(drivers: Drivers, links: DiskLinks): ServiceHandlers<'Instances'> {
  /** Disks must be active; their links are made (again) where a guest looks for them. */
  const linkDisk = async (instance: InstanceReceived, device: BlockDeviceReceived, index: number): Promise<GuestDisk> => {
    const { exists, path } = await drivers.storageFor(device).status(device);
    if (!exists || path === '') throw new OpExecError(`Disk ${index} of instance ${instance.name} is not active on this node; activate its disks first`);
    return { device, path: links.set(instance.name, index, path), uri: '' };
  };
  const linkDisks = async (instance: InstanceReceived): Promise<GuestDisk[]> => {
    const disks: GuestDisk[] = [];
    for (const [index, device] of instance.disks.entries()) disks.push(await linkDisk(instance, device, index));
    return disks;
  };
  const hotplugOf = (instance: InstanceReceived): Hotplug => {
    const { hotplug, name } = drivers.hypervisor(instance.hypervisor);
    if (hotplug === undefined) throw new OpExecError(`Hypervisor ${name} cannot change devices of instance ${instance.name} while it runs; stop it first`);
    return hotplug;
  };
  const rebootType = (type: string): 'soft' | 'hard' => {
    if (type === 'soft' || type === 'hard') return type;
    throw new OpExecError(`A node reboots an instance soft or hard, not "${type}"; a full reboot is a shutdown and a start`);
  };

  return {
    'Instances.Start': async (request) => {
      const instance = required(request.instance, 'instance');
      const hypervisor = drivers.hypervisor(instance.hypervisor);
      // As wanted: an earlier life of this daemon has started it, or what is taken back had not stopped it.
      if (isUp(await hypervisor.status(instance.name))) return;
      const disks = await linkDisks(instance);
      await hypervisor.start(instance, { paused: request.paused, disks });
    },

    'Instances.Shutdown': async (request) => {
      const instance = required(request.instance, 'instance');
      await drivers.hypervisor(instance.hypervisor).stop(instance, request.timeout);
    },

    'Instances.Reboot': async (request) => {
      const instance = required(request.instance, 'instance');
      const type = rebootType(request.type);
      const disks = await linkDisks(instance);
      await drivers.hypervisor(instance.hypervisor).reboot(instance, type, { timeoutSeconds: request.timeout, disks });
    },

    'Instances.Status': async ({ name, hypervisor }) => {
      const guest = await drivers.hypervisor(hypervisor).status(name);
      return { exists: guest !== null, status: guest === null ? null : instanceStatus(hypervisor, guest) };
    },

    'Instances.MigrationInfo': async (request) => {
      const instance = required(request.instance, 'instance');
      const hypervisor = drivers.hypervisor(instance.hypervisor);
      return { ...(await hypervisor.migrationInfo(instance)), hypervisor_version: await hypervisor.version() };
    },

    'Instances.AcceptMigration': async (request) => {
      const instance = required(request.instance, 'instance');
      const disks = await linkDisks(instance);
      await drivers.hypervisor(instance.hypervisor).acceptMigration(instance, request.info, request.address, disks);
    },

    'Instances.Migrate': async (request, cx) => {
      const instance = required(request.instance, 'instance');
      await drivers
        .hypervisor(instance.hypervisor)
        .migrate(instance, request.target_address, { live: request.live, progress: (percent, message) => cx.progress(message, percent), signal: cx.signal });
    },

    'Instances.FinishMigration': async (request) => {
      const instance = required(request.instance, 'instance');
      const hypervisor = drivers.hypervisor(instance.hypervisor);
      if (request.source) await hypervisor.finishMigrationSource(instance, request.success);
      else await hypervisor.finishMigrationTarget(instance, request.info, request.success);
    },

    'Instances.SetMemory': async (request) => {
      const instance = required(request.instance, 'instance');
      await drivers.hypervisor(instance.hypervisor).setMemory(instance, request.memory);
    },

    'Instances.HotplugSupported': async (request) => {
      const instance = required(request.instance, 'instance');
      const { hotplug, name } = drivers.hypervisor(instance.hypervisor);
      const reason = hotplug === undefined ? `hypervisor ${name} changes devices of stopped instances only` : ((await hotplug.problem(instance)) ?? '');
      return { supported: reason === '', reason };
    },

    'Instances.Hotplug': async (request) => {
      const instance = required(request.instance, 'instance');
      const hotplug = hotplugOf(instance);
      const { action, disk, nic, index } = request;
      if (disk && action === 'add') await hotplug.addDisk(instance, await linkDisk(instance, disk, index));
      else if (disk && action === 'remove') await hotplug.removeDisk(instance, disk);
      else if (nic && action === 'add') await hotplug.addNic(instance, nic);
      else if (nic && action === 'remove') await hotplug.removeNic(instance, nic);
      else if (nic && action === 'modify') await hotplug.changeNic(instance, nic);
      else throw new TypeError(`The request has no device that "${action}" can be done with`);
    },

    'Instances.ResizeDisk': async (request) => {
      const instance = required(request.instance, 'instance');
      await hotplugOf(instance).resizeDisk(instance, required(request.disk, 'disk'), request.size);
    },

    'Instances.ValidateParams': async ({ hypervisor, hvparams }) => ({
      problems: await drivers.hypervisor(hypervisor).validate(parameters(hvparams)),
    }),
  };
}
