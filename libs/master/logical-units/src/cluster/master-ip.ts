import { defineLogicalUnit } from '@ganeti/master-jobs';
import { clusterActivateMasterIp, clusterDeactivateMasterIp } from '@ganeti/opcodes';
import { addressCall, tellNoAddress } from '../common/master-address';

export const clusterActivateMasterIpUnit = addressUnit(clusterActivateMasterIp, true);
export const clusterDeactivateMasterIpUnit = addressUnit(clusterDeactivateMasterIp, false);

function addressUnit<D extends typeof clusterActivateMasterIp | typeof clusterDeactivateMasterIp>(definition: D, up: boolean) {
  return defineLogicalUnit<D, null>({
    definition,
    locks: () => ({ cluster: { names: ['BGL'], mode: 'exclusive' } }),
    check: async () => null,
    async run(_params, _plan, cx) {
      const call = addressCall(cx.config, cx.config.cluster(), up);
      if (call === null) tellNoAddress(cx);
      else await cx.call('address', call.node, call.method, call.request);
      return null as never;
    },
  });
}
