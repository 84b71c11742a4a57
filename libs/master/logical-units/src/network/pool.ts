/** The addresses of a network that are kept from instances. */
import { OpPrereqError } from '@ganeti/errors';
import type { ConfigView } from '@ganeti/master-config';
import { addressAt, placeOf, poolSize, type Network } from '@ganeti/objects';

/** The network's own address and its broadcast address. */
export function endsOf(network: string): string[] {
  return [addressAt(network, 0), addressAt(network, poolSize(network) - 1)];
}

/** Addresses of nodes and of the cluster in this network, with whose they are. */
export function clusterAddresses(view: ConfigView, network: string): { readonly ip: string; readonly owner: string }[] {
  const cluster = view.cluster();
  const all = [
    { ip: cluster.master_ip, owner: `cluster ${cluster.cluster_name}` },
    ...[...view.all('node')].flatMap(({ name, primary_ip, secondary_ip }) => [...new Set([primary_ip, secondary_ip])].map((ip) => ({ ip, owner: `node ${name}` }))),
  ];
  return all.filter(({ ip }) => placeOf(network, ip) !== null);
}

/** Throws OpPrereqError for addresses that are not in the network, or that an instance has. */
export function checkReservable(view: ConfigView, network: Pick<Network, 'name' | 'network' | 'uuid'>, addresses: readonly string[]): void {
  const outside = addresses.find((ip) => placeOf(network.network, ip) === null);
  if (outside !== undefined) throw new OpPrereqError(`Address ${outside} is not in network ${network.name} (${network.network})`, 'wrong_input');
  const wanted = new Set(addresses);
  for (const instance of view.all('instance')) {
    const nic = instance.nics.find((each) => each.network === network.uuid && each.ip !== null && wanted.has(each.ip));
    if (nic !== undefined) throw new OpPrereqError(`Address ${nic.ip} of network ${network.name} is in use by instance ${instance.name}`, 'resource_not_unique');
  }
}
