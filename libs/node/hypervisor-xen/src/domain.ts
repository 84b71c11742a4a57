/** What the config of a domain is written from: the instance, its disks on this node, its parameters. */
import { readFile } from 'node:fs/promises';
import { OpExecError } from '@ganeti/errors';
import type { InstanceReceived } from '@ganeti/node-api';
import { sizeOf, type GuestDisk } from '@ganeti/node-hypervisor';
import { nicSettings } from '@ganeti/node-network';
import type { Domain } from './config';
import { receivedParameters, type XenKind } from './parameters';

/** `keepsShutDown`: see Domain. Throws OpExecError when its VNC password cannot be read. */
export async function describeDomain(kind: XenKind, instance: InstanceReceived, disks: readonly GuestDisk[], keepsShutDown: boolean): Promise<Domain> {
  const { name, uuid, hvparams, network_port: networkPort } = instance;
  const base = {
    name,
    uuid,
    ...sizeOf(instance),
    disks: disks.map(({ device, path }) => ({ path, readOnly: device.mode === 'ro' })),
    nics: instance.nics.map(nicSettings),
    networkPort,
    keepsShutDown,
  };
  if (kind === 'xen-pvm') return { ...base, kind: 'xen-pvm', params: receivedParameters('xen-pvm', hvparams) };
  const params = receivedParameters('xen-hvm', hvparams);
  const text = await readFile(params.vnc_password_file, 'utf8').catch((error: Error) => {
    throw new OpExecError(`Instance ${name}: the VNC password file ${params.vnc_password_file} cannot be read: ${error.message}`);
  });
  return { ...base, kind: 'xen-hvm', params, vncPassword: text.split('\n')[0]?.trim() ?? '' };
}
