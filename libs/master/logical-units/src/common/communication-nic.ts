/** The NIC over which an instance talks to its node. It is known by its name. */
import { OpPrereqError } from '@ganeti/errors';
import type { Cluster, Nic } from '@ganeti/objects';
import type { AskedNic } from './nics';

const nameFor = (instance: string): string => `ganeti:communication:${instance}`;

export const isCommunicationNic = (nic: Nic, instance: string): boolean => nic.name === nameFor(instance);

/** As an opcode would ask for it. Throws OpPrereqError when the cluster has no network for it. */
export function communicationNic(cluster: Cluster, instance: string): AskedNic {
  const { instance_communication_network: network } = cluster;
  if (network === '') {
    throw new OpPrereqError(
      "This cluster has no network for talking to nodes; name one with 'gnt-cluster modify --instance-communication-network' first",
      'wrong_state',
    );
  }
  return { name: nameFor(instance), network, ip: 'pool', mac: 'auto' };
}
