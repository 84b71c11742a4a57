/** What hook scripts are told about a network. They run on the master, and on the nodes of the group that is connected to it or no more. */
import type { ConfigView } from '@ganeti/master-config';
import type { HooksSpec } from '@ganeti/master-jobs';
import type { Network } from '@ganeti/objects';

type NetworkData = Omit<Network, 'serial_no' | 'ctime' | 'mtime'>;

export function networkEnvironment(network: NetworkData): Record<string, string> {
  return {
    OP_TARGET: network.name,
    NETWORK_NAME: network.name,
    NETWORK_UUID: network.uuid,
    NETWORK_SUBNET: network.network,
    NETWORK_GATEWAY: network.gateway ?? '',
    NETWORK_SUBNET6: network.network6 ?? '',
    NETWORK_GATEWAY6: network.gateway6 ?? '',
    NETWORK_MAC_PREFIX: network.mac_prefix ?? '',
    NETWORK_TAGS: network.tags.join(' '),
  };
}

export function networkHooks(view: ConfigView, path: string, network: NetworkData, more: Readonly<Record<string, string>> = {}, group?: string): HooksSpec {
  const environment = { ...networkEnvironment(network), ...more };
  const nodes = [...new Set([view.cluster().master_node, ...(group === undefined ? [] : view.nodesOf(group))])];
  return {
    path,
    objectType: 'NETWORK',
    environment,
    preNodes: nodes,
    postNodes: nodes,
    postEnvironment: () => {
      const now = view.get('network', network.uuid);
      return now === undefined ? environment : { ...networkEnvironment(now), ...more };
    },
  };
}
