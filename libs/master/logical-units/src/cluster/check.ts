import { defineLogicalUnit, type LogicalUnit } from '@ganeti/master-jobs';
import { clusterCheck } from '@ganeti/opcodes';
import type { Services } from '../services';

export function clusterCheckUnit({ placement }: Services): LogicalUnit<typeof clusterCheck, null> {
  return defineLogicalUnit({
    definition: clusterCheck,
    locks: () => ({}),
    check: async () => null,
    async run({ simulate }, _plan, cx) {
      const found = await placement.study({ kind: 'check', simulate });
      return { ...found, balancing: cx.config.cluster().balancing ?? null } as never;
    },
  });
}
