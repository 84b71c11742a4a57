import { defineLogicalUnit, type LogicalUnit } from '@ganeti/master-jobs';
import { clusterQuery } from '@ganeti/opcodes';
import type { Services } from '../services';

export function clusterQueryUnit(services: Services): LogicalUnit<typeof clusterQuery, null> {
  return defineLogicalUnit({
    definition: clusterQuery,
    locks: () => ({}),
    check: async () => null,
    run: async () => ({ ...(await services.clusterInfo()) }),
  });
}
