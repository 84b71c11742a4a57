import { defineLogicalUnit } from '@ganeti/master-jobs';
import { instanceSnapshotList } from '@ganeti/opcodes';
import { snapshotsOf } from '../common/instance-snapshots';
import { instanceBy, instanceLock, instanceOf } from '../common/lookup';

export const instanceSnapshotListUnit = defineLogicalUnit({
  definition: instanceSnapshotList,
  locks: (params, cx) => ({ instance: { names: [instanceLock(cx.config, params.instance_name)], mode: 'shared' } }),
  check: async (params, cx) => ({ instance: instanceOf(cx.config, params, { forthcoming: true }).uuid }),
  run: async (_params, plan, cx) =>
    snapshotsOf(instanceBy(cx.config, plan.instance)).map(({ name, ctime, disks }) => ({ name, ctime, disk_sizes: disks.map(({ size }) => size) })),
});
