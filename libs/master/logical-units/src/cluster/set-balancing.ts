import { defineLogicalUnit } from '@ganeti/master-jobs';
import { clusterSetBalancing } from '@ganeti/opcodes';

export const clusterSetBalancingUnit = defineLogicalUnit({
  definition: clusterSetBalancing,
  locks: () => ({}),
  check: async () => null,
  async run({ interval, max_moves, min_gain }, _plan, cx) {
    await cx.update('set', (tx) => {
      tx.update('cluster', tx.cluster().uuid, { balancing: interval === 0 ? null : { interval, max_moves, min_gain } });
    });
    return null;
  },
});
