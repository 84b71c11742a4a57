import { OpExecError } from '@ganeti/errors';
import type { InstanceReceived } from '@ganeti/node-api';
import type { ScriptDisk } from '@ganeti/node-os';
import type { Drivers } from './drivers';

/** The disks of an instance as scripts find them on this node. Throws OpExecError for one that is not active. */
export async function scriptDisks(drivers: Drivers, instance: InstanceReceived): Promise<ScriptDisk[]> {
  const disks: ScriptDisk[] = [];
  for (const [index, device] of instance.disks.entries()) {
    const { exists, path } = await drivers.storageFor(device).status(device);
    if (!exists) throw new OpExecError(`Disk ${index} of instance ${instance.name} is not active on this node; activate its disks first`);
    disks.push({ device, path });
  }
  return disks;
}
