import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { networkRename } from '@ganeti/opcodes';
import { networkBy, networkOf } from '../common/lookup';
import { networkHooks } from './hooks';
import { networkLock } from './locks';

export const networkRenameUnit = defineLogicalUnit({
  definition: networkRename,
  locks: (params, cx) => networkLock(cx.config, params.network_name),

  async check(params, cx) {
    const network = networkOf(cx.config, params.network_name);
    const other = cx.config.network(params.new_name);
    if (other?.name === params.new_name) {
      throw new OpPrereqError(
        other.uuid === network.uuid ? `Network ${network.name} has this name already` : `There is a network ${other.name} already; choose another name`,
        'already_exists',
      );
    }
    cx.reservations.name(cx.jobId, 'network', params.new_name);
    return { network: network.uuid };
  },

  hooks: (params, plan, cx) => networkHooks(cx.config, 'network-rename', networkBy(cx.config, plan.network), { OLD_NAME: networkBy(cx.config, plan.network).name, NEW_NAME: params.new_name }),

  async run(params, plan, cx) {
    await cx.update('rename', (tx) => void tx.update('network', plan.network, { name: params.new_name }));
    return params.new_name;
  },
});
