import { OpExecError } from '@ganeti/errors';
import { parameters, type GuestStatus } from '@ganeti/node-hypervisor';
import type { InstanceReceived, InstanceStatusMessage } from '@ganeti/node-api';
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
  const linkDisks = async (instance: InstanceReceived): Promise<void> => {
    for (const [index, device] of instance.disks.entries()) {
      const { exists, path } = await drivers.storageFor(device).status(device);
      if (!exists) throw new OpExecError(`Disk ${index} of instance ${instance.name} is not active on this node; activate its disks first`);
      links.set(instance.name, index, path);
    }
  };
  const rebootType = (type: string): 'soft' | 'hard' => {
    if (type === 'soft' || type === 'hard') return type;
    throw new OpExecError(`A node reboots an instance soft or hard, not "${type}"; a full reboot is a shutdown and a start`);
  };

  return {
    'Instances.Start': async (request, cx) => {
      const instance = required(request.instance, 'instance');
      const hypervisor = drivers.hypervisor(instance.hypervisor);
      // Begun by an earlier life of this daemon: then it may be this step that has started it.
      if (!cx.resumed && isUp(await hypervisor.status(instance.name))) {
        throw new OpExecError(`Instance ${instance.name} runs already on this node`);
      }
      await linkDisks(instance);
      await hypervisor.start(instance, { paused: request.paused });
    },

    'Instances.Shutdown': async (request) => {
      const instance = required(request.instance, 'instance');
      await drivers.hypervisor(instance.hypervisor).stop(instance, request.timeout);
    },

    'Instances.Reboot': async (request) => {
      const instance = required(request.instance, 'instance');
      await drivers.hypervisor(instance.hypervisor).reboot(instance, rebootType(request.type));
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
      await linkDisks(instance);
      await drivers.hypervisor(instance.hypervisor).acceptMigration(instance, request.info, request.address);
    },

    'Instances.Migrate': async (request, cx) => {
      const instance = required(request.instance, 'instance');
      await drivers
        .hypervisor(instance.hypervisor)
        .migrate(instance, request.target_address, request.live, (percent, message) => cx.progress(message, percent));
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

    'Instances.ValidateParams': async ({ hypervisor, hvparams }) => ({
      problems: await drivers.hypervisor(hypervisor).validate(parameters(hvparams)),
    }),
  };
}
