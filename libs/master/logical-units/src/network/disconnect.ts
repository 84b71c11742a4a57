import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import type { ConfigView } from '@ganeti/master-config';
import { networkDisconnect } from '@ganeti/opcodes';
import { warn } from '../common/disk-steps';
import { groupBy, groupOf, networkBy, networkOf } from '../common/lookup';
import { networkHooks } from './hooks';
import { connectionLocks } from './locks';

type Plan = { readonly network: string; readonly group: string; readonly connected: boolean };

export const networkDisconnectUnit = defineLogicalUnit({
  definition: networkDisconnect,
  locks: (params, cx) => connectionLocks(cx.config, params),

  async check(params, cx): Promise<Plan> {
    const network = networkOf(cx.config, params.network_name);
    const group = groupOf(cx.config, params.group_name);
    const plan = { network: network.uuid, group: group.uuid };
    if (group.networks[network.uuid] === undefined) {
      warn(cx, `Network ${network.name} is not connected to group ${group.name}`);
      return { ...plan, connected: false };
    }
    const users = usersIn(cx.config, network.uuid, group.uuid);
    if (users.length > 0) {
      throw new OpPrereqError(
        `Network ${network.name} is in use in group ${group.name} by ${users.slice(0, 5).join(', ')}${users.length > 5 ? ` and ${users.length - 5} more` : ''}`,
        'wrong_state',
      );
    }
    return { ...plan, connected: true };
  },

  hooks: (_params, plan, cx) =>
    networkHooks(cx.config, 'network-disconnect', networkBy(cx.config, plan.network), { GROUP_NAME: groupBy(cx.config, plan.group).name }, plan.group),

  async run(_params, plan, cx) {
    if (!plan.connected) return null;
    await cx.update('disconnect', (tx) => {
      const { [plan.network]: _gone, ...networks } = groupBy(tx, plan.group).networks;
      tx.update('nodegroup', plan.group, { networks });
    });
    return null;
  },
});

function usersIn(view: ConfigView, network: string, group: string): string[] {
  return [...view.nodesOf(group)]
    .flatMap((node) => [...view.primariesOf(node)])
    .flatMap((uuid) => view.get('instance', uuid) ?? [])
    .filter(({ nics }) => nics.some((nic) => nic.network === network))
    .map(({ name }) => name)
    .sort();
}
