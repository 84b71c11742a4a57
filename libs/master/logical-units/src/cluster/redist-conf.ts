import { defineLogicalUnit, type LogicalUnit } from '@ganeti/master-jobs';
import { clusterRedistConf } from '@ganeti/opcodes';
import { warn } from '../common/disk-steps';
import type { Services } from '../services';

export function clusterRedistConfUnit(services: Services): LogicalUnit<typeof clusterRedistConf, null> {
  return defineLogicalUnit({
    definition: clusterRedistConf,
    locks: () => ({ node: { names: 'all', mode: 'shared' } }),
    check: async () => null,
    async run(_params, _plan, cx) {
      const failed = await services.redistribute();
      for (const node of failed) warn(cx, `Node ${node} did not take the configuration; it will get it when it is back`);
      return null;
    },
  });
}
