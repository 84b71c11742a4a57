import { defineLogicalUnit, type LogicalUnit } from '@ganeti/master-jobs';
import { clusterRedistConf } from '@ganeti/opcodes';
import { tellNodes } from '../common/redistribute';
import type { Services } from '../services';

export function clusterRedistConfUnit(services: Services): LogicalUnit<typeof clusterRedistConf, null> {
  return defineLogicalUnit({
    definition: clusterRedistConf,
    locks: () => ({ node: { names: 'all', mode: 'shared' } }),
    check: async () => null,
    async run(_params, _plan, cx) {
      await tellNodes(cx, services);
      return null;
    },
  });
}
