import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import type { ConfigView } from '@ganeti/master-config';
import { checkNic, placeOf, type Network, type NodeGroup } from '@ganeti/objects';
import { networkConnect } from '@ganeti/opcodes';
import { warn } from '../common/disk-steps';
import { groupBy, groupOf, networkBy, networkOf } from '../common/lookup';
import { networkHooks } from './hooks';
import { connectionLocks } from './locks';

type Plan = { readonly network: string; readonly group: string; readonly connected: boolean };

export const networkConnectUnit = defineLogicalUnit({
  definition: networkConnect,
  locks: (params, cx) => connectionLocks(cx.config, params),

  async check(params, cx): Promise<Plan> {
    const network = networkOf(cx.config, params.network_name);
    const group = groupOf(cx.config, params.group_name);
    checkNic({ mode: params.network_mode, link: params.network_link, vlan: params.network_vlan });
    const plan = { network: network.uuid, group: group.uuid };
    if (group.networks[network.uuid] !== undefined) {
      warn(cx, `Network ${network.name} is connected to group ${group.name} already; disconnect it first to connect it differently`);
      return { ...plan, connected: true };
    }
    if (params.conflicts_check) checkConflicts(cx.config, network, group);
    return { ...plan, connected: false };
  },

  hooks: (params, plan, cx) =>
    networkHooks(cx.config, 'network-connect', networkBy(cx.config, plan.network), {
      GROUP_NAME: groupBy(cx.config, plan.group).name,
      GROUP_NETWORK_MODE: params.network_mode,
      GROUP_NETWORK_LINK: params.network_link,
      GROUP_NETWORK_VLAN: params.network_vlan,
    }, plan.group),

  async run(params, plan, cx) {
    if (plan.connected) return null;
    await cx.update('connect', (tx) => {
      const { networks } = groupBy(tx, plan.group);
      const connection = { mode: params.network_mode, link: params.network_link, vlan: params.network_vlan };
      tx.update('nodegroup', plan.group, { networks: { ...networks, [plan.network]: connection } });
    });
    return null;
  },
});

/** NICs that have an address of the network without being in it would meet those that are given it. */
function checkConflicts(view: ConfigView, network: Network, group: NodeGroup): void {
  for (const node of view.nodesOf(group.uuid)) {
    for (const uuid of view.primariesOf(node)) {
      const instance = view.get('instance', uuid);
      const nic = instance?.nics.find(({ network: own, ip }) => own === null && ip !== null && placeOf(network.network, ip) !== null);
      if (nic === undefined) continue;
      throw new OpPrereqError(
        `Instance ${instance?.name} has address ${nic.ip} of network ${network.name} without being in the network; change that NIC first, or leave out the check`,
        'wrong_state',
      );
    }
  }
}
