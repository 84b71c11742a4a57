import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { networkRemove } from '@ganeti/opcodes';
import { networkBy, networkOf } from '../common/lookup';
import { networkHooks } from './hooks';
import { networkLock } from './locks';

export const networkRemoveUnit = defineLogicalUnit({
  definition: networkRemove,
  locks: (params, cx) => networkLock(cx.config, params.network_name),

  async check(params, cx) {
    const network = networkOf(cx.config, params.network_name);
    const groups = [...cx.config.all('nodegroup')].filter(({ networks }) => networks[network.uuid] !== undefined);
    if (groups.length > 0) {
      throw new OpPrereqError(
        `Network ${network.name} is still connected to node group ${groups.map(({ name }) => name).join(', ')}; disconnect it first`,
        'wrong_state',
      );
    }
    return { network: network.uuid };
  },

  hooks: (_params, plan, cx) => networkHooks(cx.config, 'network-remove', networkBy(cx.config, plan.network)),

  async run(_params, plan, cx) {
    await cx.update('remove', (tx) => tx.remove('network', plan.network));
    return null;
  },
});
